"""Links that show a closed round's result to who has no account."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.models import SharedLink


def list_links(session: Session, round_id: int) -> Sequence[SharedLink]:
    """A round's links that were not taken back, the newest first."""
    found = select(SharedLink).where(
        SharedLink.round_id == round_id, SharedLink.revoked_at.is_(None)
    )
    return session.scalars(found.order_by(SharedLink.id.desc())).all()


def find_round_id(session: Session, link_id: int, now: dt.datetime) -> int | None:
    """The id of the round that a link shows; None if it is too old or was taken back."""
    return session.scalar(
        select(SharedLink.round_id).where(
            SharedLink.id == link_id,
            SharedLink.revoked_at.is_(None),
            SharedLink.expires_at > now,
        )
    )


def find_link(session: Session, link_id: int) -> SharedLink | None:
    """One link, whatever has become of it."""
    return session.get(SharedLink, link_id)


def find_by_token(session: Session, token: str) -> SharedLink | None:
    """The link that a form with this token has made."""
    return session.scalars(select(SharedLink).where(SharedLink.token == token)).one_or_none()
