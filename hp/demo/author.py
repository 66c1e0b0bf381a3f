"""What the organisations of the demonstration answer, drawn by lot."""

import datetime as dt
from collections.abc import Sequence
from random import Random
from typing import Any

from hp.domain.answers import AnswerContent, AnswerValue
from hp.models import Activity
from hp.models.organisations import OrganisationKind

YES, PARTLY, NO, NOT_APPLICABLE = AnswerValue

# a year later: how likely each answer has become Yes, Partly, No
_YEAR_LATER = {YES: (93, 7, 0), PARTLY: (55, 35, 10), NO: (30, 45, 25)}
_HAS_COMMENT = {YES: 0.08, PARTLY: 0.88, NO: 0.92, NOT_APPLICABLE: 0.35}
_STATES_FUNCTION = 0.9
_HAS_ENDING = 0.4
_HAS_DATE = 0.45


class Author:
    """Writes answers to `activities`, with the words of `texts` (answers.toml)."""

    def __init__(self, rng: Random, activities: Sequence[Activity], texts: dict[str, Any]) -> None:
        self.rng = rng
        self.activities = activities
        self.texts = texts
        self._decks: dict[tuple[str, AnswerValue], list[str]] = {}

    def draw(self, kind: OrganisationKind) -> list[AnswerValue]:
        """The first answers of an organisation. Most companies have a system of their own."""
        zeal = self.rng.uniform(0.6, 1.05)
        on_platform = kind == OrganisationKind.COMMITTEE or self.rng.random() < 0.4
        return [
            NOT_APPLICABLE
            if activity.takes_not_applicable and not on_platform
            else self._draw_one(zeal * self.texts["ease"][activity.key])
            for activity in self.activities
        ]

    def improve(self, values: Sequence[AnswerValue]) -> list[AnswerValue]:
        """What has become of answers a year later."""
        return [
            value
            if value is NOT_APPLICABLE
            else self.rng.choices((YES, PARTLY, NO), _YEAR_LATER[value])[0]
            for value in values
        ]

    def write(self, values: Sequence[AnswerValue], today: dt.date) -> dict[int, AnswerContent]:
        """The answers by number, with comments and planned dates after `today`."""
        return {
            activity.number: AnswerContent(
                value, self._comment(activity, value), self._planned_on(value, today)
            )
            for activity, value in zip(self.activities, values, strict=True)
        }

    def returned_form(self) -> dict[int, AnswerContent]:
        """The answers of the form that was really returned, word for word."""
        given = {
            int(number): AnswerContent(AnswerValue(value), comment)
            for number, (value, comment) in self.texts["returned_form"].items()
        }
        return {a.number: given.get(a.number, AnswerContent(YES)) for a in self.activities}

    def _draw_one(self, chance: float) -> AnswerValue:
        if self.rng.random() < chance:
            return YES
        return PARTLY if self.rng.random() < 0.7 else NO

    def _comment(self, activity: Activity, value: AnswerValue) -> str:
        states_function = activity.asks_function and value is YES
        chance = _STATES_FUNCTION if states_function else _HAS_COMMENT[value]
        if self.rng.random() >= chance:
            return ""
        if value is NOT_APPLICABLE:
            choices: list[str] = self.texts["anywhere"]["not_applicable"]
            return self.rng.choice(choices)
        comment = self._next_comment(activity.key, value)
        if value.asks_what_remains and self.rng.random() < _HAS_ENDING:
            comment += " " + self.rng.choice(self.texts["anywhere"]["endings"])
        return comment

    def _next_comment(self, key: str, value: AnswerValue) -> str:
        """Comments are dealt like cards, so that each is used before one comes again."""
        deck = self._decks.setdefault((key, value), [])
        if not deck:
            deck += self.texts["comments"][key][value]
            self.rng.shuffle(deck)
        return deck.pop()

    def _planned_on(self, value: AnswerValue, today: dt.date) -> dt.date | None:
        if not value.asks_what_remains or self.rng.random() >= _HAS_DATE:
            return None
        return today + dt.timedelta(days=self.rng.randint(20, 300))
