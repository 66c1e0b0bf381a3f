"""Forms that mail somebody and are sent twice: the second time nothing more is done."""

from sqlalchemy.orm import Session

from hp.models import Mailing, Message, Response
from hp.store import colleagues


def name_form(purpose: str, response_id: int, token: str) -> str:
    """What is kept of a form that has been sent: what it does, about which response, its token.

    Empty where the form has no token: then each sending counts.
    """
    return f"{purpose} {response_id} {token[:40]}" if token else ""


def find_sent(session: Session, form: str) -> int | None:
    """Which contact was mailed when this form was sent the first time; None if it was not."""
    return colleagues.find_mailed(session, form) if form else None


def find_sent_in_turn(session: Session, response_id: int, form: str) -> int | None:
    """The same in a transaction that writes, after any other form about the response."""
    session.get(Response, response_id, with_for_update=True)
    return find_sent(session, form)


def keep_sent(session: Session, form: str, message: Message) -> None:
    """Keep that this form has been sent, and made this mail. Does not commit."""
    if form:
        session.get_one(Mailing, message.mailing_id).token = form
