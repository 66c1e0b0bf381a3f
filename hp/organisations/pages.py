"""What the page of one organisation shows, gathered for the template."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from hp.actions.responses import excuse_obstacle
from hp.answered import AreaRow, add_news, add_reasons, build_areas
from hp.database import AnyRow
from hp.domain import marks
from hp.domain.answers import AnswerValue, ResponseStatus
from hp.domain.matrix import visible_marks
from hp.domain.schedule import Period
from hp.models.events import EventKind
from hp.models.organisations import ContactRole
from hp.organisations.response_timeline import Line, write_timeline
from hp.promised import list_promises_of
from hp.store import (
    answers,
    answers_for,
    documents,
    history,
    origins,
    reminders,
    returns,
    rounds,
    submissions,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Shown(NamedTuple):
    """An answer of which no more may be seen than that it is given."""

    value: str | None
    comment: str = ""
    planned_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with the links to the response that hold, the newest first."""

    contact: AnyRow
    links: list[AnyRow]


@dataclass(slots=True)
class OrganisationPage:
    """One organisation; `response` is None and lists are empty where no round asks it.

    `people`, `timeline`, `mails` and `can_ask` are the coordinators' and empty for readers.
    """

    organisation: AnyRow
    predecessors: Sequence[AnyRow]
    successors: Sequence[AnyRow]
    rounds: Sequence[AnyRow]
    now: dt.datetime
    round: AnyRow | None = None
    response: AnyRow | None = None
    areas: Sequence[AreaRow] = ()
    hand_ins: Sequence[AnyRow] = ()
    followers: Sequence[AnyRow] = ()
    people: Sequence[Person] = ()
    can_ask: Sequence[AnyRow] = ()  # open rounds that do not ask it
    timeline: Sequence[Line] = field(default_factory=list)
    mails: Sequence[AnyRow] = ()
    entered: Sequence[AnyRow] = ()  # where answers came from that a coordinator has entered
    documents: Sequence[AnyRow] = ()  # returned Word forms
    hides_changes: bool = False

    @property
    def period(self) -> Period | None:
        """When it can answer: its own deadline counts where it has one."""
        if self.round is None or self.response is None:
            return None
        return period_of(self.round, self.response)

    @property
    def answered(self) -> int:
        """How many activities have an answer now."""
        return marks.count_answered(self.response.marks) if self.response else 0

    @property
    def counts(self) -> list[tuple[AnswerValue, int]]:
        """How many of each answer, of those that may be seen."""
        given = [a.answer.value for area in self.areas for a in area.activities if a.answer]
        return [(value, given.count(value)) for value in AnswerValue if value in given]

    @property
    def is_closed(self) -> bool:
        """Whether somebody has closed the round, so that links and deadlines are of no use."""
        return self.round is not None and self.round.closed_at is not None

    @property
    def can_ask_for_more(self) -> bool:
        """Whether the response can be sent back with questions now."""
        r, period = self.response, self.period
        if r is None or period is None or r.answered_by_id is not None:
            return False
        return r.status == ResponseStatus.SUBMITTED and period.is_open(self.now)

    @property
    def can_enter(self) -> bool:
        """Whether answers can be entered for it now."""
        r, period = self.response, self.period
        if r is None or period is None or r.answered_by_id is not None:
            return False
        return bool(r.status.takes_answers) and period.is_open(self.now)

    @property
    def can_excuse(self) -> bool:
        """Whether it could be excused now, or asked again."""
        return self.response is not None and not excuse_obstacle(self.response)

    @property
    def can_choose_who_answers(self) -> bool:
        """Whether another organisation could answer for it, or does."""
        r = self.response
        if r is None or self.is_closed or r.answers_for_others:
            return False
        has_own = r.submission_id is not None and r.answered_by_id is None
        return not has_own and r.status != ResponseStatus.EXCUSED


def period_of(round_: AnyRow, response: AnyRow) -> Period:
    """When a response can be answered: its own deadline counts where it has one."""
    due_at = response.due_at or round_.due_at
    return Period(round_.opened_at, due_at, round_.closed_at, round_.closes_by_itself)


