"""Texts of mails with gaps in braces, `{organisation}`, that are filled in for each recipient.

Each gap has a name per language; a text may use either. A gap that is a block is filled with whole
paragraphs, and stands alone between empty lines.
"""

import re
from collections.abc import Mapping

from hp.domain.reminding import Text

NAMES = {  # by language: what it stands for, and how it is written
    "sv": {
        "first_name": "förnamn",
        "organisation": "organisation",
        "follow_up": "uppföljning",
        "last_day": "sista_dag",
        "deadline": "svarstid",
        "link": "länk",
        "count": "antal",
        "phone": "telefon",
        "sender": "avsändare",
        "closed_on": "stängdes",
        "inviter": "inbjudare",
        "inviter_contact": "inbjudare_med_adress",
        "receipt": "kvitto",
        "totals": "antal_per_svar",
        "reopening": "öppna_igen",
        "answers": "alla_svar",
        "requests": "komplettera",
    },
    "en": {
        "first_name": "first_name",
        "organisation": "organisation",
        "follow_up": "follow_up",
        "last_day": "last_day",
        "deadline": "deadline",
        "link": "link",
        "count": "count",
        "phone": "phone",
        "sender": "sender",
        "closed_on": "closed_on",
        "inviter": "inviter",
        "inviter_contact": "inviter_with_address",
        "receipt": "receipt",
        "totals": "totals",
        "reopening": "reopening",
        "answers": "all_answers",
        "requests": "requests",
    },
}
SUBJECT_LIMIT = 200  # characters
TEXT_LIMIT = 20_000
BLOCKS = frozenset({"answers", "requests"})
_MEANING = {name: meaning for names in NAMES.values() for meaning, name in names.items()}
_GAP = re.compile(r"( ?)\{([^{}\n]*)\}")

_ALWAYS = ("first_name", "organisation", "follow_up", "last_day", "link", "phone", "sender")
_INVITED = ("inviter", "inviter_contact", "deadline")
_OWN = {  # gaps that some texts have beside those
    Text.RECEIPT: ("receipt", "totals", "reopening", "answers"),
    Text.COLLEAGUE: _INVITED,
    Text.PASSED_ON: _INVITED,
    Text.RETURNED: ("deadline", "requests"),
    Text.CLOSED: ("closed_on",),
    Text.CLOSED_WITHOUT: ("closed_on",),
    Text.INVITATION: (),
}
# A receipt without the answers is none; a link from nobody in particular is taken for phishing.
_NEEDED = {
    Text.RECEIPT: ("receipt", "answers"),
    Text.COLLEAGUE: ("inviter_contact", "organisation"),
    Text.PASSED_ON: ("inviter_contact", "organisation"),
    Text.RETURNED: ("requests",),
}


def gaps(language: str) -> dict[str, str]:
    """Each gap as it is written in a text, braces and all."""
    return {meaning: f"{{{name}}}" for meaning, name in NAMES[language].items()}


def gaps_of(text: Text) -> tuple[str, ...]:
    """What a text may hold, by meaning."""
    return (*_ALWAYS, *_OWN.get(text, ("count",)))


def needed_gaps(text: Text) -> tuple[str, ...]:
    """What a text must hold beside the link, by meaning."""
    return _NEEDED.get(text, ())


def find_fault(
    written: str, text: Text, *, is_subject: bool, has_phone: bool, language: str = "sv"
) -> tuple[str, str] | None:
    """What is wrong with what is written for a text, and which gap: None if it can be sent.

    `missing`: it is empty. `too_long`: see the limits. `unknown`: a gap that the text does not
    have. `no_phone`: there is no number to fill in. `link`, `in_subject`: what no subject can hold.
    `no_link`, `two_links`: the link stands there once. `needed`: what the text must hold. `alone`:
    a block does not stand alone, or stands there twice.
    """
    if not written.strip():
        return "missing", ""
    if len(written) > (SUBJECT_LIMIT if is_subject else TEXT_LIMIT):
        return "too_long", ""
    names = [name for _space, name in _GAP.findall(written)]
    meanings = [_MEANING.get(name.strip(), "") for name in names]
    for name, meaning in zip(names, meanings, strict=True):
        if meaning not in gaps_of(text):
            return "unknown", f"{{{name}}}"
    if "phone" in meanings and not has_phone:
        return "no_phone", ""
    if is_subject:
        return _find_fault_in_subject(meanings, language)
    return _find_fault_in_text(written, text, meanings, language)


def _find_fault_in_subject(meanings: list[str], language: str) -> tuple[str, str] | None:
    if "link" in meanings:
        return "link", ""
    whole = BLOCKS | {"receipt", "reopening", "deadline"}  # sentences and more
    found = next((meaning for meaning in meanings if meaning in whole), None)
    return ("in_subject", gaps(language)[found]) if found else None


def _find_fault_in_text(
    written: str, text: Text, meanings: list[str], language: str
) -> tuple[str, str] | None:
    links = meanings.count("link")
    if links != 1:
        return ("no_link", "two_links")[links > 1], ""
    for needed in needed_gaps(text):
        if needed not in meanings:
            return "needed", gaps(language)[needed]
    alone = [find_block(paragraph) for paragraph in written.split("\n\n")]
    for block in BLOCKS.intersection(meanings):
        if meanings.count(block) > 1 or block not in alone:
            return "alone", gaps(language)[block]
    return None


def find_block(paragraph: str) -> str | None:
    """The meaning of the block that a paragraph is, if it is one and nothing else."""
    found = _GAP.fullmatch(paragraph.strip())
    meaning = _MEANING.get(found[2].strip()) if found else None
    return meaning if meaning in BLOCKS else None


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text without fault with its gaps filled in; an empty value takes the space before along."""

    def put(found: re.Match[str]) -> str:
        value = values[_MEANING[found[2].strip()]]
        return found[1] + value if value else ""

    return _GAP.sub(put, text)
