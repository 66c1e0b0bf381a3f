"""What is mailed to those who sign in: an invitation, and a way to a new password.

The words are made before a transaction begins, see `write_user_mail`.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import gettext
from sqlalchemy.orm import Session

from hp import i18n
from hp.domain.text import clean_line
from hp.mail import placeholder
from hp.mail.messages import new_message_id
from hp.mail.texts import first_name
from hp.models import Mailing, Message, User
from hp.models.mail import MailingKind

_TEMPLATES = {  # subject, text, HTML
    MailingKind.USER_INVITATION: (
        "mail/user_invitation/subject.txt",
        "mail/user_invitation/body.txt",
        "mail/user_invitation/body.html",
    ),
    MailingKind.NEW_PASSWORD: (
        "mail/new_password/subject.txt",
        "mail/new_password/body.txt",
        "mail/new_password/body.html",
    ),
}


@dataclass(frozen=True, slots=True)
class UserMail:
    """Subject, text and HTML as they are stored, with a gap for the link; and their language."""

    language: str
    subject: str
    text: str
    html: str


def write_user_mail(kind: MailingKind, *, name: str, language: str, **facts: Any) -> UserMail:
    """The words of a mail to a user called `name`. Needs an application context."""
    subject_template, text_template, html_template = _TEMPLATES[kind]
    marker = placeholder.new_marker()
    facts |= {"first_name": first_name(name), "link": marker}
    with i18n.speaking(language):
        # the `_` of templates escapes for HTML, which plain text must not be
        subject = clean_line(render_template(subject_template, **facts, _=gettext))
        text = render_template(text_template, **facts, _=gettext).strip()
        html = render_template(html_template, **facts, subject=subject)
    return UserMail(
        language,
        subject,
        placeholder.leave_gap(text, marker),
        placeholder.leave_gap(html, marker),
    )


def add_user_mail(
    session: Session,
    kind: MailingKind,
    *,
    user: User,
    link_id: int,
    mail: UserMail,
    now: dt.datetime,
    sender_id: int | None = None,
    token: str | None = None,
) -> None:
    """Put such a mail in the outbox, to go at once; answers go to `sender_id`. Does not commit."""
    mailing = Mailing(kind=kind, user_id=sender_id, created_at=now, token=token)
    session.add(mailing)
    session.flush()
    session.add(
        Message(
            mailing_id=mailing.id,
            user_link_id=link_id,
            message_id=new_message_id(),
            to_name=clean_line(user.name),
            to_email=user.email,
            reply_to=session.get_one(User, sender_id).email if sender_id else "",
            language=mail.language,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            not_before=now,
        )
    )
