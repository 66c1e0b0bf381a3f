"""Playing a round: asking, answering, handing in, and what happens after that."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from hp.actions.rounds import add_link, add_response
from hp.demo import story
from hp.demo.cast import Member
from hp.demo.rows import Rows
from hp.demo.story import Save
from hp.domain.answers import AnswerContent, AnswerValue, ResponseStatus
from hp.models import Response, Round
from hp.models.events import EventKind

_HANDED_IN = ("submitted", "reopened", "returned")
_DAYS_AFTERWARDS = 2  # that a reopened or returned response needs after its hand-in


@dataclass(slots=True)
class Part:
    """One organisation's part in a round: how far it comes, and what it saves on the way."""

    member: Member
    response: Response
    state: str  # as in [states] of answers.toml
    days: Sequence[dt.date]  # on which it works
    saves: list[Save] = field(default_factory=list)
    submitted_at: dt.datetime | None = None


class Play:
    """One round being played. Nothing is committed."""

    def __init__(
        self, session: Session, rng: Random, rows: Rows, zone: ZoneInfo, round_: Round, user_id: int
    ) -> None:
        self.session = session
        self.rng = rng
        self.rows = rows
        self.zone = zone
        self.round = round_
        self.user_id = user_id
        self.parts: list[Part] = []

    def ask(self, member: Member, state: str, days: Sequence[dt.date]) -> Part:
        """Give an organisation its part, with a personal link for each contact."""
        response = add_response(self.session, self.round, member.organisation)
        for contact in member.contacts:
            add_link(self.session, response, contact, self.round.opened_at or self.round.due_at)
        part = Part(member, response, state, days)
        self.parts.append(part)
        return part

    def answer(self, part: Part, contents: Mapping[int, AnswerContent]) -> None:
        """Let an organisation give the answers `contents`, as far as it comes."""
        if part.state in ("not_started", "excused"):
            return
        if part.state == "started":
            contents = self._some_of(contents)
        days = part.days[:-_DAYS_AFTERWARDS] if part.state != "submitted" else part.days
        contact_ids = [contact.id for contact in part.member.contacts]
        part.saves = story.tell(self.rng, contents, contact_ids, days, self.zone)
        if part.state in _HANDED_IN:
            pause = dt.timedelta(minutes=self.rng.randint(2, 12))
            part.submitted_at = part.saves[-1].at + pause

    def record(self, first_submission: int) -> int:
        """Write down what has been played, hand-ins in order of time; how many there were.

        Hand-ins get ids from `first_submission` on.
        """
        handed_in = [part for part in self.parts if part.submitted_at]
        handed_in.sort(key=lambda part: part.submitted_at or self.round.due_at)
        for number, part in enumerate(handed_in, 1):
            self._record_submission(part, first_submission + number - 1, number)
        for part in self.parts:
            if not part.submitted_at:
                self.rows.add_saves(part.response, part.saves)
        return len(handed_in)

    def excuse(self, part: Part, reason: str) -> None:
        """Ask an organisation no more."""
        part.response.status = ResponseStatus.EXCUSED
        part.response.excused_reason = reason

    def _some_of(self, contents: Mapping[int, AnswerContent]) -> dict[int, AnswerContent]:
        """The first so many answers, but one that needs some thought."""
        first = sorted(contents)[: self.rng.randint(3, len(contents) - 1)]
        first.remove(self.rng.choice(first))
        return {number: contents[number] for number in first}

    def _record_submission(self, part: Part, submission_id: int, number: int) -> None:
        at = part.submitted_at or self.round.due_at
        contact = next(c for c in part.member.contacts if c.id == part.saves[-1].contact_id)
        later = self._change_afterwards(part) if part.state == "reopened" else []
        self.rows.add_saves(part.response, [*part.saves, *later])
        submission = {
            "id": submission_id,
            "ordinal": 1,
            "receipt": f"{self.round.name}-{number:04}",
            "submitted_at": at,
            "contact_id": contact.id,
            "name": contact.name,
            "function": contact.function,
            "is_late": self.round.period.is_late(at),
        }
        self.rows.add_submission(part.response, part.saves, submission)
        if part.state == "reopened":
            self._reopen(part, later)
        if part.state == "returned":
            self._return(part)

    def _change_afterwards(self, part: Part) -> list[Save]:
        """A Partly or a No that has become Yes since the hand-in."""
        newest = {save.number: save for save in part.saves}
        remaining = (s for s in newest.values() if s.content.value is not AnswerValue.YES)
        moment = story.at(self.rng, part.days[-1], self.zone)
        done = AnswerContent(AnswerValue.YES, "Klart sedan vi lämnade in.")
        return [story.change(save, done, moment) for save in remaining][:1]

    def _reopen(self, part: Part, later: Sequence[Save]) -> None:
        at = later[0].at - dt.timedelta(minutes=3)
        part.response.status = ResponseStatus.READY
        part.response.reopened_at = at
        part.response.changed_at = later[-1].at
        by = {"contact_id": later[0].contact_id}
        self.rows.add_event(EventKind.REOPENED, at, part.response, **by)

    def _return(self, part: Part) -> None:
        at = story.at(self.rng, part.days[-1], self.zone)
        part.response.status = ResponseStatus.RETURNED
        self.rows.add_event(EventKind.REOPENED, at, part.response, user_id=self.user_id)
