"""Mails that a coordinator sends from a mail program of their own.

Each holds a personal link, which is filled in when the file is made and kept nowhere.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from hp import downloads, i18n, web
from hp.actions.events import note_response
from hp.actions.rounds import add_link
from hp.database import begin_writing
from hp.documents.csv_file import write_csv
from hp.documents.zip_file import write_zip
from hp.domain.errors import InvalidInput
from hp.i18n import show_date
from hp.mail.compose import compose
from hp.mail.placeholder import fill_in
from hp.mail.senders import Refused
from hp.mail.texts import Mail
from hp.models import Contact, Message, PersonalLink, Response, Round
from hp.models.events import EventKind
from hp.reminders.actions import Order, WrongTime, find_wanted, is_time_for, pick_address
from hp.reminders.recipients import Recipient
from hp.store import opening

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# a person sends it, from an address of their own, when that person likes
_NOT_OURS = ("From", "Date", "Message-ID", "Auto-Submitted")

Write = Callable[[Recipient], Mail]


@dataclass(frozen=True, slots=True)
class Taken:
    """One recipient, with the personal link that opens the response."""

    recipient: Recipient
    link_id: int
    link_version: int


def take_along(
    session: "Session", order: Order, *, user_id: int, now: dt.datetime
) -> tuple[Round, list[Taken]]:
    """Give out the personal links of those chosen, and note to whom; nothing counts as sent by it.

    Who has no link gets one. Raises `WrongTime`, or `InvalidInput` for `chosen` where nobody is
    left.
    """
    begin_writing(session)
    round_ = opening.get_round_to_change(session, order.round_id)
    if not is_time_for(order.kind, round_.period, now):
        raise WrongTime
    wanted = find_wanted(session, round_, order, now)
    if not wanted:
        raise InvalidInput("chosen", "nobody")
    taken = []
    for recipient in wanted:
        response = session.get_one(Response, recipient.response_id)
        link = _get_link(session, recipient, response, now)
        who = {"user_id": user_id, "about_contact_id": recipient.contact_id}
        note_response(session, EventKind.MAIL_TAKEN_ALONG, response, now, **who)
        taken.append(Taken(recipient, link.id, link.version))
    session.commit()
    return round_, taken


def _get_link(
    session: "Session", recipient: Recipient, response: Response, now: dt.datetime
) -> PersonalLink:
    if recipient.link_id is not None:
        return session.get_one(PersonalLink, recipient.link_id)
    contact = session.get_one(Contact, recipient.contact_id)
    return add_link(session, response, contact, now)


def write_letters(round_: Round, taken: Sequence[Taken], write: Write) -> bytes:
    """The mails as .eml files in a zip, which mail programs open as drafts."""
    return write_zip(_files(round_, taken, write), web.local(web.now()))


def _files(round_: Round, taken: Sequence[Taken], write: Write) -> Iterator[tuple[str, bytes]]:
    for number, one in enumerate(taken, 1):
        parts = (f"{number:03}", one.recipient.organisation, one.recipient.name)
        words, link = write(one.recipient), _address(one)
        try:
            yield downloads.file_name(*parts, ending="eml"), _draft(round_, one, words, link)
        except Refused:  # an address that cannot stand in a mail: the words alone, then
            text = f"{words.subject}\n\n{fill_in(words.text, link)}\n"
            yield downloads.file_name(*parts, ending="txt"), text.encode()


def _draft(round_: Round, one: Taken, words: Mail, link: str) -> bytes:
    to_name, to_email = pick_address(round_, one.recipient)
    message = Message(
        message_id="<draft@localhost>",
        to_name=to_name,
        to_email=to_email,
        reply_to="",
        language=one.recipient.language,
        subject=words.subject,
        text=words.text,
        html=words.html,
        calendar=words.calendar,
    )
    mail = compose(message, web.settings(), link, web.now())
    for name in _NOT_OURS:
        del mail[name]
    mail["X-Unsent"] = "1"  # Outlook opens it to be sent, not as one that has come
    return mail.as_bytes()


def write_table(round_: Round, taken: Sequence[Taken], write: Write) -> bytes:
    """The same as CSV, for a mail merge in Word and Outlook."""
    columns = (_("Name"), _("E-mail"), _("Organisation"), _("Last day"), _("Link"))
    rows = [[*columns, _("Subject"), _("Text")]]
    for one in taken:
        to_name, to_email = pick_address(round_, one.recipient)
        words, link = write(one.recipient), _address(one)
        with i18n.speaking(one.recipient.language):
            last_day = show_date(web.local(one.recipient.due_at).date(), "EEEE d MMMM y")
        text = fill_in(words.text, link)
        who = [to_name, to_email, one.recipient.organisation]
        rows.append([*who, last_day, link, words.subject, text])
    return write_csv(rows)


def _address(one: Taken) -> str:
    return web.link_address(one.link_id, one.link_version)
