"""Personal links: tokens that are derived, never stored.

A token is the link's id and version with an HMAC-SHA256 over both (RFC 2104), cut to 160 bits
(NIST SP 800-107 asks for 112 or more). The key is not in the database, so a copy of the database
opens nothing.
"""

import base64
import hashlib
import hmac
import re

_TOKEN = re.compile(r"([0-9a-z]{1,13})-([0-9a-z]{1,6})-([a-z2-7]{32})", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MAC_BYTES = 20

# purposes of keys, beside that of personal links
USER_LINK = "user link"  # sets a user's password once
SHARED_LINK = "shared link"  # shows a closed round's result


def derive_key(secret_key: str, purpose: str) -> bytes:
    """A key for one purpose from the installation's secret key, so that uses never mix."""
    return hmac.digest(secret_key.encode(), f"handlingsplan {purpose}".encode(), hashlib.sha256)


def fingerprint(secret_key: str) -> str:
    """Eight characters that tell two keys apart and reveal neither."""
    return derive_key(secret_key, "fingerprint").hex()[:8]


def make_token(key: bytes, link_id: int, version: int) -> str:
    """The token of a link: letters, digits and hyphens, so that no mail program breaks it."""
    head = f"{_base36(link_id)}-{_base36(version)}"
    return f"{head}-{_mac(key, head)}"


def read_token(key: bytes, token: str) -> tuple[int, int] | None:
    """(link id, version) of a token made with `key`; None for anything else.

    The MAC is compared in constant time.
    """
    found = _TOKEN.fullmatch(token)
    if not found:
        return None
    link_id, version, mac = found.groups()
    if not hmac.compare_digest(mac, _mac(key, f"{link_id}-{version}")):
        return None
    return int(link_id, 36), int(version, 36)


def _mac(key: bytes, head: str) -> str:
    digest = hmac.digest(key, head.encode(), hashlib.sha256)[:_MAC_BYTES]
    return base64.b32encode(digest).decode().lower()


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
