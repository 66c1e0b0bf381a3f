"""Personal links as somebody at the terminal asks for them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from hp.database import AnyRow
from hp.models import Contact, PersonalLink, Response
from hp.models.organisations import ContactRole


def list_asked(session: Session, round_id: int) -> Sequence[AnyRow]:
    """(id, name, answering) of a round's responses: who answers for it, or None."""
    by = aliased(Response)
    statement = (
        select(Response.id, Response.name, by.name.label("answering"))
        .outerjoin(by, by.id == Response.answered_by_id)
        .where(Response.round_id == round_id)
        .order_by(Response.sort_key, Response.id)
    )
    return session.execute(statement).all()


def list_links(session: Session, response_id: int) -> Sequence[AnyRow]:
    """(id, version, email) of a response's links that hold, the main contact's first.

    Of several links of one contact the newest comes first.
    """
    statement = (
        select(PersonalLink.id, PersonalLink.version, Contact.email)
        .join(Contact, Contact.id == PersonalLink.contact_id)
        .where(
            PersonalLink.response_id == response_id,
            PersonalLink.revoked_at.is_(None),
            Contact.retired_at.is_(None),
        )
        .order_by(
            Contact.role != ContactRole.MAIN,
            Contact.role == ContactRole.COLLEAGUE,
            Contact.id,
            PersonalLink.id.desc(),
        )
    )
    return session.execute(statement).all()
