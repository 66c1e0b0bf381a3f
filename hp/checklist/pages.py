"""What the respondent's pages show, gathered for the templates."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hp import web
from hp.actions.answers import Saved
from hp.actions.submissions import versions_seen
from hp.answered import ActivityRow, AreaRow, add_news, add_reasons, build_areas
from hp.domain import marks
from hp.domain.answers import AnswerContent, AnswerValue, Outcome, ResponseStatus
from hp.domain.schedule import Period, days_left
from hp.promised import list_promises_of
from hp.store import answers, answers_for, plan, returns, submissions
from hp.store.responses import Respondent, list_answering, period

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(slots=True)
class ResponsePage:
    """Whatever a respondent's page is about: their response, its round, the plan, the answers."""

    respondent: Respondent
    round: Any
    period: Period
    areas: list[AreaRow]
    now: dt.datetime
    people: Sequence[str] = ()
    also_for: Sequence[str] = ()  # organisations whose answers these are too
    submission: Any = None
    previous_name: str = ""
    page_id: str = ""
    activities: list[ActivityRow] = field(init=False)

    def __post_init__(self) -> None:
        """Put all activities in one list, in order."""
        self.activities = [activity for area in self.areas for activity in area.activities]

    @property
    def is_open(self) -> bool:
        """Whether answers are taken now."""
        return self.period.is_open(self.now)

    @property
    def answered(self) -> int:
        """How many activities have an answer."""
        return sum(1 for a in self.activities if a.answer and a.answer.value)

    @property
    def asked_about(self) -> list[ActivityRow]:
        """Activities that changes are requested for."""
        return [a for a in self.activities if a.reason]

    @property
    def missing(self) -> list[ActivityRow]:
        """Activities without an answer."""
        return [a for a in self.activities if not a.answer or not a.answer.value]

    @property
    def problems(self) -> list[ActivityRow]:
        """Activities that could not be saved (without script)."""
        return [a for a in self.activities if a.conflict or a.mistake]

    @property
    def has_previous(self) -> bool:
        """Whether something was handed in the round before."""
        return bool(self.previous_name)

    @property
    def without_comment(self) -> list[ActivityRow]:
        """Activities that a comment would make clearer."""
        return [a for a in self.activities if a.misses_comment]

    @property
    def versions_seen(self) -> str:
        """What is shown here, to be sent along with a hand-in."""
        return versions_seen(a.answer.version if a.answer else None for a in self.activities)

    @property
    def last_saved_at(self) -> dt.datetime | None:
        """When something was saved last."""
        return max((a.answer.saved_at for a in self.activities if a.answer), default=None)

    @property
    def counts(self) -> list[tuple[AnswerValue, int]]:
        """How many of each answer, those that exist."""
        given = [a.answer.value for a in self.activities if a.answer]
        return [(value, given.count(value)) for value in AnswerValue if value in given]

    @property
    def days_left(self) -> int:
        """Days to the last day, on the wall's calendar."""
        return days_left(web.local(self.now).date(), web.local(self.period.due_at).date())


def build_response_page(
    session: "Session", respondent: Respondent, frozen: Mapping[int, Any] | None = None
) -> ResponsePage:
    """The plan with the answers so far, or those of a hand-in, as those who answer may see them."""
    found = answers.list_answers(session, respondent.response_id) if frozen is None else frozen
    areas = build_areas(session, respondent.round_id, found)
    if respondent.status == ResponseStatus.RETURNED:
        add_reasons(areas, returns.list_reasons(session, respondent.submission_id))
    return ResponsePage(
        respondent=respondent,
        round=plan.get_round(session, respondent.round_id),
        period=period(respondent),
        areas=areas,
        now=web.now(),
        page_id=secrets.token_hex(8),
        also_for=_also_for(session, respondent),
    )


def _also_for(session: "Session", respondent: Respondent) -> list[str]:
    if not respondent.answers_for_others:
        return []
    return [row.name for row in answers_for.list_followers(session, respondent.response_id)]


def build_checklist_page(session: "Session", respondent: Respondent) -> ResponsePage:
    """The checklist: with the round before, and who else answers."""
    page = build_response_page(session, respondent)
    page.people = list_answering(session, respondent.response_id)
    if page.round.previous_round_id:
        rows = {activity.number: activity for activity in page.activities}
        for previous in answers.list_previous(session, respondent.response_id):
            rows[previous.number].previous.append(previous)
            page.previous_name = previous.round_name
    return page


def build_receipt_page(session: "Session", respondent: Respondent) -> ResponsePage:
    """The latest hand-in with its frozen answers."""
    frozen = submissions.list_submitted_answers(session, respondent.submission_id)
    page = build_response_page(session, respondent, frozen)
    page.submission = submissions.get_submission(session, respondent.submission_id)
    add_news(page.areas, list_promises_of(session, respondent.response_id, page.now.date()))
    return page


@dataclass(frozen=True, slots=True)
class SavePage:
    """The small answer to one save."""

    number: int
    saved: Saved
    wanted: AnswerContent

    @property
    def is_new(self) -> bool:
        """Whether this save wrote something."""
        return self.saved.outcome is Outcome.SAVE

    @property
    def announces_answer(self) -> bool:
        """Whether the answer itself changed, and not the comment alone.

        Where nothing is new, the answer to an earlier try got lost, and the person was told that
        it failed: then the whole answer is worth announcing.
        """
        return not self.is_new or bool(self.saved.row.value != self.wanted.value)

    @property
    def colleague(self) -> str | None:
        """Who saved what stands there now, if it was somebody else."""
        row = self.saved.row
        if self.is_new or row.saver_id == row.contact_id:
            return None
        name: str | None = row.saver_name
        return name

    @property
    def answered(self) -> int:
        """How many activities have an answer now."""
        return marks.count_answered(self.saved.marks)

    @property
    def total(self) -> int:
        """How many activities there are."""
        return len(self.saved.marks)

    @property
    def next_number(self) -> int | None:
        """The first activity without an answer."""
        missing = marks.missing(self.saved.marks)
        return missing[0] + 1 if missing else None

    @property
    def value(self) -> AnswerValue | None:
        """The answer that is stored now."""
        return marks.VALUE.get(self.saved.marks[self.number - 1])
