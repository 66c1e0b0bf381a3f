"""Word forms that organisations have filled in and sent by mail, as they came."""

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hp.models.base import Base, Id


class Document(Base):
    """A returned form. Until somebody has confirmed it, it belongs to a round alone.

    `text` is JSON of what was read from it, kept so that it is read once; empty when confirmed,
    because the answers have it then.
    """

    __tablename__ = "documents"

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    response_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
    proposed_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"))  # whose it may be
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    sent_at: Mapped[dt.datetime]
    file_name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    text: Mapped[str] = mapped_column(deferred=True)
    # since when its bytes are gone, because something that stood in it was masked
    removed_at: Mapped[dt.datetime | None]
