"""Links that show a closed round's result to who has no account."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hp.models.base import Base, Id


class SharedLink(Base):
    """One such link. Its token is derived from id and key, and kept nowhere."""

    __tablename__ = "shared_links"

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    made_for: Mapped[str]  # "Stadsrevisionen"
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    token: Mapped[str] = mapped_column(unique=True)  # of the form: sent twice, it makes one link
