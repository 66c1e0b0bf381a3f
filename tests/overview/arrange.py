"""Responses in any state, as rows: what the overview reads, whoever wrote it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from hp.actions.rounds import add_response
from hp.domain.answers import ResponseStatus
from hp.domain.marks import UNANSWERED, VALUE, missing
from hp.models import Answer, Response, Round, Submission, SubmittedAnswer
from hp.models.organisations import OrganisationKind
from tests.client import Page
from tests.world import NOW, make_organisation

ALL_YES = "y" * 13


def ask(
    session: Session,
    round_: Round,
    name: str,
    kind: OrganisationKind = OrganisationKind.COMPANY,
    marks: str = "",
    **fields: Any,
) -> Response:
    """An organisation that is asked in a round, with answers as far as `marks` go."""
    response = add_response(session, round_, make_organisation(session, name, kind))
    answer(session, response, marks)
    for field, value in fields.items():
        setattr(response, field, value)
    return response


def answer(
    session: Session,
    response: Response,
    marks: str,
    comments: Mapping[int, str] | None = None,
    planned: Mapping[int, dt.date] | None = None,
    at: dt.datetime = NOW,
) -> None:
    """Answers that are saved but not handed in."""
    response.marks = marks.ljust(13, UNANSWERED)
    for number, mark in enumerate(response.marks, 1):
        if mark == UNANSWERED:
            continue
        response.changed_at = at
        everything = not missing(response.marks)
        response.status = ResponseStatus.READY if everything else ResponseStatus.STARTED
        session.add(
            Answer(
                response_id=response.id,
                number=number,
                version=1,
                value=VALUE[mark],
                comment=(comments or {}).get(number, ""),
                planned_on=(planned or {}).get(number),
                saved_at=at,
            )
        )
    session.flush()


def hand_in(
    session: Session,
    response: Response,
    marks: str = ALL_YES,
    comments: Mapping[int, str] | None = None,
    planned: Mapping[int, dt.date] | None = None,
    at: dt.datetime = NOW,
    ordinal: int = 1,
    **fields: Any,
) -> Submission:
    """A hand-in with these answers."""
    submission = Submission(
        response_id=response.id,
        ordinal=ordinal,
        receipt=f"2023-{response.id:03}{ordinal}",
        submitted_at=at,
        **({"name": "Anna Lindqvist", "function": "Ekonomichef"} | fields),
    )
    session.add(submission)
    session.flush()
    for number, mark in enumerate(marks, 1):
        session.add(
            SubmittedAnswer(
                submission_id=submission.id,
                number=number,
                version=1,
                value=VALUE[mark],
                comment=(comments or {}).get(number, ""),
                planned_on=(planned or {}).get(number),
            )
        )
    response.marks = response.submitted_marks = marks
    response.status = ResponseStatus.SUBMITTED
    response.submission_id = submission.id
    response.submitted_at = response.changed_at = at
    response.reopened_at = None
    session.flush()
    return submission


def reopen(response: Response, at: dt.datetime = NOW) -> None:
    """Open a handed-in response again."""
    response.status = ResponseStatus.READY
    response.reopened_at = at


def row(page: Page, name: str) -> Any:
    """An organisation's row."""
    return page.one(f'#matrix tr[data-organisation="{name}"]')


def values(page: Page, name: str) -> list[str]:
    """The values of an organisation's cells, in the order of the activities."""
    cells = row(page, name).select("td[data-activity]")
    assert [cell["data-activity"] for cell in cells] == [str(n) for n in range(1, len(cells) + 1)]
    return [cell["data-value"] for cell in cells]


def names(page: Page) -> list[str]:
    """The organisations shown, in their order."""
    return [found["data-organisation"] for found in page.html.select("#matrix tr[data-status]")]


def status(page: Page, name: str) -> str:
    """What the status cell says."""
    return " ".join(row(page, name).select_one("td.stc").get_text(" ").split())
