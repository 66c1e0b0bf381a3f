"""What the overview shows, gathered for the templates."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from hp import web
from hp.database import AnyRow
from hp.domain import marks
from hp.domain.matrix import (
    GROUP_OF,
    PAGE,
    WHOLE,
    AnswerFilter,
    Counts,
    Filter,
    Sort,
    SortBy,
    StatusGroup,
)
from hp.domain.schedule import Period, days_left
from hp.i18n import current_language, in_language
from hp.overview import addresses
from hp.overview.rows import Column, row_writer
from hp.store import matrix, plan
from hp.store.matrix import Cursor, Look


class Head(NamedTuple):
    """A column's head, and how it sorts now (`aria-sort`)."""

    id: str
    classes: str
    words: str
    hidden_words: str
    direction: str


@dataclass(frozen=True, slots=True)
class BarPart:
    """A part of the bar, in per cent of its length."""

    group: StatusGroup
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading: those of a kind, or all (`kind` None)."""

    kind: str | None
    rows: Markup


_TO_REMIND = (StatusGroup.NOT_STARTED, StatusGroup.STARTED)
_BAR = (StatusGroup.SUBMITTED, StatusGroup.STARTED, StatusGroup.NOT_STARTED)


class Overview:
    """The matrix of one round as somebody has asked to see it."""

    is_public = False  # shown to who has no account: no links to organisations, no files
    page_size = PAGE
    no_filter = Filter()

    def __init__(
        self,
        rounds: Sequence[AnyRow],
        round_: AnyRow,
        args: addresses.Arguments,
        place: str = "/overview",
    ) -> None:
        self.place = place
        self.rounds = rounds
        self.round = round_
        self.columns = _columns(plan.list_activities(web.db(), round_.id))
        self.filter = addresses.read_filter(args, len(self.columns))
        self.sort = addresses.read_sort(args, len(self.columns))
        self._count()
        self.is_paged = self.counts.total > WHOLE
        after = addresses.read_cursor(args, self.sort) if self.is_paged else None
        limit = PAGE + 1 if self.is_paged else None
        self._find(Look(round_, self.filter, self.sort, after, limit))

    def _count(self) -> None:
        """Counts and shares are of all organisations, whatever the filter."""
        by_kind: defaultdict[str, Counts] = defaultdict(Counts)
        handed_in = []
        self.to_remind = 0  # as the page of reminders counts them
        for status, kind, number, joined, followers in matrix.list_counts(web.db(), self.round):
            by_kind[kind] = by_kind[kind].add(GROUP_OF[status], number)
            handed_in.append(joined)
            if GROUP_OF[status] in _TO_REMIND:
                self.to_remind += number - followers
        self.by_kind = dict(sorted(by_kind.items()))
        self.counts = Counts(*map(sum, zip(*by_kind.values(), strict=True)))
        self.shares = marks.shares("".join(handed_in), len(self.columns))

    def _find(self, look: Look) -> None:
        rows = matrix.list_rows(web.db(), look)
        self.is_first_page = look.after is None
        self.next: Cursor | None = None
        if look.limit and len(rows) == look.limit:
            rows = rows[:PAGE]
            self.next = Cursor(rows[-1].value, rows[-1].sort_key, rows[-1].id)
        self.found = self._found(look, len(rows))
        self.groups = self._groups(rows)

    def _found(self, look: Look, shown: int) -> int:
        """How many organisations fit the filter, on all pages together."""
        if self.filter.is_empty:
            return self.counts.total
        if self.is_first_page and self.next is None:
            return shown
        return matrix.count_rows(web.db(), look)

    def _groups(self, rows: Sequence[AnyRow]) -> list[Group]:
        writer = row_writer(self.round, self.columns, current_language(), is_public=self.is_public)
        if self.sort.by is not SortBy.NAME:
            return [Group(None, writer.write(rows))] if rows else []
        return [
            Group(kind, writer.write(of_kind))
            for kind, of_kind in groupby(rows, key=lambda row: row.kind)
        ]

    @property
    def period(self) -> Period:
        """When the round takes answers."""
        r = self.round
        return Period(r.opened_at, r.due_at, r.closed_at, r.closes_by_itself)

    @property
    def is_closed(self) -> bool:
        """Whether no more answers are taken."""
        return self.period.has_closed(web.now())

    @property
    def last_day(self) -> dt.date:
        """The round's last day; an organisation's own deadline is on its own page."""
        return web.local(self.round.due_at).date()

    @property
    def last_day_pattern(self) -> str:
        """How to show it: with the year only if that is not this one."""
        is_this_year = self.last_day.year == _today().year
        return "EEEE d MMMM" if is_this_year else "EEEE d MMMM y"

    @property
    def days_left(self) -> int:
        """Whole days to the last day, negative when it has passed."""
        return days_left(_today(), self.last_day)

    def address(self, **changes: Any) -> str:
        """This look's address, with another `filter`, `sort`, `after` or `round_name`."""
        newest = self.rounds[0].name
        look: dict[str, Any] = {
            "round_name": self.round.name if self.round.name != newest else None,
            "asked": self.filter,
            "sort": self.sort,
        }
        return f"{self.place}{addresses.write_query(**(look | changes))}"

    def file(self, ending: str, **changes: Any) -> str:
        """The address of this look as a file."""
        return self.address(**changes).replace("/overview", f"/overview/export.{ending}", 1)

    @property
    def sort_word(self) -> str:
        """The order now, for the filters to keep."""
        return addresses.write_sort(self.sort)

    def address_of(self, round_: AnyRow) -> str:
        """The address of another round's matrix, filtered and sorted as this."""
        name = round_.name if round_.id != self.rounds[0].id else None
        return self.address(round_name=name)

    @property
    def everybody(self) -> str:
        """The address without a filter, sorted as now."""
        return self.address(asked=Filter())

    @property
    def status_groups(self) -> list[StatusGroup]:
        """What can be filtered by; that somebody does not answer is said where it happens."""
        return [g for g in StatusGroup if g is not StatusGroup.EXCUSED or self.counts.excused]

    @property
    def bar(self) -> list[BarPart]:
        """The bar from those who are done to those who have not begun."""
        parts = []
        start = 0.0
        for group in _BAR:
            width = 100 * getattr(self.counts, group) / max(self.counts.total, 1)
            if width:
                parts.append(BarPart(group, round(start, 2), round(width, 2)))
            start += width
        return parts

    @property
    def filter_frame(self) -> tuple[Any, ...]:
        """What the filters are made of; what is in their gaps apart."""
        chosen = replace(self.filter, search="")
        groups, kinds = tuple(self.status_groups), tuple(self.by_kind)
        return chosen, self._is_newest, groups, kinds, self.columns, tuple(AnswerFilter)

    @property
    def filter_fillings(self) -> list[Any]:
        """What goes into the gaps of the filters."""
        name = [] if self._is_newest else [self.round.name]
        numbers = (getattr(self.counts, group) for group in self.status_groups)
        return [self.place, self.place, *name, self.counts.total, *numbers, self.filter.search]

    @property
    def _is_newest(self) -> bool:
        return bool(self.round.id == self.rounds[0].id)

    @cached_property
    def _heads(self) -> list[tuple[Head, str]]:
        """The heads of all columns, each with the address that sorts by it."""
        plain = self.address(sort=Sort())
        heads = [self._head(plain, "", _("Organisation"), Sort())]
        heads.append(self._head(plain, "stc", _("Status"), Sort(SortBy.STATUS)))
        for column in self.columns:
            wanted = Sort(SortBy.ACTIVITY, number=column.number)
            classes = "m first" if column.first else "m"
            words = str(column.number), wanted, f". {column.short}"
            heads.append(self._head(plain, classes, *words))
        changed = Sort(SortBy.CHANGED, descending=True)
        heads.append(self._head(plain, "dt", _("Changed"), changed))
        return heads

    def _head(
        self, plain: str, classes: str, words: str, wanted: Sort, hidden_words: str = ""
    ) -> tuple[Head, str]:
        """Its link sorts as `wanted`, or turns that order round."""
        direction = "none"
        if (self.sort.by, self.sort.number) == (wanted.by, wanted.number):
            direction = "descending" if self.sort.descending else "ascending"
            wanted = self.sort._replace(descending=not self.sort.descending)
        name = str(wanted.number or wanted.by)
        address = addresses.add_sort(plain, wanted)
        return Head(name, classes, words, hidden_words, direction), address

    @property
    def head_frame(self) -> tuple[Any, ...]:
        """What the head of the matrix is made of; what is in its gaps apart."""
        return self.columns, tuple(head for head, _address in self._heads)

    @property
    def head_fillings(self) -> list[Any]:
        """What goes into the gaps of the head."""
        twice = [address for _head, address in self._heads for _time in (1, 2)]
        percents = (share.percent_yes for share in self.shares)
        return [*twice, *("–" if percent is None else percent for percent in percents)]


def _today() -> dt.date:
    return web.local(web.now()).date()


def _columns(activities: Iterable[AnyRow]) -> tuple[Column, ...]:
    columns: list[Column] = []
    area = None
    for activity in activities:
        short = in_language(activity, "short")
        columns.append(Column(activity.number, short, activity.area != area))
        area = activity.area
    return tuple(columns)
