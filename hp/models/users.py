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
    language: Mapped[str] = mapped_column(default="sv")  # of mails
    password_hash: Mapped[str]  # empty until an invitation is accepted
    role: Mapped[Role] = mapped_column(Word(Role))
    created_at: Mapped[dt.datetime]
    retired_at: Mapped[dt.datetime | None]
    # the secret of the authenticator app is made from this and the key, which is not in here
    totp_salt: Mapped[str | None]
    totp_since: Mapped[dt.datetime | None]  # none while it is being set up
    totp_step: Mapped[int | None]  # the last time step whose code was taken


class UserSession(Base):
    """A signed-in browser. Only a hash of its token is kept; it slides with use."""

    __tablename__ = "user_sessions"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    revoked_at: Mapped[dt.datetime | None]
    awaits_code: Mapped[bool] = mapped_column(default=False)  # the password was right, no more yet
    device: Mapped[str] = mapped_column(default="")  # "Firefox, Windows"


class UserLinkKind(StrEnum):
    """What a link that is mailed to a user is for."""

    INVITATION = "invitation"
    NEW_PASSWORD = "new_password"  # noqa: S105 a word


class UserLink(Base):
    """A way to set a password once. Its token is derived from id and key, and kept nowhere."""

    __tablename__ = "user_links"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[UserLinkKind] = mapped_column(Word(UserLinkKind))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]  # used or taken back


class RecoveryCode(Base):
    """Opens once in place of an authenticator app's code; removed when it has. A keyed hash."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)


class Attempt(Base):
    """How often something was tried in a window of time: sign-in, a new link.

    `key` is a keyed hash of what was tried by whom, so that no address is kept here.
    """

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(primary_key=True)
    window_started_at: Mapped[dt.datetime] = mapped_column(index=True)
    count: Mapped[int]
