"""Text from outside, made safe where it comes in."""

import re
import unicodedata

COMMENT_LIMIT = 4000  # characters
LINE_LIMIT = 200  # characters, for names and functions

# What XML 1.0 (section 2.2) cannot hold: Word, Excel and PDF would fail on it.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean_text(text: str) -> str:
    """`text` with line breaks as \\n, without outer white space and what XML cannot hold."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_line(text: str) -> str:
    """`text` as one clean line: any run of white space becomes one space, å one letter."""
    return unicodedata.normalize("NFC", " ".join(clean_text(text).split()))


_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})


def sort_key(name: str) -> str:
    """A key that sorts names in Swedish order with plain byte comparison: ... z, å, ä, ö.

    Ü is a kind of y (SS 03 81 03); other accents sort as their base letter.
    """
    moved = unicodedata.normalize("NFC", name.casefold()).translate(_AFTER_Z)
    plain = unicodedata.normalize("NFD", moved)
    return "".join(c for c in plain if not unicodedata.combining(c))


_EMAIL = re.compile(r"[^\s<>@,;:\"()\\]+@[^\s<>@,;:\"()\\]+\.[^\s<>@,;:\"()\\.]+")


def tidy_email(text: str) -> str:
    """An e-mail address as it is kept: in lower case, without spaces around it."""
    return clean_line(text).lower()


def email_on_the_line(email: str) -> str:
    """An e-mail address as mail servers are told it: other letters in the domain as IDNA.

    Raises `UnicodeError` where it cannot be told: few servers take other than ASCII before the @.
    """
    user, _, domain = email.rpartition("@")
    return f"{user.encode('ascii').decode()}@{domain.encode('idna').decode()}"


def is_email(text: str) -> bool:
    """Whether a tidy address can be one that mail is sent to: one @, a domain with a dot."""
    if len(text) > LINE_LIMIT or not _EMAIL.fullmatch(text):
        return False
    try:
        email_on_the_line(text)
    except UnicodeError:
        return False
    return True