def find_page(
    session: "Session",
    organisation_id: int,
    round_name: str | None,
    now: dt.datetime,
    *,
    for_coordinator: bool,
) -> OrganisationPage | None:
    """An organisation in the round with this name, or in its newest; None where unknown."""
    organisation = history.find_organisation(session, organisation_id)
    if organisation is None:
        return None
    page = OrganisationPage(
        organisation,
        history.list_predecessors(session, organisation_id),
        history.list_successors(session, organisation_id),
        rounds.list_rounds_of(session, organisation_id, now),
        now,
    )
    page.round = rounds.pick_round(page.rounds, round_name)
    if page.round is None and round_name:
        return None
    if page.round is not None:
        _add_response(session, page, page.round)
    if for_coordinator:
        _add_for_coordinator(session, page)
    return page


def _add_response(session: "Session", page: OrganisationPage, round_: AnyRow) -> None:
    response = history.find_response(session, page.organisation.id, round_.id)
    if response is None:
        return
    page.response = response
    page.hand_ins = history.list_submissions(session, _answering_id(response))
    page.areas = build_areas(session, round_.id, visible_answers(session, response, round_))
    if response.submission_id is not None:
        add_news(page.areas, list_promises_of(session, _answering_id(response), page.now.date()))
    if response.answers_for_others:
        page.followers = answers_for.list_followers(session, response.id)


def _answering_id(response: AnyRow) -> int:
    """Whose answers are the response's: its own, or those of the one that answers for it."""
    found: int = response.answered_by_id or response.id
    return found


def visible_answers(session: "Session", response: AnyRow, round_: AnyRow) -> Mapping[int, Any]:
    """Before hand-in a coordinator gets answered or unanswered, nothing else (design.md).

    As in the matrix, a reopened response keeps its latest hand-in.
    """
    if response.submission_id is not None:
        return submissions.list_submitted_answers(session, response.submission_id)
    if round_.shows_drafts:
        return answers.list_answers(session, _answering_id(response))
    shown = visible_marks(response.marks, response.submitted_marks, False)
    return {
        number: Shown("answered")
        for number, letter in enumerate(shown, 1)
        if letter == marks.ANSWERED
    }


def _add_for_coordinator(session: "Session", page: OrganisationPage) -> None:
    organisation, response = page.organisation, page.response
    events = history.list_events(session, organisation.id, response.id if response else None)
    if response and page.round and not page.round.shows_drafts:
        events = _without_drafts(page, events)
    page.timeline = write_timeline(events)
    page.documents = documents.list_kept(session, _answering_id(response)) if response else ()
    page.mails = reminders.list_messages_about(session, response.id) if response else ()
    contacts = history.list_contacts(session, organisation.id)
    if response:
        page.entered = list(origins.list_origins(session, _answering_id(response)).values())
    if response and response.status == ResponseStatus.RETURNED:
        add_reasons(page.areas, returns.list_reasons(session, response.submission_id))
    page.people = _people(contacts, history.list_links(session, response.id) if response else ())
    if organisation.retired_on is None:
        asked = {round_.id for round_ in page.rounds}
        others = rounds.list_opened_rounds(session, page.now)
        page.can_ask = [r for r in others if r.id not in asked and _period(r).is_open(page.now)]


def _period(round_: AnyRow) -> Period:
    return Period(round_.opened_at, round_.due_at, round_.closed_at, round_.closes_by_itself)


def _people(contacts: Sequence[AnyRow], links: Sequence[AnyRow]) -> list[Person]:
    """Contacts with their links; a colleague who was invited to another response is left out."""
    people = [
        Person(contact, [link for link in reversed(links) if link.contact_id == contact.id])
        for contact in contacts
    ]
    return [p for p in people if p.links or p.contact.role != ContactRole.COLLEAGUE]


def _without_drafts(page: OrganisationPage, events: Sequence[AnyRow]) -> list[AnyRow]:
    """Without what has been saved after the latest hand-in: it shows with the next one."""
    handed_in = max((row.submitted_at for row in page.hand_ins), default=None)
    kept = [
        event
        for event in events
        if event.kind != EventKind.ANSWER_SAVED or (handed_in and event.at <= handed_in)
    ]
    page.hides_changes = len(kept) < len(events)
    return kept


def find_round_name(
    session: "Session", organisation_id: int, round_id: int, now: dt.datetime
) -> str | None:
    """The name of an opened round, for an organisation that there is."""
    if history.find_organisation(session, organisation_id) is None:
        return None
    opened = rounds.list_opened_rounds(session, now)
    return next((row.name for row in opened if row.id == round_id), None)
