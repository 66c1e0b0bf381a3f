"""What the page of one organisation shows, gathered for the template."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hp.answered import AreaRow, build_areas
from hp.database import AnyRow
from hp.domain import marks
from hp.domain.answers import AnswerValue
from hp.domain.matrix import visible_marks
from hp.domain.schedule import Period
from hp.models.events import EventKind
from hp.store import answers, history, rounds, submissions

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Shown(NamedTuple):
    """An answer of which no more may be seen than that it is given."""

    value: str | None
    comment: str = ""
    planned_on: dt.date | None = None


@dataclass(slots=True)
class OrganisationPage:
    """One organisation; `response` is None and lists are empty where no round asks it."""

    organisation: AnyRow
    predecessors: Sequence[AnyRow]
    successors: Sequence[AnyRow]
    contacts: Sequence[AnyRow]
    rounds: Sequence[AnyRow]
    round: AnyRow | None = None
    response: AnyRow | None = None
    areas: Sequence[AreaRow] = ()
    hand_ins: Sequence[AnyRow] = ()
    events: Sequence[AnyRow] = ()
    hides_changes: bool = False

    @property
    def period(self) -> Period | None:
        """When it can answer: its own deadline counts where it has one."""
        if self.round is None or self.response is None:
            return None
        row = self.round
        due_at = self.response.due_at or row.due_at
        return Period(row.opened_at, due_at, row.closed_at, row.closes_by_itself)

    @property
    def answered(self) -> int:
        """How many activities have an answer now."""
        return marks.count_answered(self.response.marks) if self.response else 0

    @property
    def counts(self) -> list[tuple[AnswerValue, int]]:
        """How many of each answer, of those that may be seen."""
        given = [a.answer.value for area in self.areas for a in area.activities if a.answer]
        return [(value, given.count(value)) for value in AnswerValue if value in given]


def find_page(
    session: "Session", organisation_id: int, round_name: str | None, now: dt.datetime
) -> OrganisationPage | None:
    """An organisation in the round with this name, or in its newest; None where unknown."""
    organisation = history.find_organisation(session, organisation_id)
    if organisation is None:
        return None
    page = OrganisationPage(
        organisation,
        history.list_predecessors(session, organisation_id),
        history.list_successors(session, organisation_id),
        history.list_contacts(session, organisation_id),
        rounds.list_rounds_of(session, organisation_id, now),
    )
    names = [round_name] if round_name else [row.name for row in page.rounds]
    page.round = next((row for row in page.rounds if row.name in names), None)
    if page.round is None:
        return None if round_name else page
    _add_response(session, page, page.round)
    return page


def _add_response(session: "Session", page: OrganisationPage, round_: AnyRow) -> None:
    response = history.find_response(session, page.organisation.id, round_.id)
    if response is None:
        return
    page.response = response
    page.hand_ins = history.list_submissions(session, response.id)
    page.areas = build_areas(session, round_.id, _visible_answers(session, response, round_))
    page.events = history.list_events(session, response.id)
    if not round_.shows_drafts:
        _hide_changes(page)


def _visible_answers(session: "Session", response: AnyRow, round_: AnyRow) -> Mapping[int, Any]:
    """Before hand-in a coordinator gets answered or unanswered, nothing else (design.md).

    As in the matrix, a reopened response keeps its latest hand-in.
    """
    if response.submission_id is not None:
        return submissions.list_submitted_answers(session, response.submission_id)
    if round_.shows_drafts:
        return answers.list_answers(session, response.id)
    shown = visible_marks(response.marks, response.submitted_marks, False)
    return {
        number: Shown("answered")
        for number, letter in enumerate(shown, 1)
        if letter == marks.ANSWERED
    }


def _hide_changes(page: OrganisationPage) -> None:
    """Take away what has been saved after the latest hand-in: it shows with the next one."""
    handed_in = max((row.submitted_at for row in page.hand_ins), default=None)
    kept = [
        event
        for event in page.events
        if event.kind != EventKind.ANSWER_SAVED or (handed_in and event.at <= handed_in)
    ]
    page.hides_changes = len(kept) < len(page.events)
    page.events = kept
