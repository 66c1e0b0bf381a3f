"""Texts of mails with gaps in braces, `{organisation}`, that are filled in for each recipient.

Each gap has a name per language; a text may use either.
"""

import re
from collections.abc import Mapping

NAMES = {  # by language: what it stands for, and how it is written
    "sv": {
        "first_name": "förnamn",
        "organisation": "organisation",
        "last_day": "sista_dag",
        "link": "länk",
        "count": "antal",
        "phone": "telefon",
        "sender": "avsändare",
    },
    "en": {
        "first_name": "first_name",
        "organisation": "organisation",
        "last_day": "last_day",
        "link": "link",
        "count": "count",
        "phone": "phone",
        "sender": "sender",
    },
}
_MEANING = {name: meaning for names in NAMES.values() for meaning, name in names.items()}
_GAP = re.compile(r"( ?)\{([^{}\n]*)\}")


def gaps(language: str) -> dict[str, str]:
    """Each gap as it is written in a text, braces and all."""
    return {meaning: f"{{{name}}}" for meaning, name in NAMES[language].items()}


def find_fault(text: str, *, wants_link: bool, has_phone: bool) -> tuple[str, str] | None:
    """What is wrong with a text, and which gap: None if it can be sent.

    `missing`: it is empty. `unknown`: a gap that nothing is known of. `no_link`, `two_links`,
    `link`: a text holds the link once, a subject never. `no_phone`: there is no number to fill in.
    """
    if not text.strip():
        return "missing", ""
    written = [name for _space, name in _GAP.findall(text)]
    for name in written:
        if name.strip() not in _MEANING:
            return "unknown", f"{{{name}}}"
    meanings = [_MEANING[name.strip()] for name in written]
    if "phone" in meanings and not has_phone:
        return "no_phone", ""
    links = meanings.count("link")
    if links == int(wants_link):
        return None
    return ("no_link", "two_links")[links > 1] if wants_link else "link", ""


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text without fault with its gaps filled in; an empty value takes the space before along."""

    def put(found: re.Match[str]) -> str:
        value = values[_MEANING[found[2].strip()]]
        return found[1] + value if value else ""

    return _GAP.sub(put, text)
