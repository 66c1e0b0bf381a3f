"""What this room's pages show, gathered for the templates."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hp import web
from hp.actions.rounds import is_too_late_to_open, opening_time
from hp.database import AnyRow
from hp.domain import marks
from hp.domain.schedule import Period
from hp.models import Area, Round
from hp.store import deadlines, opening, rounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class State(StrEnum):
    """How far a round has come."""

    PREPARED = "prepared"
    WAITING = "waiting"  # opened, but its first day has not come
    OPEN = "open"
    CLOSED = "closed"


def state_of(period: Period, now: dt.datetime) -> State:
    """How far a round with this period has come."""
    if period.opened_at is None:
        return State.PREPARED
    if period.has_closed(now):
        return State.CLOSED
    return State.OPEN if now >= period.opened_at else State.WAITING


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round: how far it has come, and what can be done with it next."""

    round: Round
    now: dt.datetime
    asked: int = 0
    submitted: int = 0
    previous: Round | None = None
    later: int = 0  # organisations whose own deadline is to come

    @property
    def state(self) -> State:
        """How far it has come."""
        return state_of(self.round.period, self.now)

    @property
    def can_change(self) -> bool:
        """Whether anything can: until somebody closes it."""
        return self.round.closed_at is None

    @property
    def still_answering(self) -> int:
        """How many can answer although it has closed by itself: by deadlines of their own."""
        return self.later if self.state is State.CLOSED and self.can_change else 0

    @property
    def can_close(self) -> bool:
        """Whether closing it would keep anybody from answering."""
        return self.state in (State.OPEN, State.WAITING) or self.still_answering > 0

    @property
    def closed_at(self) -> dt.datetime:
        """When it closed, where it has."""
        return self.round.period.closing_time()

    @property
    def areas(self) -> list[tuple[Area, list[Any]]]:
        """The plan: each area with its activities."""
        return [
            (area, [a for a in self.round.activities if a.area_id == area.id])
            for area in self.round.areas
        ]


def find_page(session: "Session", round_id: int, now: dt.datetime) -> RoundPage | None:
    """A round's page; None where there is no such round."""
    round_ = rounds.find_round(session, round_id)
    if round_ is None:
        return None
    counts = next(row for row in rounds.list_rounds(session) if row.id == round_id)
    previous = None
    if round_.previous_round_id is not None:
        previous = rounds.get_round(session, round_.previous_round_id)
    later = deadlines.count_later(session, round_id, now)
    return RoundPage(round_, now, counts.asked, counts.submitted, previous, later)


def list_remaining(session: "Session", round_id: int) -> list[tuple[AnyRow, int]]:
    """Responses that are not handed in, each with how many activities are answered."""
    found = opening.list_not_submitted(session, round_id)
    return [(row, marks.count_answered(row.marks)) for row in found]


@dataclass(frozen=True, slots=True)
class OpeningPage:
    """What opening a round does, and what is in the way."""

    round: Round
    organisations: int
    contacts: int
    without_address: Sequence[AnyRow]
    obstacle: str  # a reason of `CannotOpen`, or empty
    is_overdue: bool
    mail_folder: Any
    opens_later: bool  # its opening day is to come


def build_opening_page(session: "Session", round_: Round, now: dt.datetime) -> OpeningPage:
    """Whom opening would ask, and whom no mail would reach."""
    count = opening.count_organisations(session)
    obstacle = ""
    if not count:
        obstacle = "no_organisations"
    elif is_too_late_to_open(round_, now):
        obstacle = "overdue"
    elif round_.is_test and not round_.contact_email:
        obstacle = "no_contact"
    return OpeningPage(
        round=round_,
        organisations=count,
        contacts=opening.count_contacts(session),
        without_address=opening.list_without_address(session),
        obstacle=obstacle,
        is_overdue=now > round_.due_at,
        mail_folder=web.settings().folder_for_mail(),
        opens_later=opening_time(round_.opens_on, now, web.settings().zone) > now,
    )


@dataclass(frozen=True, slots=True)
class ListPage:
    """All rounds, and what remains to do while no real one has been opened."""

    rounds: list[tuple[AnyRow, State]]
    draft: Round | None  # the round being prepared that the task list is about
    organisations: int
    contacts: int
    without_address: int

    @property
    def has_tasks(self) -> bool:
        """Whether the task list is shown: until a real round has been opened."""
        return not any(
            state is not State.PREPARED and not row.is_test for row, state in self.rounds
        )

    @property
    def has_contact(self) -> bool:
        """Whether respondents are told whom to ask."""
        return bool(self.draft and self.draft.contact_name and self.draft.contact_email)

    @property
    def can_open(self) -> bool:
        """Whether nothing but opening remains; missing contacts can come later."""
        return self.draft is not None and self.has_contact and self.organisations > 0


def build_list_page(session: "Session", now: dt.datetime) -> ListPage:
    """The room's first page."""
    found = [(row, state_of(rounds.period_of(row), now)) for row in rounds.list_rounds(session)]
    drafts = [row for row, state in found if state is State.PREPARED and not row.is_test]
    return ListPage(
        rounds=found,
        draft=rounds.get_round(session, drafts[0].id) if drafts else None,
        organisations=opening.count_organisations(session),
        contacts=opening.count_contacts(session),
        without_address=len(opening.list_without_address(session)),
    )


def default_previous(session: "Session", now: dt.datetime) -> str:
    """The id of the newest closed round that is no test, as a form's value; empty for none."""
    closed = [
        row
        for row in rounds.list_rounds(session)
        if not row.is_test and state_of(rounds.period_of(row), now) is State.CLOSED
    ]
    newest = max(closed, key=lambda row: row.opened_at, default=None)
    return str(newest.id) if newest else ""


def previous_choices(session: "Session", but_for: int | None = None) -> list[tuple[str, str]]:
    """(id, name) of the rounds that can be another's previous one: opened, and no tests."""
    return [
        (str(row.id), row.name)
        for row in rounds.list_rounds(session)
        if row.opened_at is not None and not row.is_test and row.id != but_for
    ]
