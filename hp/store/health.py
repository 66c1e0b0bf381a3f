"""Whether the database answers."""

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from hp.models import Round

_ANY = select(Round.id).limit(1)


def answers(session: Session) -> bool:
    """Whether the database can be read."""
    try:
        session.connection().execute(_ANY).first()
    except SQLAlchemyError:
        return False
    return True
