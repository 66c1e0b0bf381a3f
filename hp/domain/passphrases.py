"""Which passwords are refused (NIST SP 800-63B-4): short ones, and those that are tried first.

Lists of leaked passwords hold next to none of 15 characters or more. What people make when they
must have so many is a common one made longer: repeated, counted on, or with the tool's name in it.
So the common parts are counted as one character each, and what is left must still be long enough.
"""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 15  # characters; for a password that may stand alone
LONGEST = 128
_LEAST_LEFT = 9  # characters, where a common part is one

_RUNS = (
    "0123456789012345678909876543210987654321",
    "abcdefghijklmnopqrstuvwxyzåäö",
    "qwertyuiopåasdfghjklöäzxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "!@#$%^&*()",
    '!"#¤%&/()=',
)
_SHORTEST_RUN = 4
_REPEATED = re.compile(r"(.+?)\1+", re.DOTALL)
_WORDS = """
    password passphrase passw0rd p@ssw0rd p@ssword pass lösenord losenord lösen losen secret
    hemlig hemligt admin administrator root user användare anvandare login logga welcome
    välkommen valkommen letmein iloveyou love princess sunshine monkey dragon football baseball
    superman batman master shadow freedom whatever trustno1 starwars computer dator internet
    qwerty azerty google facebook microsoft windows linkedin change changeme test testing tester
    demo default temp temporary guest sommar vinter höst host vår spring summer winter autumn
    fall sverige sweden stockholm göteborg goteborg gothenburg malmö malmo januari februari mars
    april maj juni juli augusti september oktober november december january february march may
    june july august october handlingsplan handlingsplanen plan uppföljning uppfoljning
    samordnare coordinator läsare lasare reader kommun stad staden city action follow thisis
    mypassword correcthorsebatterystaple hejsan hej hello korv mamma pappa fotboll ishockey
    hockey aik djurgården blåvitt
""".split()  # noqa: SIM905 a list of its own lines would hide the rules


def find_fault(password: str, about: Iterable[str] = ()) -> str | None:
    """Why a password is refused: `too_short`, `too_long` or `too_common`; None if it is not.

    `about` is what somebody who knows the user would try: their e-mail and name.
    """
    password = normal_password(password)
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    return "too_common" if _left(password, about) < _LEAST_LEFT else None


def normal_password(password: str) -> str:
    """A password as it is compared: ä is one character on most keyboards and two on some."""
    return unicodedata.normalize("NFKC", password)


def _left(password: str, about: Iterable[str]) -> int:
    """How many characters a password has, if each common part of it counts as one."""
    text = password.casefold()
    own = [part for words in about for part in re.split(r"[\W_]+", words.casefold())]
    parts = sorted({p for p in [*_WORDS, *own] if len(p) > 2}, key=len, reverse=True)
    text = re.sub("|".join(map(re.escape, parts)), "\0", text)
    text = re.sub(r"(19|20)\d\d", "\0", text)
    text = _REPEATED.sub(r"\1", _without_runs(text))
    return len(re.sub(r"[\W_\0]+", "\0", text))


def _without_runs(text: str) -> str:
    """`text` with each stretch of neighbours on the keyboard or in the alphabet as one sign."""
    short, at = [], 0
    while at < len(text):
        length = max(_run_at(text, at), 1)
        short.append(text[at] if length == 1 else "\0")
        at += length
    return "".join(short)


def _run_at(text: str, at: int) -> int:
    """How long the stretch is that begins here; 0 if it is too short to tell."""
    longest = 0
    for run in _RUNS:
        for row in (run, run[::-1]):
            length = _SHORTEST_RUN
            while at + length <= len(text) and text[at : at + length] in row:
                longest = max(longest, length)
                length += 1
    return longest
