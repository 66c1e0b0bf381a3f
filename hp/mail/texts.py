"""The texts of a round: as they are now, and as one recipient gets them.

Each needs an application context.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from hp import i18n, web
from hp.domain.mail_text import fill, find_block, find_fault
from hp.domain.reminding import Text
from hp.domain.text import clean_line
from hp.i18n import in_language, show_date
from hp.mail.originals import write_original
from hp.models import Round

DraftKey = tuple[Text, str]  # which text in which language


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with gaps, as a coordinator may change it."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A text with its gaps filled in."""

    subject: str
    text: str
    html: str
    calendar: str = ""  # a file that comes along


@dataclass(frozen=True, slots=True)
class Block:
    """What whole paragraphs are filled with: the same words twice."""

    text: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Filling:
    """What the gaps of a text are filled with for one recipient, by meaning."""

    values: Mapping[str, str]
    link: str  # what stands where the link goes
    last_day: str = ""  # the same in fewer words, for the subject
    blocks: Mapping[str, Block] = field(default_factory=dict)
    test: str = ""  # what the mail of a test round begins with


def original_draft(key: DraftKey, round_: Round) -> Draft:
    """A text as it is before anybody has changed it."""
    return Draft(*write_original(*key, round_))


def stored_draft(key: DraftKey, round_: Round) -> Draft | None:
    """A text as it was changed for the round, if it was."""
    rows = (row for row in round_.mail_texts if (row.name, row.language) == key)
    return next((Draft(row.subject, row.text) for row in rows), None)


def current_draft(key: DraftKey, round_: Round) -> Draft:
    """A text as it is sent: as it was changed for the round, or else the original.

    A changed one that can no longer be sent (the round has lost its telephone number) must not
    keep a receipt from going out, so then it is the original too.
    """
    stored = stored_draft(key, round_)
    if stored and not find_faults(key, stored, round_):
        return stored
    return original_draft(key, round_)


def find_faults(key: DraftKey, draft: Draft, round_: Round) -> dict[str, tuple[str, str]]:
    """What is wrong with a draft, by field (`subject`, `text`): see `hp.domain.mail_text`."""
    text, language = key
    fields = {"subject": draft.subject, "text": draft.text}
    found = {
        name: find_fault(
            written,
            text,
            is_subject=name == "subject",
            has_phone=bool(round_.contact_phone),
            language=language,
        )
        for name, written in fields.items()
    }
    return {name: fault for name, fault in found.items() if fault}


def fill_draft(draft: Draft, filling: Filling, language: str) -> Mail:
    """A draft without fault as one recipient gets it; `language` is that of both."""
    with i18n.speaking(language):
        values = {**filling.values, "link": filling.link}
        short = {"last_day": filling.last_day} if filling.last_day else {}
        subject = clean_line(fill(draft.subject, values | short))
        if filling.test:
            subject = f"{_('[Test]')} {subject}"
        parts = list(_parts(draft, filling, values))
        html = render_template(
            "mail/body.html",
            subject=subject,
            parts=[part.html if isinstance(part, Block) else part.split("\n") for part in parts],
            link=filling.link,
        )
    words = (part.text if isinstance(part, Block) else part for part in parts)
    return Mail(subject, "\n\n".join(words), html)


def _parts(draft: Draft, filling: Filling, values: Mapping[str, str]) -> Iterator[str | Block]:
    """The paragraphs; those that have nothing to say to this recipient are left out."""
    if filling.test:
        yield filling.test
    for paragraph in draft.text.split("\n\n"):
        block = find_block(paragraph)
        if block:
            yield filling.blocks[block]
        elif (filled := fill(paragraph, values)).strip():
            yield from filled.strip("\n").split("\n\n")


def common_values(
    round_: Round, *, name: str, organisation: str, due_at: dt.datetime
) -> dict[str, str]:
    """What every mail may say, in the language that is spoken.

    `due_at` is the organisation's own last day where it has one.
    """
    owner = in_language(round_, "owner")
    return {
        "first_name": first_name(name),
        "organisation": organisation,
        "follow_up": in_language(round_, "subject"),
        "last_day": show_date(web.local(due_at).date(), "EEEE d MMMM y"),
        "phone": round_.contact_phone,
        "sender": f"{round_.contact_name}\n{owner}" if round_.contact_name else owner,
    }


def short_day(moment: dt.datetime) -> str:
    """A last day as a subject says it."""
    return show_date(web.local(moment).date(), "d MMMM")


def first_name(name: str) -> str:
    """The first word of a name of two words or more.

    A single word may as well be a role ("registrator"), and greeting a role by name is worse than
    greeting nobody: then it is empty.
    """
    words = name.split()
    return words[0] if len(words) > 1 else ""


def test_words(round_: Round, *, name: str, organisation: str, email: str) -> str:
    """What the mail of a test round begins with; nothing in a real one."""
    if not round_.is_test:
        return ""
    words: str = _(
        "This is a test. In a real follow-up this e-mail goes to %(name)s at %(organisation)s, "
        "%(email)s.",
        name=name,
        organisation=organisation,
        email=email or _("no e-mail address"),
    )
    return words
