"""A stored message as the mail that goes out (RFC 5322, MIME)."""

import datetime as dt
import html
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from hp.config import Settings
from hp.domain.text import email_on_the_line
from hp.mail.placeholder import fill_in
from hp.mail.senders import Refused
from hp.models import Message
from hp.store.mail import OutboxMessage


def compose(
    message: OutboxMessage | Message, settings: Settings, link_address: str, now: dt.datetime
) -> EmailMessage:
    """The mail with its personal link filled in: plain text, and the same words as HTML.

    Raises `Refused` where no mail can be made of it: the e-mail address is none, for example.
    """
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = _read_address(settings.mail_from)
        if message.reply_to or settings.mail_reply_to:
            mail["Reply-To"] = _read_address(message.reply_to or settings.mail_reply_to)
        mail["To"] = _make_address(message.to_name, message.to_email)
        mail["Subject"] = _literal(message.subject)
        mail["Date"] = now
        mail["Message-ID"] = message.message_id
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers, please
        # quoted-printable passes every server and breaks no link, however long the line
        mail.set_content(fill_in(message.text, link_address), cte="quoted-printable")
        words = fill_in(message.html, html.escape(link_address))
        mail.add_alternative(words, subtype="html", cte="quoted-printable")
        if message.calendar:
            calendar = message.calendar.encode()
            kind = {"charset": "utf-8", "method": "PUBLISH"}
            name = "handlingsplan.ics"
            mail.add_attachment(calendar, "text", "calendar", filename=name, params=kind)
        mail["Content-Language"] = _literal(message.language)  # last: parts take Content-* along
    except (MessageError, ValueError, LookupError) as error:
        raise Refused("The e-mail address or a text cannot be put in a mail.") from error
    return mail


def _read_address(setting: str) -> Address:
    """`Name <a@b>` or `a@b`, as in the settings."""
    name, _, email = setting.rpartition("<")
    return _make_address(name.strip().strip('"'), email.rstrip(">"))


def _make_address(name: str, email: str) -> Address:
    return Address(_literal(name), addr_spec=email_on_the_line(_literal(email.strip())))


def _literal(words: str) -> str:
    """`words` with no beginning of an encoded word (RFC 2047).

    Python would decode it, line breaks and all, and so let words add a header.
    """
    return words.replace("=?", "= ?")
