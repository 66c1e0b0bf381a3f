"""A round as tables that files are made of: a row per organisation, and a row per answer.

Only what is handed in is in them. Before that a row says how far the organisation has come and
nothing of what it has answered, also where the round shows drafts on its pages.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from hp.database import AnyRow
from hp.documents.cells import Cell, Row
from hp.documents.csv_file import write_csv
from hp.documents.tables import Column, Table
from hp.documents.xlsx import write_xlsx
from hp.domain import marks
from hp.domain.answers import ResponseStatus
from hp.i18n import in_language, show_date
from hp.overview.words import answer_words, status_words
from hp.promised import say_news
from hp.store import export, matrix, plan, promises
from hp.store.matrix import Look
from hp.words import kind_words, say_origin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class RoundExport:
    """One round in the language spoken now, its times as clocks in `zone` show them."""

    def __init__(self, session: "Session", round_id: int, zone: dt.tzinfo) -> None:
        self.round = plan.get_round(session, round_id)
        self.activities = plan.list_activities(session, round_id)
        self.rows = export.list_responses(session, round_id)
        self.answers = export.list_handed_in(session, round_id)
        self.news = promises.list_news_by_answer(session, round_id)
        self._zone = zone
        self._answers, self._kinds, self._statuses = answer_words(), kind_words(), status_words()

    def keep(self, session: "Session", look: Look) -> None:
        """Keep the rows that somebody looks at in the matrix, in the order of that look."""
        by_id = {row.id: row for row in self.rows}
        self.rows = [by_id[row.id] for row in matrix.list_rows(session, look)]

    @property
    def made_at(self) -> dt.datetime:
        """When what the file says last changed; so that the same content is the same file."""
        changes = [row.changed_at for row in self.rows if row.changed_at]
        latest: dt.datetime = max([self.round.opened_at, *changes])
        return latest

    @property
    def title(self) -> str:
        """What the file is about."""
        return f"{in_language(self.round, 'subject')}, {self.round.name}"

    @property
    def tables(self) -> Sequence[Table]:
        """Both tables; the first says everything, the second is easier to count."""
        return self.organisations, self.long

    def write(self, ending: str) -> bytes:
        """The file: `xlsx` with both tables, or `csv` with the first."""
        if ending == "csv":
            return write_csv([self.organisations.titles, *self.organisations.rows])
        return write_xlsx(self.tables, self.made_at, self.title)

    @property
    def organisations(self) -> Table:
        """A row per organisation."""
        columns = [*_organisation_columns(), *_response_columns()]
        for activity in self.activities:
            columns += _activity_columns(activity)
        name = sheet_name(_("Organisations"), self.round)
        return Table(name, columns, map(self._organisation_row, self.rows))

    @property
    def long(self) -> Table:
        """A row per organisation and activity."""
        columns = [*_organisation_columns(), Column(_("Status"), 16), Column(_("Area"), 24)]
        columns += [Column(_("No."), 6), Column(_("Activity"), 40, wraps=True)]
        columns += _answer_columns()
        return Table(sheet_name(_("Answers"), self.round), columns, self._long_rows())

    def _organisation_row(self, row: AnyRow) -> Row:
        cells = [*self._about(row), self._statuses[row.status], marks.count_answered(row.marks)]
        cells += [self._time(row.changed_at), self._time(row.submitted_at)]
        cells += [row.submitted_by, row.function, row.receipt]
        cells += [_yes(bool(row.is_late)), _yes(row.reopened_at is not None)]
        cells += [row.answered_by, row.excused_reason, self._entered(row)]
        for activity in self.activities:
            cells += self._answer(row, activity.number)
        return cells

    def _long_rows(self) -> Iterator[Row]:
        columns = [
            (in_language(a, "area_name"), a.number, in_language(a, "short"))
            for a in self.activities
        ]
        for row in self.rows:
            about = [*self._about(row), self._statuses[row.status]]
            for area, number, short in columns:
                answer = self.answers.get(row.submission_id, {}).get(number)
                came = say_origin(answer) if answer and answer.origin_id else ""
                told = self.news.get((row.submission_id, number), ())
                since = "\n".join(f"{self._day(n.at)}, {n.told_by}: {say_news(n)}" for n in told)
                yield [*about, area, number, short, *self._answer(row, number), came, since]

    def _about(self, row: AnyRow) -> list[Cell]:
        return [row.name, self._kinds[row.kind], row.cluster]

    def _answer(self, row: AnyRow, number: int) -> list[Cell]:
        """Nothing is what is not handed in; who is not asked is told apart from who is silent."""
        answer = self.answers.get(row.submission_id, {}).get(number)
        if answer is not None:
            return [self._answers[answer.value], answer.comment, answer.planned_on]
        is_asked = row.status != ResponseStatus.EXCUSED
        return ["" if is_asked else _("Not asked"), "", None]

    def _entered(self, row: AnyRow) -> str:
        """Which answers were entered for the organisation, and where they came from."""
        numbers: defaultdict[str, list[str]] = defaultdict(list)
        for number, answer in sorted(self.answers.get(row.submission_id, {}).items()):
            if answer.origin_id:
                numbers[say_origin(answer)].append(str(number))
        return "\n".join(f"{', '.join(found)}: {words}" for words, found in numbers.items())

    def _day(self, moment: dt.datetime) -> str:
        return show_date(moment.astimezone(self._zone).date())

    def _time(self, moment: dt.datetime | None) -> dt.datetime | None:
        """As the clock on the wall shows it: files know no zones, and no part of a minute."""
        if moment is None:
            return None
        return moment.astimezone(self._zone).replace(tzinfo=None, second=0, microsecond=0)


def sheet_name(name: str, round_: AnyRow) -> str:
    """A sheet's name, which says so if nothing in it counts."""
    return f"{name} ({_('test')})" if round_.is_test else name


def _yes(is_so: bool) -> str:
    return _("Yes") if is_so else ""


def _organisation_columns() -> list[Column]:
    return [Column(_("Organisation"), 36), Column(_("Type")), Column(_("Cluster"), 20)]


def _response_columns() -> list[Column]:
    return [
        Column(_("Status"), 16),
        Column(_("Answered activities"), 12),
        Column(_("Changed at"), 17),
        Column(_("Submitted at"), 17),
        Column(_("Handed in by"), 22),
        Column(_("Function"), 22),
        Column(_("Receipt number"), 14),
        Column(_("Late"), 8),
        Column(_("Reopened"), 10),
        Column(_("Answered by"), 30),
        Column(_("Reason for not answering"), 30, wraps=True),
        Column(_("Entered for the organisation"), 30, wraps=True),
    ]


def _activity_columns(activity: AnyRow) -> list[Column]:
    number = activity.number
    return [
        Column(f"{number}. {in_language(activity, 'short')}", 18),
        Column(f"{number}. {_('Comment')}", 40, wraps=True),
        Column(f"{number}. {_('Done by')}", 12),
    ]


def _answer_columns() -> list[Column]:
    return [
        Column(_("Answer"), 14),
        Column(_("Comment"), 60, wraps=True),
        Column(_("Done by"), 12),
        Column(_("Entered for the organisation"), 30, wraps=True),
        Column(_("What has been told since"), 40, wraps=True),
    ]
