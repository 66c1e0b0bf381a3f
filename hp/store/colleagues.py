"""Who holds, or has held, a personal link to a response."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from hp.database import AnyRow
from hp.models import Contact, Mailing, Message, PersonalLink

_Inviter = aliased(Contact)
_LINKS = (
    select(
        PersonalLink.id.label("link_id"),
        PersonalLink.created_at,
        PersonalLink.revoked_at,
        PersonalLink.invited_by_id,
        _Inviter.name.label("inviter"),
        Contact.id.label("contact_id"),
        Contact.name,
        Contact.function,
        Contact.email,
    )
    .join(Contact, Contact.id == PersonalLink.contact_id)
    .outerjoin(_Inviter, _Inviter.id == PersonalLink.invited_by_id)
    .where(PersonalLink.response_id == bindparam("response_id"))
    .order_by(PersonalLink.id)
)
_VALID_LINKS = (
    select(PersonalLink)
    .where(
        PersonalLink.response_id == bindparam("response_id"),
        PersonalLink.contact_id == bindparam("contact_id"),
        PersonalLink.revoked_at.is_(None),
    )
    .order_by(PersonalLink.id)
)


def list_links(session: Session, response_id: int) -> Sequence[AnyRow]:
    """All links to a response, taken back or not, each with its person and who invited them."""
    return session.connection().execute(_LINKS, {"response_id": response_id}).all()


def list_valid_links(session: Session, response_id: int, contact_id: int) -> Sequence[PersonalLink]:
    """A contact's links to a response that hold, the oldest first."""
    values = {"response_id": response_id, "contact_id": contact_id}
    return session.scalars(_VALID_LINKS, values).all()


def find_mailed(session: Session, token: str) -> int | None:
    """The contact of the mailing that a form with this token has made."""
    found = select(Message.contact_id).join(Mailing, Mailing.id == Message.mailing_id)
    return session.scalar(found.where(Mailing.token == token).limit(1))
