"""What a returned Word form means to a round: what a page and a command have in common."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hp.actions.returned_forms import SentForm
from hp.database import AnyRow
from hp.documents import word_read
from hp.documents.word_read import WordText
from hp.domain.form_matching import Asked, propose
from hp.domain.form_rows import FormReading, read_form
from hp.domain.text import clean_line
from hp.store import documents, plan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class Questions:
    """What a round asks, as a returned form may say it, and whom."""

    asked: Sequence[Asked]
    shorts: Mapping[int, str]  # activities by number, in Swedish, as forms are
    known: Sequence[str]
    responses: Sequence[AnyRow]

    def read(self, text: WordText) -> FormReading:
        """What a document says."""
        return read_form(text.rows, self.asked, self.known)

    def propose(self, reading: FormReading, file_name: str) -> int | None:
        """The response that a document is most likely for, by its organisation's name."""
        names = {row.id: row.name for row in self.responses}
        said = reading.facts.get("organisation", "")
        return propose(names, said, reading.loose, file_name)


def ask(session: "Session", round_id: int) -> Questions:
    """The questions of a round."""
    round_ = plan.get_round(session, round_id)
    rows = plan.list_activities(session, round_id)
    asked = [
        Asked(
            row.number,
            (row.text_sv, row.text_en, row.short_sv, row.short_en),
            row.takes_not_applicable,
        )
        for row in rows
    ]
    known = [text for row in rows for text in (row.area_name_sv, row.area_name_en)]
    for text in (round_.introduction_sv, round_.introduction_en):
        known += text.split("\n\n")
    known += [round_.subject_sv, round_.subject_en]
    shorts = {row.number: row.short_sv for row in rows}
    return Questions(asked, shorts, known, documents.list_asked(session, round_id))


def read_sent(
    questions: Questions, data: bytes, file_name: str, response_id: int | None = None
) -> tuple[SentForm, FormReading]:
    """A file as it is kept until it is confirmed, and what it says. Raises `Unreadable`.

    `response_id` is whose it is, where that is known; else it is proposed from the words.
    """
    text = word_read.read_word(data)
    reading = questions.read(text)
    name = clean_name(file_name)
    proposed = response_id or questions.propose(reading, name)
    return SentForm(name, data, json.dumps(word_read.pack(text)), proposed), reading


def unpack(text: str) -> WordText:
    """The text of a form that waits."""
    return word_read.unpack(json.loads(text))


def clean_name(file_name: str) -> str:
    """A file's name as it is shown: its last part, in one clean line, not too long."""
    last = clean_line(file_name.replace("\\", "/").rpartition("/")[2])
    return last[-_MOST_NAME:] or "form.docx"
