"""The page on which a coordinator enters what an organisation has answered, and its form."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from hp import web
from hp.actions.answers import Saved
from hp.actions.submissions import versions_seen
from hp.answer_forms import read_answers, read_day, read_typed
from hp.answered import ActivityRow, AreaRow, build_areas
from hp.database import AnyRow
from hp.domain.answers import AnswerSource, Entry, Outcome, WantedAnswer
from hp.domain.errors import InvalidInput
from hp.domain.text import LINE_LIMIT, clean_line
from hp.organisations.pages import Shown, period_of
from hp.store import history, origins, plan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SOURCES = (AnswerSource.TELEPHONE, AnswerSource.EMAIL)
Form = Mapping[str, str]


class Facts(NamedTuple):
    """Where the answers came from, as typed."""

    source: str = ""
    said_by: str = ""
    said_on: str = ""
    is_confirmed: bool = False


@dataclass(slots=True)
class OnBehalfPage:
    """What may be seen of a response: handed in, or entered by a coordinator. Never drafts."""

    response: AnyRow
    round: AnyRow
    areas: list[AreaRow]
    rows: Mapping[int, AnyRow]  # of hp.store.origins, by number
    facts: Facts
    faults: dict[str, str] = field(default_factory=dict)  # reasons by field
    ticked: frozenset[str] = frozenset()  # which of two answers to keep, chosen before
    versions: dict[int, int] = field(default_factory=dict)
    shown: set[int] = field(default_factory=set)

    @property
    def activities(self) -> list[ActivityRow]:
        """All of them."""
        return [activity for area in self.areas for activity in area.activities]

    @property
    def conflicts(self) -> list[ActivityRow]:
        """Activities that somebody else has answered since the form was opened."""
        return [activity for activity in self.activities if activity.conflict]

    @property
    def hidden(self) -> list[int]:
        """Numbers that the organisation has answered itself and not handed in."""
        return [number for number, row in self.rows.items() if origins.is_hidden(row)]

    @property
    def missing(self) -> list[ActivityRow]:
        """Activities without any answer."""
        return [a for a in self.activities if self.rows[a.number].value is None]

    @property
    def seen(self) -> str:
        """What is shown here, to be sent along with a hand-in."""
        return versions_seen(row.version for row in self.rows.values())

    @property
    def latest(self) -> AnyRow | None:
        """Where the answer came from that was entered last."""
        return max((a.origin for a in self.activities if a.origin), key=_id, default=None)

    @property
    def obstacle(self) -> str:
        """Why nothing can be entered now; empty if it can."""
        if self.response.answered_by_id is not None:
            return "answered_by"
        if not period_of(self.round, self.response).is_open(web.now()):
            return "closed"
        return "" if self.response.status.takes_answers else str(self.response.status)


def _id(row: AnyRow) -> int:
    found: int = row.id
    return found


def build_page(session: "Session", response: AnyRow) -> OnBehalfPage:
    """The page as it begins."""
    rows = {row.number: row for row in origins.list_for_entering(session, response.id)}
    found = {
        number: Shown("answered") if origins.is_hidden(row) else row
        for number, row in rows.items()
        if row.version
    }
    areas = build_areas(session, response.round_id, found)
    round_ = plan.get_round(session, response.round_id)
    facts = Facts(said_on=web.local(web.now()).date().isoformat())
    page = OnBehalfPage(response, round_, areas, rows, facts)
    for number, row in rows.items():
        page.versions[number] = row.version or 0
        if row.version and not origins.is_hidden(row):
            page.shown.add(number)
    return page


class Typed(NamedTuple):
    """A form that is sent: answers to save, which of them stood in the form, and mistakes."""

    wanted: dict[int, WantedAnswer]
    shown: set[int]
    mistakes: dict[int, InvalidInput]


def read_typed_answers(page: OnBehalfPage, form: Form) -> Typed:
    """The answers of a form; the page then shows what was typed."""
    numbers = list(page.rows)
    wanted, mistakes = read_answers(form, numbers)
    shown = {number for number in numbers if f"shown-{number}" in form}
    page.ticked = frozenset(key for key in form if key.startswith(("mine-", "theirs-")))
    page.shown = shown
    for activity in page.activities:
        number = activity.number
        activity.typed = read_typed(form, number)
        activity.mistake = mistakes.get(number)
        version = form.get(f"version-{number}", "")
        page.versions[number] = int(version) if version.isdecimal() and len(version) < 10 else 0
    return Typed(wanted, shown, mistakes)


def mark_conflicts(page: OnBehalfPage, saved: Mapping[int, Saved]) -> None:
    """Put what became of a save beside its activities."""
    for activity in page.activities:
        one = saved.get(activity.number)
        if one and one.outcome is Outcome.CONFLICT:
            activity.conflict = one


def read_facts(page: OnBehalfPage, form: Form, user_id: int, today: dt.date) -> Entry | None:
    """Where the answers came from; None with faults on the page if that is not said."""
    page.facts = Facts(
        form.get("source", ""),
        clean_line(form.get("said_by", "")),
        form.get("said_on", ""),
        "is_confirmed" in form,
    )
    if page.facts.source not in SOURCES:
        page.faults["source"] = "missing"
    if not page.facts.said_by:
        page.faults["said_by"] = "missing"
    elif len(page.facts.said_by) > LINE_LIMIT:
        page.faults["said_by"] = "too_long"
    said_on = _read_said_on(page, form, today)
    if page.faults or said_on is None:
        return None
    source = AnswerSource(page.facts.source)
    return Entry(source, page.facts.said_by, said_on, page.facts.is_confirmed, user_id)


def _read_said_on(page: OnBehalfPage, form: Form, today: dt.date) -> dt.date | None:
    try:
        said_on = read_day(form, "said_on")
    except InvalidInput as mistake:
        page.faults["said_on"] = mistake.reason
        return None
    if said_on is None:
        page.faults["said_on"] = "missing"
    elif said_on > today:
        page.faults["said_on"] = "future"
    return said_on


def find_page(session: "Session", response_id: int) -> OnBehalfPage | None:
    """The page of a response; None where there is none."""
    response = history.find_response_by_id(session, response_id)
    return build_page(session, response) if response is not None else None
