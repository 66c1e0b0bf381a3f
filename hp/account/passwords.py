"""Passwords, kept as argon2id hashes with the library's recommended settings (RFC 9106)."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hp.domain.passphrases import normal_password

_HASHER = PasswordHasher()


def make_hash(password: str) -> str:
    """What is kept of a password. Takes a good part of a second's tenth, on purpose."""
    return _HASHER.hash(normal_password(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether a password fits its hash. With no hash to compare it is wrong, after as long."""
    nobodys = _nobodys_hash()
    compared = kept if kept and kept.startswith("$argon2") else nobodys
    try:
        return _HASHER.verify(compared, normal_password(password))
    except (InvalidHashError, VerificationError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other settings than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe())
