"""What stands in one cell of somebody's list: kinds, roles, languages, dates, addresses."""

import datetime as dt
import re
from collections.abc import Callable

from hp.domain.text import LINE_LIMIT, clean_line, is_email, tidy_email

_KINDS = {
    "committee": "nämnd nämnder committee förvaltning styrelse kommunstyrelse kommunalnämnd",
    "company": "bolag bolagen aktiebolag ab company kommunaltbolag kommunalbolag",
    "federation": "kommunalförbund kommunalförbundet förbund federation municipalfederation",
}
_ROLES = {
    "main": "huvudkontakt huvudkontaktperson ordinarie main maincontact",
    "deputy": "ersättare vice ställföreträdare deputy",
    "registrar": "registrator registrar diarium registratur",
    "colleague": "inbjudenkollega kollega colleague invitedcolleague",
}
_LANGUAGES = {"sv": "svenska sv swedish sve", "en": "engelska en english eng"}
# as our own files have them
KIND_WORDS = {"committee": "nämnd", "company": "bolag", "federation": "kommunalförbund"}
ROLE_WORDS = {
    "main": "huvudkontakt",
    "deputy": "ersättare",
    "registrar": "registrator",
    "colleague": "inbjuden kollega",
}
LANGUAGE_WORDS = {"sv": "svenska", "en": "engelska"}

_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ]00:00(?::00)?)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})"),
)
_SERIAL = re.compile(r"[2-6]\d{4}")  # a date that Excel shows as a number: 1954 to 2091
_FIRST_DAY = dt.date(1899, 12, 30)
_NAMED_ADDRESS = re.compile(r"(?P<name>[^<>]*)<(?:mailto:)?(?P<email>[^<>]+)>")
_COMMITTEES = ("nämnd", "nämnden", "styrelse", "styrelsen")
_DAMAGED = re.compile("\ufffd|Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ]")


class BadValue(Exception):
    """A cell holds something that its column cannot; `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_value(column: str, text: str) -> str:
    """What a cell says, as it is kept; empty where it is empty.

    Raises `BadValue`: `damaged_letters`, `too_long`, or what the column says.
    """
    if _DAMAGED.search(text):
        raise BadValue("damaged_letters")
    line = clean_line(text)
    read = _READERS.get(column)
    value = read(line) if read and line else line
    if len(value) > LINE_LIMIT:
        raise BadValue("too_long")
    return value


def guess_kind(name: str) -> str:
    """The kind that a name speaks of; empty where it does not."""
    words = re.findall(r"\w+", name.casefold())
    if "ab" in words or any(word.endswith("aktiebolag") for word in words):
        return "company"
    if any(word.startswith("nämnd") or word.endswith(_COMMITTEES) for word in words):
        return "committee"
    return "federation" if "förbund" in name.casefold() else ""


def read_date(text: str) -> str:
    """A date in ISO form. Raises `BadValue` `not_a_date`."""
    try:
        if _SERIAL.fullmatch(text):
            return (_FIRST_DAY + dt.timedelta(int(text))).isoformat()
        for pattern in _DATES:
            if found := pattern.fullmatch(text):
                return dt.date(*(int(found[part]) for part in "ymd")).isoformat()
    except ValueError:
        pass
    raise BadValue("not_a_date")


def split_address(text: str) -> tuple[str, str]:
    """Name and address of "Anna Lind <anna@hamnen.example>"; the name is empty without one."""
    line = clean_line(text)
    if found := _NAMED_ADDRESS.fullmatch(line):
        return clean_line(found["name"]).strip("\"'"), found["email"]
    return "", line.removeprefix("mailto:")


def _read_email(line: str) -> str:
    email = tidy_email(line)
    if not is_email(email):
        raise BadValue("several_addresses" if email.count("@") > 1 else "not_an_address")
    return email


def _choose(words: dict[str, str], reason: str) -> Callable[[str], str]:
    spellings = {word: value for value, text in words.items() for word in text.split()}

    def read(line: str) -> str:
        value = spellings.get(re.sub(r"[\W\d_]", "", line).casefold())
        if value is None:
            raise BadValue(reason)
        return value

    return read


_READERS = {
    "kind": _choose(_KINDS, "kind_unknown"),
    "role": _choose(_ROLES, "role_unknown"),
    "language": _choose(_LANGUAGES, "language_unknown"),
    "retired_on": read_date,
    "took_over_on": read_date,
    "email": _read_email,
}
