"""The rows of the matrix as HTML.

Thousands of cells are put together here by joining prepared pieces: a template expression per cell
takes five times as long. Everything that somebody has typed goes through `escape`.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from operator import getitem
from typing import Any, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from markupsafe import Markup

from hp import web
from hp.database import AnyRow
from hp.domain import marks
from hp.domain.answers import AnswerValue, ResponseStatus
from hp.domain.matrix import visible_marks
from hp.i18n import show_date
from hp.store.matrix_comments import read_comments, read_origin
from hp.words import say_origin

_REMEMBERED = 1024  # rows of a round in a language, about 3 kB each
_LONG_NAME = 16  # characters; a name up to this fits beside its status on a telephone
_PARTS_OF_NAMES = re.compile(r"(?<=\w\w\w)(?=förvaltning|nämnden|bolaget)")
_END = "</p></div></td>"  # of a cell with a comment
_SHY = "\u00ad"


class Column(NamedTuple):
    """An activity as the matrix shows it; `first` is the first of its area."""

    number: int
    short: str
    first: bool


class Pieces(NamedTuple):
    """The parts of rows that are the same for all organisations, in one language."""

    cells: Sequence[Mapping[str, str]]  # by activity, then by mark
    commented: Mapping[str, tuple[int, Mapping[str, Sequence[str]]]]  # by number, then by mark
    statuses: Mapping[str, str]
    reopened: str
    late: str
    done_by: str
    answered_by: str
    link: str


class RowWriter:
    """Writes the rows of one round's matrix."""

    def __init__(self, look: "_Look") -> None:
        self.pieces = _pieces(look.columns, look.language)
        self.is_public = look.is_public
        self.shows_drafts = look.shows_drafts
        self.link_end = f'?round={quote(look.round_name, safe="")}"{self.pieces.link}>'
        self.zone = look.zone
        self.this_year = look.this_year
        self.changed: dict[dt.date, str] = {}
        self.planned: dict[str, str] = {}
        # most rows are as they were when the matrix was last looked at: that saves two thirds
        self._remembered = lru_cache(_REMEMBERED)(self._row)

    def write(self, rows: Iterable[AnyRow]) -> Markup:
        """Rows of `hp.store.matrix` as HTML."""
        written = map(self._remembered, map(tuple, rows))
        return Markup("".join(written))  # noqa: S704 escaped piece by piece in _row

    def _row(self, row: tuple[Any, ...]) -> str:
        id_, organisation_id, own_name, status, own, submitted, *rest = row
        is_late, is_reopened, changed_at, answered_by, comments, *_ = rest
        name, breakable_name = _names(own_name)
        shown = visible_marks(own, submitted, self.shows_drafts)
        cells = list(map(getitem, self.pieces.cells, shown))
        if comments:
            self._add_comments(cells, shown, str(id_), name, comments)
        parts = (
            '<tr role="row" data-organisation="',
            name,
            '" data-status="',
            status,
            '"><th role="rowheader" scope="row">',
            self._linked(breakable_name, organisation_id),
            f'{self._by(answered_by)}</th><td role="cell" class="stc">',
            self._status(status, own, is_late, is_reopened),
            "</td>",
            *cells,
            '<td role="cell" class="dt">',
            self._changed(changed_at),
            "</td></tr>\n",
        )
        return "".join(parts)

    def _linked(self, name: str, organisation_id: int) -> str:
        if self.is_public:
            return f"<span{self.pieces.link}>{name}</span>"
        return f'<a href="/organisations/{organisation_id}{self.link_end}{name}</a>'

    def _by(self, answered_by: str | None) -> str:
        return self.pieces.answered_by % escape(answered_by) if answered_by else ""

    def _add_comments(
        self, cells: list[str], shown: str, id_: str, name: str, comments: str
    ) -> None:
        commented = self.pieces.commented
        for number, planned_on, comment, origin in read_comments(escape(comments)):
            i, by_mark = commented[number]
            button, popover, title, answer = by_mark[shown[i]]
            end = self._planned(planned_on) if planned_on else _END
            if origin and not self.is_public:
                end = f"</p><p>{say_origin(read_origin(origin))}{end}"
            cells[i] = "".join((button, id_, popover, id_, title, name, answer, comment, end))

    def _status(self, status: str, own: str, is_late: bool, is_reopened: bool) -> str:
        text = self.pieces.statuses[status]
        if status == ResponseStatus.STARTED:
            text = text % (marks.count_answered(own), len(own))
        if status == ResponseStatus.SUBMITTED:
            return text + self.pieces.late if is_late else text
        return text + self.pieces.reopened if is_reopened else text

    def _changed(self, changed_at: dt.datetime | None) -> str:
        if changed_at is None:
            return "–"
        day = changed_at.astimezone(self.zone).date()
        if day not in self.changed:
            pattern = "d MMM" if day.year == self.this_year else "d MMM y"
            self.changed[day] = escape(show_date(day, pattern).rstrip("."))
        return self.changed[day]

    def _planned(self, day: str) -> str:
        if day not in self.planned:
            shown = self.pieces.done_by % escape(show_date(dt.date.fromisoformat(day)))
            self.planned[day] = f"</p><p>{shown}{_END}"
        return self.planned[day]


