"""What each mail says. One function per kind puts it in the outbox, in its caller's transaction.

Each needs an application context. Words, dates and plan are in the contact's language.
"""

import datetime as dt
import itertools
import secrets
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import render_template
from flask_babel import gettext
from sqlalchemy.orm import Session

from hp import i18n, web
from hp.domain.answers import AnswerValue
from hp.domain.reminding import Text
from hp.domain.text import clean_line
from hp.mail import placeholder
from hp.mail.fillings import FILLERS
from hp.mail.texts import current_draft, fill_draft, first_name
from hp.models import Contact, Mailing, Message, Response, Round
from hp.models.mail import MailingKind
from hp.store import mail, plan, promises, returns
from hp.store.answers_for import list_followers

_TEMPLATES = {  # subject, text, HTML
    MailingKind.NEWS: (
        "mail/news/subject.txt",
        "mail/news/body.txt",
        "mail/news/body.html",
    ),
    MailingKind.NEW_LINK: (
        "mail/new_link/subject.txt",
        "mail/new_link/body.txt",
        "mail/new_link/body.html",
    ),
}


def add_receipt(session: Session, *, submission_id: int, link_id: int, now: dt.datetime) -> Message:
    """The receipt for a hand-in, to the contact of the link it was made with. Does not commit."""
    session.flush()
    submission = mail.get_submission(session, submission_id)
    answers = mail.list_frozen_answers(session, submission_id)
    areas = itertools.groupby(answers, key=lambda row: row.Area)
    given = Counter(row.SubmittedAnswer.value for row in answers)
    also_for = list_followers(session, submission.response_id)
    facts = {
        "submission": submission,
        "also_for": ", ".join(row.name for row in also_for),
        "counts": [(value, given[value]) for value in AnswerValue if given[value]],
        "areas": [(area, list(rows)) for area, rows in areas],
    }
    return _add(session, MailingKind.RECEIPT, link_id, now, facts, Text.RECEIPT)


def add_new_link(session: Session, *, link_id: int, now: dt.datetime) -> Message:
    """A personal link that was asked for, new or not, to its contact. Does not commit."""
    session.flush()
    return _add(session, MailingKind.NEW_LINK, link_id, now, {})


def add_colleague(
    session: Session, *, link_id: int, inviter_id: int, now: dt.datetime, passes_on: bool = False
) -> Message:
    """A personal link that a colleague has given, or passed on, to its contact. Does not commit.

    It names the inviter, the organisation and the city, so that it cannot be taken for phishing.
    """
    session.flush()
    inviter = session.get_one(Contact, inviter_id)
    named = f"{inviter.name} ({inviter.email})" if inviter.email else inviter.name
    facts = {"inviter": inviter, "inviter_named": named}
    text = Text.PASSED_ON if passes_on else Text.COLLEAGUE
    return _add(session, MailingKind.COLLEAGUE, link_id, now, facts, text)


def add_returned(session: Session, *, link_id: int, now: dt.datetime) -> Message:
    """What a coordinator asks for after a response was handed in, to one contact. Does not commit.

    The reasons are those of the latest hand-in.
    """
    session.flush()
    response = mail.get_addressee(session, link_id)[2]
    reasons = returns.list_reasons(session, response.submission_id)
    activities = plan.list_activities(session, response.round_id)
    asked = [(a, reasons[a.number].reason) for a in activities if a.number in reasons]
    return _add(session, MailingKind.RETURNED, link_id, now, {"asked": asked}, Text.RETURNED)


def add_news(
    session: Session, *, link_id: int, numbers: Collection[int], now: dt.datetime
) -> Message:
    """What has become of what was promised for these activities? To one contact, also when the
    round is closed. Does not commit."""
    session.flush()
    response = mail.get_addressee(session, link_id)[2]
    rows = promises.list_of_response(session, response.id)
    activities = {a.number: a for a in plan.list_activities(session, response.round_id)}
    asked = [(activities[row.number], row) for row in rows if row.number in numbers]
    return _add(session, MailingKind.NEWS, link_id, now, {"asked": asked})


def _add(
    session: Session,
    kind: MailingKind,
    link_id: int,
    now: dt.datetime,
    facts: dict[str, Any],
    text: Text | None = None,
) -> Message:
    link, contact, response, round_ = mail.get_addressee(session, link_id)
    mailing = Mailing(kind=kind, round_id=round_.id, created_at=now)
    session.add(mailing)
    session.flush()
    facts = _facts(contact, response, round_, now) | facts
    words = _write(text, facts) if text else _render(kind, contact.language, facts)
    test = round_.is_test
    message = Message(
        mailing_id=mailing.id,
        response_id=response.id,
        contact_id=contact.id,
        link_id=link.id,
        message_id=new_message_id(),
        to_name=round_.contact_name if test else clean_line(contact.name),
        to_email=round_.contact_email if test else contact.email,
        reply_to=round_.contact_email,
        language=contact.language,
        not_before=now,
        **words,
    )
    session.add(message)
    session.flush()
    return message


def _facts(contact: Contact, response: Response, round_: Round, now: dt.datetime) -> dict[str, Any]:
    """What every mail may say. An organisation's own deadline counts where it has one."""
    due_at = response.due_at or round_.due_at
    return {
        "first_name": first_name(contact.name),
        "organisation": response.name,
        "contact": contact,
        "round": round_,
        "due_at": due_at,
        "last_day": web.local(due_at).date(),
        "is_late": now > due_at,
    }


def _write(text: Text, facts: Mapping[str, Any]) -> dict[str, str]:
    """Subject, text and HTML of a mail whose text is the round's, as they are stored."""
    language = facts["contact"].language
    marker = placeholder.new_marker()
    with i18n.speaking(language):
        filling = FILLERS[text](facts, marker)
    written = fill_draft(current_draft((text, language), facts["round"]), filling, language)
    return {
        "subject": written.subject,
        "text": placeholder.leave_gap(written.text, marker),
        "html": placeholder.leave_gap(written.html, marker),
    }


def _render(kind: MailingKind, language: str, facts: dict[str, Any]) -> dict[str, str]:
    """Subject, text and HTML of a mail, as they are stored."""
    subject_template, text_template, html_template = _TEMPLATES[kind]
    marker = placeholder.new_marker()
    with i18n.speaking(language):
        # the `_` of templates escapes for HTML, which plain text must not be
        plain = facts | {"link": marker, "_": gettext}
        subject = clean_line(render_template(subject_template, **plain))
        if facts["round"].is_test:
            subject = f"{gettext('[Test]')} {subject}"
        text = render_template(text_template, **plain)
        html = render_template(html_template, **facts, link=marker, subject=subject)
    return {
        "subject": subject,
        "text": placeholder.leave_gap(text, marker),
        "html": placeholder.leave_gap(html, marker),
    }


def new_message_id() -> str:
    """A Message-ID that no other mail has."""
    host = urlsplit(web.settings().base_url).hostname or "localhost"
    return f"<{secrets.token_hex(16)}@{host.encode('idna').decode()}>"
