"""What organisations have commented in what they handed in, gathered for the page and the files.

A round's comments are read at once and chosen from here: a hundred organisations write hundreds,
and no database compares å with Å the same way as the next.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from hp.database import AnyRow
from hp.documents.cells import Row
from hp.documents.csv_file import write_csv
from hp.documents.tables import Column, Table
from hp.documents.xlsx import write_xlsx
from hp.domain.answers import AnswerValue
from hp.domain.marks import LETTER
from hp.domain.matrix import AnswerFilter, Filter, Sort
from hp.i18n import in_language
from hp.overview import addresses
from hp.overview.exports import sheet_name
from hp.overview.words import answer_words, status_words
from hp.store import export, plan
from hp.words import kind_words, say_origin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGE = 500  # all that a city's organisations usually write
ADDRESS = "/overview/comments"


@dataclass(frozen=True, slots=True)
class Group:
    """Comments to one activity."""

    activity: AnyRow
    rows: Sequence[AnyRow]


class Comments:
    """One round's comments as somebody has asked to see them."""

    is_public = False  # as in the overview
    answers = tuple(answer for answer in AnswerFilter if answer is not AnswerFilter.COMMENTED)

    def __init__(
        self,
        session: "Session",
        rounds: Sequence[AnyRow],
        round_: AnyRow,
        args: addresses.Arguments,
        place: str = ADDRESS,
    ) -> None:
        self.place = place
        self.rounds, self.round = rounds, round_
        self.activities = plan.list_activities(session, round_.id)
        self.filter = _read_filter(args, len(self.activities))
        self.answered_for = export.list_answered_for(session, round_.id)
        everything = export.list_comments(session, round_.id)
        self.total = len(everything)
        self.kinds = sorted({row.kind for row in everything})
        self.found = [row for row in everything if _fits(row, self.filter)]
        self.number = min(max(args.get("page", 1, type=int), 1), self.pages)

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(-(-len(self.found) // PAGE), 1)

    @property
    def organisations(self) -> int:
        """How many organisations have written what is found."""
        return len({row.response_id for row in self.found})

    @property
    def groups(self) -> Iterator[Group]:
        """What this page shows, by activity."""
        start = (self.number - 1) * PAGE
        for number, rows in groupby(self.found[start : start + PAGE], key=lambda row: row.number):
            yield Group(self.activities[number - 1], list(rows))

    def address(self, ending: str = "", **changes: Any) -> str:
        """This look's address, or its file's, with another `filter`, `page` or `round_`."""
        round_ = changes.get("round_", self.round)
        name = round_.name if round_.id != self.rounds[0].id else None
        asked = changes.get("filter", self.filter)
        query = addresses.write_query(name, asked, Sort())
        if page := changes.get("page"):
            query += f"{'&' if query else '?'}page={page}"
        return f"{self.place}{f'/export.{ending}' if ending else ''}{query}"

    @property
    def everything(self) -> str:
        """The address without a filter."""
        return self.address(filter=Filter())

    def write(self, ending: str) -> bytes:
        """All that is found as a file, `xlsx` or `csv`."""
        table = self._table()
        if ending == "csv":
            return write_csv([table.titles, *table.rows])
        title = f"{in_language(self.round, 'subject')}, {self.round.name}"
        made_at = max([self.round.opened_at, *(row.submitted_at for row in self.found)])
        return write_xlsx([table], made_at, title)

    def _table(self) -> Table:
        columns = [
            Column(_("No."), 6),
            Column(_("Activity"), 36, wraps=True),
            Column(_("Organisation"), 36),
            Column(_("Type")),
            Column(_("Cluster"), 20),
            Column(_("Answers also for"), 30, wraps=True),
            Column(_("Answer"), 14),
            Column(_("Comment"), 80, wraps=True),
            Column(_("Done by"), 12),
            Column(_("Status"), 20),
            Column(_("Entered for the organisation"), 30, wraps=True),
        ]
        return Table(sheet_name(_("Comments"), self.round), columns, self._rows())

    def _rows(self) -> Iterator[Row]:
        answers, kinds, statuses = answer_words(), kind_words(), status_words()
        reopened = f" ({_('Reopened')})"
        texts = {a.number: in_language(a, "short") for a in self.activities}
        for row in self.found:
            others = ", ".join(self.answered_for.get(row.response_id, ()))
            about = (row.number, texts[row.number], row.name, kinds[row.kind], row.cluster, others)
            came = say_origin(row) if row.origin_id else ""
            status = f"{statuses[row.status]}{reopened if row.reopened_at else ''}"
            yield (*about, answers[row.value], row.comment, row.planned_on, status, came)


def _read_filter(args: addresses.Arguments, activities: int) -> Filter:
    """What the matrix can be filtered by, but for what all comments are: handed in and there."""
    asked = addresses.read_filter(args, activities)
    answer = None if asked.answer is AnswerFilter.COMMENTED else asked.answer
    return replace(asked, status=None, answer=answer)


def _fits(row: AnyRow, asked: Filter) -> bool:
    return (
        asked.number in (None, row.number)
        and asked.kind in (None, row.kind)
        and (asked.answer is None or LETTER[AnswerValue(row.value)] in asked.answer.letters)
        and _fold(asked.search) in _fold(row.comment)
    )


def _fold(text: str) -> str:
    """`text` as it is searched: whatever its capitals, line breaks, and ways to write an å."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
