"""What the pages of returned Word forms show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from hp import web
from hp.actions.returned_forms import see_versions
from hp.answered import AreaRow, build_areas
from hp.database import AnyRow
from hp.domain.answers import ResponseStatus
from hp.domain.form_rows import FormAnswer, FormReading
from hp.domain.schedule import Period
from hp.models import Document
from hp.organisations import returned_forms, returned_words
from hp.organisations.pages import visible_answers
from hp.organisations.returned_forms import Questions
from hp.store import documents, history, plan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Waiting(NamedTuple):
    """A form that waits: whose it seems to be, and how many things are in the way."""

    document: Document
    organisation: str
    problems: int


def list_waiting(
    session: "Session", questions: Questions, round_id: int, user_id: int
) -> list[Waiting]:
    """The forms that a user has sent to a round and not yet confirmed."""
    names = {row.id: row.name for row in questions.responses}
    waiting = []
    for document in documents.list_waiting(session, round_id, user_id):
        reading = questions.read(returned_forms.unpack(document.text))
        name = names.get(document.proposed_id or 0, "")
        waiting.append(Waiting(document, name, len(reading.problems)))
    return waiting


@dataclass(slots=True)
class FormPage:
    """A form beside what is stored: row by row what was understood."""

    document: Document
    round: AnyRow
    questions: Questions
    reading: FormReading
    notes: Sequence[str]
    response: AnyRow | None = None
    areas: Sequence[AreaRow] = ()  # with what is stored, as far as it may be seen
    seen: str = ""
    name: str = ""
    function: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> list[str]:
        """What is in the way, in words."""
        say = returned_words.say_problem
        return [say(problem, self.questions.shorts) for problem in self.reading.problems]

    def problems_of(self, number: int) -> bool:
        """Whether something is wrong with one activity."""
        return bool(self.reading.problems_of(number))

    def said(self, number: int) -> FormAnswer | None:
        """What the form says of one activity."""
        return self.reading.answers.get(number)

    def is_changed(self, activity: Any) -> bool:
        """Whether the form says something else than what is stored and may be seen."""
        said, stored = self.said(activity.number), activity.answer
        if said is None or stored is None:
            return said is not None
        return (said.content.value, said.content.comment) != (stored.value, stored.comment)

    @property
    def obstacle(self) -> str:
        """Why the chosen response takes no form: `closed`, `excused`, `answered_by`."""
        response = self.response
        if response is None:
            return ""
        if response.answered_by_id is not None:
            return "answered_by"
        if response.status == ResponseStatus.EXCUSED:
            return "excused"
        return "" if self.period.is_open(web.now()) else "closed"

    @property
    def period(self) -> Period:
        """When the chosen response takes answers."""
        row = self.round
        due_at = (self.response and self.response.due_at) or row.due_at
        return Period(row.opened_at, due_at, row.closed_at, row.closes_by_itself)

    @property
    def can_be_saved(self) -> bool:
        """Whether there is something to confirm."""
        return self.response is not None and not self.reading.problems and not self.obstacle


def build(
    session: "Session", document: Document, response_id: int, typed: Mapping[str, str] | None = None
) -> FormPage:
    """The page of a form that waits, for the response that was chosen, if any (0: none)."""
    questions = returned_forms.ask(session, document.round_id)
    text = returned_forms.unpack(document.text)
    reading = questions.read(text)
    round_ = plan.get_round(session, document.round_id)
    page = FormPage(document, round_, questions, reading, _say(text.notes))
    page.name = reading.facts.get("name", "") if typed is None else typed["name"]
    page.function = reading.facts.get("function", "") if typed is None else typed["function"]
    stored: Mapping[int, Any] = {}
    if response_id in {row.id for row in questions.responses}:
        page.response = history.find_response_by_id(session, response_id)
    if page.response is not None:
        stored = visible_answers(session, page.response, round_)
        page.seen = see_versions(session, response_id)
    page.areas = build_areas(session, document.round_id, stored)
    return page


def _say(notes: Iterable[str]) -> list[str]:
    words = returned_words.note_words()
    return [words[note] for note in notes]
