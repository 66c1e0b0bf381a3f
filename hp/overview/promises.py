"""What organisations have promised with a date, gathered for the page and the files."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask_babel import gettext as _

from hp import web
from hp.database import AnyRow
from hp.documents.cells import Row
from hp.documents.csv_file import write_csv
from hp.documents.tables import Column, Table
from hp.documents.xlsx import write_xlsx
from hp.domain.promises import PromiseState
from hp.i18n import in_language, show_date
from hp.models.organisations import OrganisationKind
from hp.overview.addresses import Arguments
from hp.overview.exports import sheet_name
from hp.overview.words import answer_words, status_words
from hp.promised import Promise, list_promises, say_news
from hp.store import export, plan, promises
from hp.words import kind_words, say_origin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ADDRESS = "/overview/promises"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which promises are asked for; empty asks for all."""

    state: str = ""
    kind: str = ""
    number: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether all of them fit."""
        return self == Asked()

    def fits(self, promise: Promise) -> bool:
        """Whether this is one of them."""
        return (
            self.state in ("", promise.state)
            and self.kind in ("", promise.row.kind)
            and self.number in (0, promise.row.number)
        )


class Promises:
    """One round's promises as somebody has asked to see them."""

    states = tuple(PromiseState)

    def __init__(
        self, session: "Session", rounds: Sequence[AnyRow], round_: AnyRow, args: Arguments
    ) -> None:
        self.rounds, self.round = rounds, round_
        self.activities = {a.number: a for a in plan.list_activities(session, round_.id)}
        self.today = web.local(web.now()).date()
        self.everything = list_promises(session, round_.id, self.today)
        self.asked = _read_asked(args)
        self.found = [promise for promise in self.everything if self.asked.fits(promise)]
        self.kinds = sorted({promise.row.kind for promise in self.everything})
        self.answered_for = export.list_answered_for(session, round_.id)
        self.asked_at = promises.find_asked(session, round_.id)

    @property
    def counts(self) -> dict[str, int]:
        """How many there are in each state, whatever the filter."""
        given = [promise.state for promise in self.everything]
        return {state: given.count(state) for state in PromiseState}

    @property
    def can_be_asked(self) -> bool:
        """Whether there is any that is not done among those shown."""
        return any(promise.state is not PromiseState.DONE for promise in self.found)

    def is_first_of(self, promise: Promise) -> bool:
        """Whether this is the first row of its organisation: it has the box to tick."""
        own = [p for p in self.found if p.row.response_id == promise.row.response_id]
        unfinished = [p for p in own if p.state is not PromiseState.DONE]
        return bool(unfinished) and unfinished[0] is promise

    def address(self, ending: str = "", round_: AnyRow | None = None) -> str:
        """This look's address, or its file's, or the same of another round."""
        shown = round_ or self.round
        values = {
            "round": shown.name if shown.id != self.rounds[0].id else "",
            "show": self.asked.state,
            "kind": self.asked.kind,
            "activity": self.asked.number or "",
        }
        query = urlencode({key: value for key, value in values.items() if value})
        return f"{ADDRESS}{f'/export.{ending}' if ending else ''}{f'?{query}' if query else ''}"

    def write(self, ending: str) -> bytes:
        """All that is found as a file, `xlsx` or `csv`."""
        table = self._table()
        if ending == "csv":
            return write_csv([table.titles, *table.rows])
        title = f"{in_language(self.round, 'subject')}, {self.round.name}"
        return write_xlsx([table], self._made_at, title)

    @property
    def _made_at(self) -> dt.datetime:
        """When what the file says last changed."""
        told = [one.at for promise in self.found for one in promise.news]
        handed_in = [promise.row.submitted_at for promise in self.found]
        latest: dt.datetime = max([self.round.opened_at, *handed_in, *told])
        return latest

    def _table(self) -> Table:
        columns = [
            Column(_("Done by"), 12),
            Column(_("How it stands"), 14),
            Column(_("Organisation"), 36),
            Column(_("Type")),
            Column(_("Cluster"), 20),
            Column(_("Answers also for"), 30, wraps=True),
            Column(_("No."), 6),
            Column(_("Activity"), 36, wraps=True),
            Column(_("Answer"), 14),
            Column(_("Comment"), 60, wraps=True),
            Column(_("Date in the answer"), 12),
            Column(_("What has been told since"), 60, wraps=True),
            Column(_("Status"), 20),
            Column(_("Entered for the organisation"), 30, wraps=True),
        ]
        return Table(sheet_name(_("Planned"), self.round), columns, self._rows())

    def _rows(self) -> Iterator[Row]:
        states, kinds, answers, statuses = (
            state_words(),
            kind_words(),
            answer_words(),
            status_words(),
        )
        for promise in self.found:
            row = promise.row
            others = ", ".join(self.answered_for.get(row.response_id, ()))
            short = in_language(self.activities[row.number], "short")
            yield (
                *(promise.planned_on, states[promise.state]),
                *(row.name, kinds[row.kind], row.cluster, others, row.number, short),
                *(answers[row.value], row.comment, row.planned_on),
                "\n".join(map(self._say, promise.news)),
                f"{statuses[row.status]}{' (' + _('Reopened') + ')' if row.reopened_at else ''}",
                say_origin(row) if row.origin_id else "",
            )

    @staticmethod
    def _say(news: AnyRow) -> str:
        return f"{show_date(web.local(news.at).date())}, {news.told_by}: {say_news(news)}"


def state_words() -> dict[str, str]:
    """How a promise stands."""
    return {
        PromiseState.PASSED: _("Has passed"),
        PromiseState.COMING: _("Is to come"),
        PromiseState.DONE: _("Is done"),
    }


def _read_asked(args: Arguments) -> Asked:
    state, kind = args.get("show", ""), args.get("kind", "")
    return Asked(
        state if state in set(PromiseState) else "",
        kind if kind in set(OrganisationKind) else "",
        max(args.get("activity", 0, type=int), 0),
    )
