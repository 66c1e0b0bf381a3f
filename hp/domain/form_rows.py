"""What a returned form says: rows of a document to answers, and what cannot be understood.

Answers belong to the activity whose text stands before them, wherever in the document. Nothing is
guessed: what is not exactly one of the answers is a problem, which somebody has to look at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hp.domain.answers import AnswerContent, AnswerValue
from hp.domain.form_matching import Asked, Match, Matcher, fold, read_value
from hp.domain.text import COMMENT_LIMIT, LINE_LIMIT, clean_line, clean_text

_HEADS = {"har aktiviteten genomförts", "has the activity been carried out"}
_OWN_WORDS = {"aktiviet", "aktivitet", "activity", "kommentera vid behov", "kommentar", "comment"}
_INVITATIONS = {"välj ett objekt", "välj svar", "choose an item", "choose an answer"}
# what asks for something in our own form, where a program has made plain text of it
_HINTS = {
    "kommentera vid behov",
    "comment if needed",
    "ange ansvarig funktion",
    "give the responsible function",
    "den som lämnar in",
    "who hands in",
    "roll eller titel",
    "role or title",
}
_FACTS = {
    "organisation": (
        "organisation",
        "nämnd",
        "bolag",
        "nämnd bolag",
        "nämnd eller bolag",
        "förvaltning",
        "förvaltning bolag",
        "committee or company",
    ),
    "name": ("namn", "ifylld av", "svaren lämnas av", "uppgiftslämnare", "name", "filled in by"),
    "function": ("funktion", "befattning", "titel", "roll", "function", "title"),
}
_FACT_OF = {label: fact for fact, labels in _FACTS.items() for label in labels}


class FormCell(NamedTuple):
    """A cell: its paragraphs, whether it has a drop-down, and what stands there until answered."""

    paragraphs: tuple[str, ...]
    is_choice: bool = False
    placeholder: str = ""

    @property
    def lines(self) -> list[str]:
        """Its paragraphs that say something."""
        return [clean for clean in map(clean_text, self.paragraphs) if clean]


class FormRow(NamedTuple):
    """A table's row, or a paragraph outside of tables (`table` None)."""

    table: int | None
    is_heading: bool
    cells: tuple[FormCell, ...]


class FormProblem(NamedTuple):
    """What is in the way of saving. `number` is the activity's, 0 where none is meant.

    `other_document`, `blank_form`, `missing` (the activity), `unanswered`, `unknown_answer`,
    `not_offered` (Not applicable), `unknown_activity`, `twice`, `too_long` (the comment).
    """

    reason: str
    number: int = 0
    text: str = ""


@dataclass
class FormAnswer:
    """What the document says of one activity."""

    number: int
    table: int | None
    text: str  # the activity as the document has it
    is_exact: bool
    value: AnswerValue | None = None
    unknown: str = ""  # what stands in place of an answer
    comments: list[str] = field(default_factory=list)

    @property
    def content(self) -> AnswerContent:
        """What would be saved."""
        lines = [line for line in self.comments if fold(line) not in _HINTS]
        return AnswerContent(self.value, "\n".join(lines))


@dataclass
class FormReading:
    """A document, understood: answers by number, problems, who filled it in, what is not used."""

    answers: dict[int, FormAnswer] = field(default_factory=dict)
    problems: list[FormProblem] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)  # before the first activity

    @property
    def contents(self) -> Mapping[int, AnswerContent]:
        """What would be saved, by number."""
        return {number: answer.content for number, answer in self.answers.items()}

    def problems_of(self, number: int) -> list[FormProblem]:
        """Those of one activity."""
        return [problem for problem in self.problems if problem.number == number]


def read_form(
    rows: Iterable[FormRow], asked: Sequence[Asked], known: Iterable[str] = ()
) -> FormReading:
    """What `rows` say of the `asked` activities; `known` are texts that the form itself has."""
    reader = _Reader(asked, known)
    for row in rows:
        reader.take(row)
    reader.check()
    return reader.reading


