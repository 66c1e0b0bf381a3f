"""A round's areas and activities with answers to them, as every page shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from hp.domain.answers import AnswerContent, AnswerValue
from hp.domain.errors import InvalidInput
from hp.i18n import current_language
from hp.store import origins, plan

VALUES = tuple(AnswerValue)[:3]
VALUES_WITH_NOT_APPLICABLE = tuple(AnswerValue)


@dataclass(slots=True)
class ActivityRow:
    """One activity as it is asked: its text, the answer so far, the round before."""

    number: int
    text: str
    short: str
    is_translated: bool
    values: Sequence[AnswerValue]
    asks_function: bool
    answer: Any = None  # a row of hp.store.answers or of a hand-in
    previous: list[Any] = field(default_factory=list)
    conflict: Any = None  # what became of a save, where a colleague came between
    conflict_base: int = 0
    mistake: InvalidInput | None = None
    typed: AnswerContent | None = None  # what the person had written, where it is not saved
    origin: Any = None  # of an answer that a coordinator has entered (hp.store.origins)
    news: Sequence[Any] = ()  # what has been told since about its planned date
    reason: str = ""  # what a coordinator has asked for after the hand-in

    @property
    def content(self) -> Any:
        """What the fields hold: what was typed if it could not be saved, else the answer."""
        return self.typed or self.answer

    @property
    def value(self) -> AnswerValue | None:
        """The answer that is chosen."""
        return self.content.value if self.content else None

    @property
    def is_comment_open(self) -> bool:
        """Whether the comment shows from the start: it asks, or it holds something."""
        content = self.content
        if self.asks_function or self.mistake:
            return True
        if not content:
            return False
        return bool(
            content.comment
            or content.planned_on
            or (content.value and content.value.asks_what_remains)
        )

    @property
    def based_on(self) -> int:
        """The version that the fields show; a conflict keeps the one the person started from."""
        if self.conflict:
            return self.conflict_base
        return self.answer.version if self.answer else 0

    @property
    def misses_comment(self) -> bool:
        """Whether the review shall ask for a comment (it never stops a hand-in)."""
        if not self.answer or self.answer.comment:
            return False
        value: AnswerValue | None = self.answer.value
        return bool(value) and (self.asks_function or bool(value and value.asks_what_remains))


@dataclass(slots=True)
class AreaRow:
    """A heading with its activities."""

    position: int
    name: str
    short: str
    activities: list[ActivityRow] = field(default_factory=list)

    @property
    def values(self) -> tuple[tuple[int, AnswerValue | None], ...]:
        """The number and the answer of each activity."""
        return tuple((a.number, a.answer.value if a.answer else None) for a in self.activities)


def build_areas(session: Session, round_id: int, found: Mapping[int, Any]) -> list[AreaRow]:
    """A round's areas with activities and the answers in `found`, by number."""
    language = current_language()
    english = language == "en"
    areas: list[AreaRow] = []
    for row in plan.list_activities(session, round_id):
        if not areas or areas[-1].position != row.area:
            name, short = (
                (row.area_name_en or row.area_name_sv, row.area_short_en or row.area_short_sv)
                if english
                else (row.area_name_sv, row.area_short_sv)
            )
            areas.append(AreaRow(row.area, name, short))
        areas[-1].activities.append(
            ActivityRow(
                number=row.number,
                text=(row.text_en or row.text_sv) if english else row.text_sv,
                short=(row.short_en or row.short_sv) if english else row.short_sv,
                is_translated=not english or bool(row.text_en),
                values=VALUES_WITH_NOT_APPLICABLE if row.takes_not_applicable else VALUES,
                asks_function=row.asks_function,
                answer=found.get(row.number),
            )
        )
    _add_origins(session, areas)
    return areas


def _add_origins(session: Session, areas: Sequence[AreaRow]) -> None:
    everything = [activity for area in areas for activity in area.activities]
    # an answer that may not be seen says nothing of where it came from either
    entered = [a for a in everything if getattr(a.answer, "origin_id", None) is not None]
    if not entered:
        return
    found = origins.list_by_ids(session, sorted({a.answer.origin_id for a in entered}))
    for activity in entered:
        activity.origin = found[activity.answer.origin_id]


def add_reasons(areas: Sequence[AreaRow], reasons: Mapping[int, Any]) -> None:
    """Put what was asked for (rows of `hp.store.returns`, by number) beside its activities."""
    for area in areas:
        for activity in area.activities:
            if activity.number in reasons:
                activity.reason = reasons[activity.number].reason


def add_news(areas: Sequence[AreaRow], promises: Iterable[Any]) -> None:
    """Put what has been told since (of `hp.promised`) beside its activities."""
    news = {promise.row.number: promise.news for promise in promises}
    for area in areas:
        for activity in area.activities:
            activity.news = news.get(activity.number, ())