class _Look(NamedTuple):
    """All that the HTML of a row follows from, but for the row itself."""

    columns: tuple[Column, ...]
    language: str
    round_name: str
    shows_drafts: bool
    is_public: bool
    zone: ZoneInfo
    this_year: int


def row_writer(
    round_: AnyRow, columns: tuple[Column, ...], language: str, *, is_public: bool
) -> RowWriter:
    """The writer for a round (of hp.store.rounds) in the language that `_` speaks now.

    `is_public`: without what only those who sign in may see or follow.
    """
    zone, this_year = web.settings().zone, web.local(web.now()).year
    drafts = round_.shows_drafts
    return _writer(_Look(columns, language, round_.name, drafts, is_public, zone, this_year))


@lru_cache(maxsize=4)
def _writer(look: _Look) -> RowWriter:
    return RowWriter(look)


@lru_cache(maxsize=8192)
def _names(name: str) -> tuple[str, str]:
    """A name as HTML, and the same with places where a long one may be broken."""
    plain = escape(name)
    return plain, _PARTS_OF_NAMES.sub(_SHY, plain) if len(name) > _LONG_NAME else plain


@lru_cache(maxsize=16)
def _pieces(columns: tuple[Column, ...], language: str) -> Pieces:
    """Made once per round and language. `language` is the one that `_` speaks now."""
    tag = '<span class="tag {}">{}</span>'
    return Pieces(
        cells=[_cells(column) for column in columns],
        commented={
            str(column.number): (i, _commented_cells(column)) for i, column in enumerate(columns)
        },
        statuses={
            ResponseStatus.NOT_STARTED: tag.format("tag-not-started", _("Not started")),
            ResponseStatus.STARTED: tag.format("tag-started", _("Started") + " %d/%d"),
            ResponseStatus.READY: tag.format("tag-started", _("Ready to submit")),
            ResponseStatus.SUBMITTED: f'<span class="st-in">{_("Submitted")}</span>',
            ResponseStatus.RETURNED: tag.format("tag-started", _("Changes requested")),
            ResponseStatus.EXCUSED: f'<span class="st-in">{_("Not answering")}</span>',
        },
        reopened=" " + tag.format("tag-started", _("Reopened")),
        late=" " + tag.format("tag-late", _("Late")),
        done_by=escape(_("Done by %(date)s", date="%s")),
        answered_by=f'<span class="oc">{escape(_("answered by %(name)s", name="%s"))}</span>',
        link="" if language == "sv" else ' lang="sv"',
    )


def _open_cell(column: Column, value: str) -> str:
    first = ' class="first"' if column.first else ""
    return f'<td role="cell"{first} data-activity="{column.number}" data-value="{value}">'


def _cells(column: Column) -> dict[str, str]:
    words = _words()
    values = {**marks.VALUE, marks.ANSWERED: "answered", marks.UNANSWERED: ""}
    return {
        mark: f"{_open_cell(column, value)}<span>{words[mark]}</span></td>"
        for mark, value in values.items()
    }


def _commented_cells(column: Column) -> dict[str, tuple[str, str, str, str]]:
    """By mark the pieces of a cell with a comment; between them go the row's id, twice, the
    organisation's name and the comment."""
    words = _words()
    labels = {
        AnswerValue.YES: _("Yes, read the comment"),
        AnswerValue.PARTLY: _("Partly, read the comment"),
        AnswerValue.NO: _("No, read the comment"),
        AnswerValue.NOT_APPLICABLE: _("Not applicable, read the comment"),
        "": _("Not answered, read the comment"),
    }
    number = column.number
    activity = escape(f"{number}. {column.short}")
    return {
        mark: (
            f'{_open_cell(column, value)}<button popovertarget="c',
            f'-{number}">{labels[value]}</button><div popover class="pop" id="c',
            f'-{number}"><p><b>',
            f'</b><br>{activity}</p><p class="v">{words[mark]}</p><p>',
        )
        for mark, value in {**marks.VALUE, marks.UNANSWERED: ""}.items()
    }


def _words() -> dict[str, str]:
    return {
        marks.LETTER[AnswerValue.YES]: _("Yes"),
        marks.LETTER[AnswerValue.PARTLY]: _("Partly"),
        marks.LETTER[AnswerValue.NO]: _("No"),
        marks.LETTER[AnswerValue.NOT_APPLICABLE]: _("Not applicable"),
        marks.ANSWERED: _("Answered, not submitted"),
        marks.UNANSWERED: _("Not answered"),
    }