class _Reader:
    def __init__(self, asked: Sequence[Asked], known: Iterable[str]) -> None:
        self.asked = {activity.number: activity for activity in asked}
        self.matcher = Matcher(asked)
        self.known = {fold(text) for text in known} | _OWN_WORDS
        self.current: FormAnswer | None = None
        self.reading = FormReading()

    def take(self, row: FormRow) -> None:
        cells = row.cells if row.table else _split_tabs(row.cells)
        if not any(cell.lines or cell.placeholder for cell in cells):
            return
        for position, cell in enumerate(cells):
            if match := self.matcher.find(cell.lines):
                others = [*cells[:position], *cells[position + 1 :]]
                self._begin(match, row.table, others)
                return
        if not self._is_forms_own(row, cells):
            self._go_on(row.table, cells)

    def _is_forms_own(self, row: FormRow, cells: Sequence[FormCell]) -> bool:
        """Headings, heads of tables, who filled it in: not part of any answer."""
        texts = [fold(line) for cell in cells for line in cell.lines]
        if _HEADS & set(texts):
            return True
        is_known = bool(texts) and all(text in self.known for text in texts)
        if row.is_heading or is_known:
            self.current = None
            if not is_known:
                self._leave(cells)
            return True
        return self._take_fact(row.table, cells)

    def _take_fact(self, table: int | None, cells: Sequence[FormCell]) -> bool:
        if self.current is not None and self.current.table == table:
            return False  # a comment may begin so
        lines = [line for cell in cells for line in cell.lines]
        if table is None and len(lines) == 1:
            lines = lines[0].split(":", 1)
        fact = _FACT_OF.get(fold(lines[0])) if lines else None
        if fact is None:
            return False
        text = clean_line(" ".join(lines[1:]))[:LINE_LIMIT]
        if text and fold(text) not in _HINTS:
            self.reading.facts.setdefault(fact, text)
        return True

    def _begin(self, match: Match, table: int | None, others: Sequence[FormCell]) -> None:
        answer = FormAnswer(match.number, table, match.text, match.is_exact)
        answer.comments += match.rest
        self.current = answer
        if others:
            self._answer(answer, others)
        earlier = self.reading.answers.get(match.number)
        if earlier is None:
            self.reading.answers[match.number] = answer
        elif earlier.content != answer.content or answer.unknown:
            self.reading.problems.append(FormProblem("twice", match.number))

    def _answer(self, answer: FormAnswer, cells: Sequence[FormCell]) -> None:
        """The answer stands in the drop-down, else in the cell after the activity."""
        chosen = next((cell for cell in cells if cell.is_choice), cells[0])
        for cell in cells:
            if cell is not chosen:
                answer.comments += cell.lines
        lines = chosen.lines or [chosen.placeholder]
        answer.value = read_value(lines[0])
        if answer.value:
            answer.comments = [*lines[1:], *answer.comments]
        elif chosen.lines and not _is_invitation(chosen):
            answer.unknown = "\n".join(chosen.lines)

    def _go_on(self, table: int | None, cells: Sequence[FormCell]) -> None:
        answer = self.current
        if _looks_asked(cells):
            self._say_unknown(cells[0].lines)
        elif answer is None or answer.table != table:
            self._leave(cells)
        elif table is None:
            for line in [line for cell in cells for line in cell.lines]:
                self._go_on_loose(answer, line)
        elif not answer.value and not answer.unknown and not cells[0].lines and len(cells) > 1:
            self._answer(answer, cells[1:])
        elif not answer.value and not answer.unknown and _only_value(cells):
            self._answer(answer, [cell for cell in cells if cell.lines])
        else:
            answer.comments += [line for cell in cells for line in cell.lines]

    def _go_on_loose(self, answer: FormAnswer, line: str) -> None:
        """Outside of tables an answer stands in a paragraph of its own, then the comment."""
        value = read_value(line)
        if value and not answer.value:
            answer.value = value
            answer.comments += [answer.unknown] if answer.unknown else []
            answer.unknown = ""
        elif value and answer.comments:
            # a second answer: what stands before it is an activity that we do not know
            self._say_unknown([answer.comments.pop()])
        elif answer.value:
            answer.comments.append(line)
        else:
            answer.unknown = f"{answer.unknown}\n{line}".strip()

    def _say_unknown(self, lines: Sequence[str]) -> None:
        text = clean_line(" ".join(lines))[:LINE_LIMIT]
        self.reading.problems.append(FormProblem("unknown_activity", 0, text))
        self.current = None

    def _leave(self, cells: Sequence[FormCell]) -> None:
        texts = [line for cell in cells for line in cell.lines if fold(line) not in self.known]
        self.reading.loose += texts
        if self.reading.answers:
            self.reading.unused += texts

    def check(self) -> None:
        """Find what is missing or cannot be, in the order of the activities."""
        answers, problems = self.reading.answers, self.reading.problems
        if not answers:
            problems[:] = [FormProblem("other_document")]
            return
        given = [a for a in answers.values() if a.value or a.unknown or a.content.comment]
        if not given and not problems:
            problems.append(FormProblem("blank_form"))
            return
        for number, activity in sorted(self.asked.items()):
            if number not in answers:
                problems.append(FormProblem("missing", number))
            elif found := _problem_of(answers[number], activity):
                problems.append(found)


def _problem_of(answer: FormAnswer, activity: Asked) -> FormProblem | None:
    number = answer.number
    if answer.unknown:
        return FormProblem("unknown_answer", number, clean_line(answer.unknown)[:LINE_LIMIT])
    if answer.value is None:
        return FormProblem("unanswered", number)
    if answer.value is AnswerValue.NOT_APPLICABLE and not activity.takes_not_applicable:
        return FormProblem("not_offered", number)
    if len(answer.content.comment) > COMMENT_LIMIT:
        return FormProblem("too_long", number)
    return None


def _split_tabs(cells: Sequence[FormCell]) -> list[FormCell]:
    """A paragraph with tabs in it was a table's row once."""
    cell = cells[0]
    if len(cell.paragraphs) != 1 or "\t" not in cell.paragraphs[0].strip():
        return list(cells)
    return [FormCell((part,)) for part in cell.paragraphs[0].split("\t")]


def _is_invitation(cell: FormCell) -> bool:
    """Whether only what asks for an answer stands there, as plain text."""
    return fold(" ".join(cell.lines)) in _INVITATIONS


def _looks_asked(cells: Sequence[FormCell]) -> bool:
    """Whether a row has a text and then an answer, as an activity has."""
    if not cells[0].lines or cells[0].is_choice or read_value(cells[0].lines[0]):
        return False
    return any(c.is_choice or (c.lines and read_value(c.lines[0])) for c in cells[1:])


def _only_value(cells: Sequence[FormCell]) -> bool:
    filled = [cell for cell in cells if cell.lines]
    return bool(filled) and read_value(filled[0].lines[0]) is not None
