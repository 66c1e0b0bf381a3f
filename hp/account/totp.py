"""Codes of an authenticator app (RFC 6238), and the codes for who has lost it.

An app's secret is made from the installation's key and a salt: the database alone tells no code.
Of recovery codes keyed hashes are kept.
"""

import base64
import datetime as dt
import hashlib
import hmac
import re
import secrets

from pyotp import TOTP

from hp.domain.links import derive_key

RECOVERY_CODES = 10
_STEP = 30  # seconds that a code is shown
_AWRY = 1  # steps that a telephone's clock may differ
_LENGTH = 16  # characters of a recovery code: 80 bits
_SECRET_BYTES = 20  # RFC 4226, section 4


def make_salt() -> str:
    """What is kept of a secret."""
    return secrets.token_hex(16)


def make_secret(secret_key: str, user_id: int, salt: str) -> str:
    """The secret that a user's app is given, in base32."""
    key = derive_key(secret_key, "second factor")
    digest = hmac.digest(key, f"{user_id} {salt}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:_SECRET_BYTES]).decode()


def find_step(secret: str, code: str, now: dt.datetime) -> int | None:
    """The time step that `code` is of, now or just before or after; None if it is of none."""
    current = int(now.timestamp()) // _STEP
    otp = TOTP(secret)
    near = range(current - _AWRY, current + _AWRY + 1)
    return next((n for n in near if hmac.compare_digest(otp.generate_otp(n), code)), None)


def app_address(secret: str, email: str) -> str:
    """The address that opens an authenticator app on the same device."""
    return TOTP(secret).provisioning_uri(name=email, issuer_name="Handlingsplan")


def read_code(text: str) -> str:
    """A code as it is compared: people type it with spaces and hyphens, as it is shown."""
    code = re.sub(r"[\s-]", "", text).lower()
    return code if code.isascii() else ""


def make_recovery_codes() -> list[str]:
    """New codes, as they are shown: `abcd-efgh-ijkl-mnop`."""
    codes = []
    for _ in range(RECOVERY_CODES):
        code = base64.b32encode(secrets.token_bytes(_LENGTH * 5 // 8)).decode().lower()
        codes.append("-".join(code[i : i + 4] for i in range(0, _LENGTH, 4)))
    return codes


def hash_recovery_code(secret_key: str, user_id: int, code: str) -> str:
    """What is kept of a recovery code."""
    key = derive_key(secret_key, "recovery codes")
    return hmac.digest(key, f"{user_id} {read_code(code)}".encode(), hashlib.sha256).hex()
