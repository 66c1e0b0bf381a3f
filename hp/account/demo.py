"""The demonstration's way in: an address that signs its coordinator straight in."""

import datetime as dt
import hmac
import ipaddress
from typing import TYPE_CHECKING

from hp.actions import sessions
from hp.config import Settings
from hp.database import begin_writing
from hp.domain.links import derive_key
from hp.store import users

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def demo_address(settings: Settings) -> str:
    """The whole address that signs the demonstration's coordinator in."""
    return f"{settings.base_url.rstrip('/')}/account/demo/{_token(settings)}"


def is_open(settings: Settings, token: str, remote_address: str | None) -> bool:
    """Whether `token` lets in who comes from `remote_address`: in a demonstration, from the
    computer it runs on, with the right token."""
    is_right = hmac.compare_digest(token.encode(), _token(settings).encode())
    return settings.demo and is_right and _is_loopback(remote_address)


def sign_in_coordinator(session: "Session", *, browser: sessions.Browser, now: dt.datetime) -> bool:
    """Begin a session of the first coordinator; False where there is none."""
    begin_writing(session)
    coordinator = users.find_first_coordinator(session)
    if coordinator is None:
        return False
    sessions.open_session(session, coordinator.id, browser, now)
    session.commit()
    return True


def _token(settings: Settings) -> str:
    return derive_key(settings.secret_key, "demo sign-in").hex()[:32]


def _is_loopback(address: str | None) -> bool:
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback
