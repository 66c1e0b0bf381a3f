"""Passwords, kept as argon2id hashes with the library's recommended settings (RFC 9106)."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 15  # characters; NIST SP 800-63B-4 for a password that stands alone

_HASHER = PasswordHasher()


def is_long_enough(password: str) -> bool:
    """Whether a password has at least `SHORTEST` characters."""
    return len(_normal(password)) >= SHORTEST


def make_hash(password: str) -> str:
    """What is kept of a password. Takes a good part of a second's tenth, on purpose."""
    return _HASHER.hash(_normal(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether a password fits its hash. With no hash to compare it is wrong, after as long."""
    nobodys = _nobodys_hash()
    compared = kept if kept and kept.startswith("$argon2") else nobodys
    try:
        return _HASHER.verify(compared, _normal(password))
    except (InvalidHashError, VerificationError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other settings than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe())


def _normal(password: str) -> str:
    # ä is one character on most keyboards and two on some; both are the same password
    return unicodedata.normalize("NFKC", password)
