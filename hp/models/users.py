"""Who signs in, their sessions, and how often somebody has tried."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hp.models.base import Base, Id, Word


class Role(StrEnum):
    """What a user may do."""

    COORDINATOR = "coordinator"
    READER = "reader"


class User(Base):
    """A coordinator or a reader."""

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)  # kept in lower case
    name: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(Word(Role))
    created_at: Mapped[dt.datetime]
    retired_at: Mapped[dt.datetime | None]


class UserSession(Base):
    """A signed-in browser. Only a hash of its token is kept; it slides with use."""

    __tablename__ = "user_sessions"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    revoked_at: Mapped[dt.datetime | None]


class Attempt(Base):
    """How often something was tried in a window of time: sign-in, a new link.

    `key` is a keyed hash of what was tried by whom, so that no address is kept here.
    """

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(primary_key=True)
    window_started_at: Mapped[dt.datetime] = mapped_column(index=True)
    count: Mapped[int]
