"""Rows of the demonstration, gathered and written table by table: thousands in a moment."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from hp.demo.story import Save
from hp.domain import marks
from hp.domain.answers import ResponseStatus
from hp.models import Answer, AnswerVersion, Base, Event, Response, Submission, SubmittedAnswer
from hp.models.events import EventKind

_TABLES: tuple[type[Base], ...] = (Answer, AnswerVersion, Submission, SubmittedAnswer, Event)


class Rows:
    """What will be written, by table. Events are written in order of time."""

    def __init__(self) -> None:
        self._rows: dict[type[Base], list[dict[str, Any]]] = {table: [] for table in _TABLES}

    def add_saves(self, response: Response, saves: Iterable[Save]) -> None:
        """The answers that `saves` (in order of time) leave, every version, and the events.

        Sets the response's marks, status and time of change.
        """
        newest: dict[int, Save] = {}
        for save in saves:
            newest[save.number] = save
            self._rows[AnswerVersion].append(_columns(response, save))
            self.add_event(
                EventKind.ANSWER_SAVED,
                save.at,
                response,
                number=save.number,
                version=save.version,
                contact_id=save.contact_id,
            )
            response.changed_at = save.at
        self._rows[Answer] += [_columns(response, save) for save in newest.values()]
        for number, save in newest.items():
            response.marks = marks.replace(response.marks, number - 1, save.content.value)
        if newest:
            everything = not marks.missing(response.marks)
            response.status = ResponseStatus.READY if everything else ResponseStatus.STARTED

    def add_submission(
        self, response: Response, saves: Iterable[Save], submission: Mapping[str, Any]
    ) -> None:
        """A hand-in of the answers that `saves` leave. `submission` is its row, id included.

        Sets the response's status and what it keeps of its latest hand-in.
        """
        newest = {save.number: save for save in saves}
        self._rows[Submission].append({"response_id": response.id, **submission})
        self._rows[SubmittedAnswer] += [
            {
                "submission_id": submission["id"],
                "number": number,
                "version": save.version,
                "value": save.content.value,
                "comment": save.content.comment,
                "planned_on": save.content.planned_on,
            }
            for number, save in sorted(newest.items())
        ]
        at: dt.datetime = submission["submitted_at"]
        response.status = ResponseStatus.SUBMITTED
        response.submission_id = submission["id"]
        response.submitted_at = response.changed_at = at
        response.submitted_marks = marks.from_values(
            newest[number].content.value for number in sorted(newest)
        )
        by = {"contact_id": submission["contact_id"], "version": submission["ordinal"]}
        self.add_event(EventKind.SUBMITTED, at, response, **by)

    def add_event(
        self, kind: EventKind, at: dt.datetime, response: Response, **columns: int | None
    ) -> None:
        """Something that happened to a response."""
        row: dict[str, Any] = {
            "at": at,
            "kind": kind,
            "round_id": response.round_id,
            "response_id": response.id,
            "number": None,
            "version": None,
            "contact_id": None,
            "user_id": None,
        }
        self._rows[Event].append(row | columns)

    def write(self, session: Session) -> None:
        """Write everything. Does not commit."""
        session.flush()
        self._rows[Event].sort(key=lambda row: row["at"])
        for table, rows in self._rows.items():
            if rows:
                session.connection().execute(insert(table), rows)


def _columns(response: Response, save: Save) -> dict[str, Any]:
    return {
        "response_id": response.id,
        "number": save.number,
        "version": save.version,
        "value": save.content.value,
        "comment": save.content.comment,
        "planned_on": save.content.planned_on,
        "saved_at": save.at,
        "contact_id": save.contact_id,
        "page": save.page,
        "sequence": save.sequence,
    }
