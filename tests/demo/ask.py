"""Questions that the tests ask of a demonstration."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.models import Answer, AnswerVersion, Organisation, Response, Round, SubmittedAnswer


def get_round(session: Session, name: str) -> Round:
    return session.scalars(select(Round).where(Round.name == name)).one()


def list_responses(session: Session, round_name: str) -> list[Response]:
    """In order of the organisation's name."""
    statement = select(Response).join(Round, Round.id == Response.round_id)
    return list(session.scalars(statement.where(Round.name == round_name).order_by(Response.name)))


def list_answers(session: Session, response: Response) -> dict[int, Answer]:
    found = session.scalars(select(Answer).where(Answer.response_id == response.id))
    return {answer.number: answer for answer in found}


def list_versions(session: Session, response: Response) -> list[AnswerVersion]:
    """In order of time."""
    statement = select(AnswerVersion).where(AnswerVersion.response_id == response.id)
    return list(session.scalars(statement.order_by(AnswerVersion.saved_at)))


def list_submitted(session: Session, response: Response) -> dict[int, SubmittedAnswer]:
    statement = select(SubmittedAnswer).where(
        SubmittedAnswer.submission_id == response.submission_id
    )
    return {answer.number: answer for answer in session.scalars(statement)}


def list_organisations(session: Session) -> list[Organisation]:
    return list(session.scalars(select(Organisation).order_by(Organisation.name)))
