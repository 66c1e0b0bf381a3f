"""Comments in which something was masked. What it was is kept nowhere."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hp.models.base import Base, Id


class Mask(Base):
    """That something was masked in what an organisation answered; its event says when and by whom.

    `mails` are the ids of the mails that quoted it, "3 7": their files are removed, and the
    database file is written anew, before `scrubbed_at` is set.
    """

    __tablename__ = "masks"

    id: Mapped[Id]
    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), unique=True)
    number: Mapped[int]  # the activity's, at which it was begun
    reason: Mapped[str]
    mails: Mapped[str] = mapped_column(default="")
    token: Mapped[str] = mapped_column(unique=True)  # of the form: sent twice, it masks once
    scrubbed_at: Mapped[dt.datetime | None]
