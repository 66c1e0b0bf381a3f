"""What somebody has uploaded or pasted and not yet confirmed."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hp.models.base import Base, Id, Word


class ImportKind(StrEnum):
    """What the rows are."""

    ORGANISATIONS = "organisations"
    SUCCESSIONS = "successions"


class PendingImport(Base):
    """Rows between preview and confirmation: kept here, so that any process can go on with them.

    `content` is JSON of what was read, never the file itself. Removed when confirmed, thrown away
    or a day old.
    """

    __tablename__ = "pending_imports"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[ImportKind] = mapped_column(Word(ImportKind))
    file_name: Mapped[str]  # empty where it was pasted
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    content: Mapped[str]
