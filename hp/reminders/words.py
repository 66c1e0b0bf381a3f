"""What this room calls things."""

from collections.abc import Mapping

from flask_babel import gettext as _

from hp import web
from hp.actions.mails import CannotSendAgain, NotFailed
from hp.mail.obstacles import Obstacle
from hp.models.mail import MailingKind


def kind_words() -> dict[str, str]:
    """What was mailed."""
    return {
        MailingKind.INVITATION: _("Invitation"),
        MailingKind.REMINDER: _("Reminder"),
        MailingKind.CLOSING: _("Closing"),
    }


def say_address_faults(faults: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the address that a mail is to be sent to again, by field."""
    reasons = {
        "missing": _("Write an address, or the e-mail cannot be sent."),
        "not_an_address": _("This does not look like an e-mail address"),
        "taken": _("Another contact of the organisation has this address"),
    }
    return {field: reasons[reason] for field, reason in faults.items() if reason in reasons}


def say_why_not(refusal: NotFailed | CannotSendAgain) -> str:
    """Why a mail is not sent again."""
    if isinstance(refusal, NotFailed):
        known: str = _("It is known by now what became of the e-mail. Nothing was sent.")
        return known
    reasons = {
        Obstacle.LINK_ENDED: _("The link has been taken back. Make a new one first."),
        Obstacle.RETIRED: _("The contact is retired. Write to another one."),
        Obstacle.SUBMITTED: _("The organisation has submitted and needs no reminder."),
        Obstacle.EXCUSED: _("The organisation is excused from answering."),
        Obstacle.ANSWERED_BY: _("Another organisation answers, and is written to instead."),
        Obstacle.CLOSED: _("The follow-up is closed."),
    }
    nothing = _("Nothing was sent, and nothing is changed.")
    return f"{nothing} {reasons[refusal.obstacle]}"


def say_sent_again(name: str, *, is_new: bool) -> str:
    """That a mail is on its way again; `is_new` is false for who had pressed before."""
    words: str = _("The e-mail had been sent again already. Nothing was sent twice.")
    if is_new and web.settings().folder_for_mail():
        words = _("The e-mail to %(name)s is written to the folder again.", name=name)
    elif is_new:
        words = _("The e-mail to %(name)s is on its way again.", name=name)
    return words
