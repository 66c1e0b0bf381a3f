"""One hand-in as it was, and beside the one before it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hp.answered import ActivityRow, AreaRow, add_reasons, build_areas
from hp.database import AnyRow
from hp.domain.answers import AnswerValue
from hp.store import history, returns, rounds, submissions

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class HandInPage:
    """One hand-in of a response, with its answers as they were."""

    round: AnyRow
    response: AnyRow
    hand_in: AnyRow
    areas: Sequence[AreaRow]

    @property
    def counts(self) -> list[tuple[AnswerValue, int]]:
        """How many of each answer."""
        given = [a.answer.value for area in self.areas for a in area.activities if a.answer]
        return [(value, given.count(value)) for value in AnswerValue if value in given]


def find_hand_in(
    session: "Session", organisation_id: int, submission_id: int, now: dt.datetime
) -> HandInPage | None:
    """A hand-in that is this organisation's, or of who answered for it; None where it is not."""
    for round_ in rounds.list_rounds_of(session, organisation_id, now):
        response = history.find_response(session, organisation_id, round_.id)
        if response is None:
            continue
        for hand_in in history.list_submissions(session, response.answered_by_id or response.id):
            if hand_in.id == submission_id:
                found = submissions.list_submitted_answers(session, submission_id)
                areas = build_areas(session, round_.id, found)
                return HandInPage(round_, response, hand_in, areas)
    return None


@dataclass(frozen=True, slots=True)
class ChangesPage(HandInPage):
    """The same with the answers of the hand-in before, by number; areas hold what was asked for."""

    before: AnyRow
    answers_before: Mapping[int, Any]

    @property
    def changed(self) -> list[ActivityRow]:
        """Activities that are answered otherwise than before, or that were asked about."""
        return [a for a in self._activities if a.reason or self._is_changed(a)]

    @property
    def unchanged(self) -> list[ActivityRow]:
        """The others."""
        return [a for a in self._activities if not (a.reason or self._is_changed(a))]

    @property
    def _activities(self) -> list[ActivityRow]:
        return [activity for area in self.areas for activity in area.activities]

    def is_same(self, activity: ActivityRow) -> bool:
        """Whether an answer says what it said in the hand-in before."""
        return not self._is_changed(activity)

    def _is_changed(self, activity: ActivityRow) -> bool:
        return _content(activity.answer) != _content(self.answers_before.get(activity.number))


def _content(answer: Any) -> tuple[Any, ...]:
    return (answer.value, answer.comment, answer.planned_on) if answer else ()


def find_changes(
    session: "Session", organisation_id: int, submission_id: int, now: dt.datetime
) -> ChangesPage | None:
    """A hand-in with the one before it; None where it is not there, or was the first."""
    page = find_hand_in(session, organisation_id, submission_id, now)
    if page is None or page.hand_in.ordinal == 1:
        return None
    earlier = history.list_submissions(session, page.hand_in.response_id)
    before = next(row for row in earlier if row.ordinal == page.hand_in.ordinal - 1)
    add_reasons(page.areas, returns.list_reasons(session, before.id))
    found = submissions.list_submitted_answers(session, before.id)
    return ChangesPage(page.round, page.response, page.hand_in, page.areas, before, found)
