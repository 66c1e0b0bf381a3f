"""The demonstration's two rounds: the same every time but for the day they are made on."""

import datetime as dt
from collections.abc import Sequence
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from hp.actions.rounds import add_round
from hp.demo import story
from hp.demo.author import Author
from hp.demo.cast import (
    COORDINATOR_EMAIL,
    COORDINATOR_NAME,
    Member,
    add_cast,
    add_coordinator,
    read_data,
)
from hp.demo.play import Play
from hp.demo.rows import Rows
from hp.domain.answers import AnswerValue
from hp.models import Event, Round
from hp.models.events import EventKind
from hp.plans import read_plan

SEED = 2023
_2022 = dt.date(2022, 8, 29), dt.date(2022, 9, 23), dt.date(2022, 10, 3)
TWO_WEEKS = dt.timedelta(days=14)
_FIELDS = {
    "sender_sv": "Exempelstaden",
    "sender_en": "Example City",
    "owner_sv": "Upphandlingsförvaltningen",
    "owner_en": "The procurement administration",
    "contact_name": COORDINATOR_NAME,
    "contact_role_sv": "inköp och upphandling",
    "contact_role_en": "procurement",
    "contact_email": COORDINATOR_EMAIL,
    "contact_phone": "000-00 00 00",
}
_Values = dict[int, list[AnswerValue]]  # by organisation


def generate(session: Session, now: dt.datetime, zone: ZoneInfo) -> None:
    """Fill an empty database with the demonstration as it stands at `now`. Does not commit."""
    demonstration = _Demonstration(session, now, zone)
    earlier, values = demonstration.play_2022()
    demonstration.play_2023(earlier, values)
    demonstration.rows.write(session)


class _Demonstration:
    """What both rounds are made with."""

    def __init__(self, session: Session, now: dt.datetime, zone: ZoneInfo) -> None:
        self.session = session
        self.zone = zone
        self.today = now.astimezone(zone).date()
        self.rng = Random(SEED)  # noqa: S311 nothing here is secret
        self.texts = read_data("answers")
        self.parts: dict[str, Any] = self.texts["parts"]
        self.plan = read_plan("2023")
        self.rows = Rows()
        self.user_id = add_coordinator(session, self._at(dt.date(2022, 8, 22), dt.time(9))).id
        self.cast = add_cast(session, self.rng, with_colleague=self.parts["not_started"])
        self.submissions = 0

    def play_2022(self) -> tuple[Round, _Values]:
        """The round that is over, with the committees of its day; and what was answered."""
        opened_on, last_day, closed_on = _2022
        # the rest of the plan's introduction tells what happened afterwards
        beginning = {
            key: "\n\n".join(self.plan[key].strip().split("\n\n")[:2])
            for key in ("introduction_sv", "introduction_en")
        }
        play = self._begin(
            "2022", opened_on, last_day, closed_at=self._at(closed_on, dt.time(9)), **beginning
        )
        author = Author(self.rng, play.round.activities, self.texts)
        successors = {new for _old, new in read_data("organisations")["successions"]}
        in_time = story.workdays(opened_on, last_day)
        late = story.workdays(last_day, closed_on)[1:-1]
        values: _Values = {}
        for member in self.cast:
            name = member.organisation.name
            if name in successors:
                continue
            values[member.organisation.id] = drawn = author.draw(member.organisation.kind)
            state = "not_started" if name in self.parts["silent_in_2022"] else "submitted"
            days = late if name in self.parts["late_in_2022"] else in_time
            play.answer(play.ask(member, state, days), author.write(drawn, last_day))
        self._end(play)
        return play.round, values

    def play_2023(self, earlier: Round, values: _Values) -> None:
        """The round that is going on, in the middle of its four weeks today."""
        opened_on, last_day = self.today - TWO_WEEKS, self.today + TWO_WEEKS
        play = self._begin("2023", opened_on, last_day, previous_round_id=earlier.id)
        author = Author(self.rng, play.round.activities, self.texts)
        asked = [member for member in self.cast if member.organisation.retired_on is None]
        # first, so that its link is the first that nobody has begun
        asked.sort(key=lambda member: member.organisation.name != self.parts["not_started"])
        days = story.workdays(opened_on, self.today - dt.timedelta(days=1))
        states = self._cast_states(asked)
        for member in asked:
            organisation = member.organisation
            if organisation.name == self.parts["submitted"]:
                contents = author.returned_form()
            elif organisation.id in values:
                contents = author.write(author.improve(values[organisation.id]), self.today)
            else:
                contents = author.write(author.draw(organisation.kind), self.today)
            part = play.ask(member, states[organisation.name], days)
            play.answer(part, contents)
            if part.state == "excused":
                play.excuse(part, self.parts["excused_reason"])
        # one has been given another week
        extended = next(part for part in play.parts if part.state == "started")
        extended.response.due_at = play.round.due_at + dt.timedelta(days=7)
        self._end(play)

    def _begin(self, name: str, opened_on: dt.date, last_day: dt.date, **fields: Any) -> Play:
        opened_at = self._at(opened_on, dt.time(8))
        round_ = add_round(
            self.session,
            self.plan,
            name=name,
            opened_at=opened_at,
            due_at=self._at(last_day, dt.time(23, 59, 59)),
            **(_FIELDS | fields),
        )
        self._note(EventKind.ROUND_OPENED, round_, opened_at)
        return Play(self.session, self.rng, self.rows, self.zone, round_, self.user_id)

    def _end(self, play: Play) -> None:
        self.submissions += play.record(self.submissions + 1)
        if play.round.closed_at:
            self._note(EventKind.ROUND_CLOSED, play.round, play.round.closed_at)

    def _note(self, kind: EventKind, round_: Round, at: dt.datetime) -> None:
        self.session.add(Event(at=at, kind=kind, round_id=round_.id, user_id=self.user_id))

    def _cast_states(self, asked: Sequence[Member]) -> dict[str, str]:
        """How far each organisation has come, by name: some as cast, the others by lot."""
        cast = {self.parts[state]: state for state in ("not_started", "submitted", "excused")}
        left = [
            state
            for state, count in self.texts["states"].items()
            for _ in range(count - (state in cast.values()))
        ]
        self.rng.shuffle(left)
        names = (member.organisation.name for member in asked)
        return cast | dict(zip((n for n in names if n not in cast), left, strict=True))

    def _at(self, day: dt.date, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)
