"""What this room calls things."""

from collections.abc import Mapping

from flask_babel import gettext as _

from hp.domain.reminding import Text
from hp.models.mail import MailingKind


def kind_words() -> dict[str, str]:
    """What was mailed."""
    return {
        MailingKind.INVITATION: _("Invitation"),
        MailingKind.REMINDER: _("Reminder"),
        MailingKind.CLOSING: _("Closing"),
    }


def text_words() -> dict[str, str]:
    """Whom each text is for."""
    return {
        Text.INVITATION: _("Invitation"),
        Text.NOT_STARTED: _("To those who have not begun"),
        Text.STARTED: _("To those who have begun"),
        Text.READY: _("To those who have answered everything but not submitted"),
        Text.NOT_STARTED_LATE: _("After the last day, to those who have not begun"),
        Text.STARTED_LATE: _("After the last day, to those who have begun"),
        Text.READY_LATE: _("After the last day, to those who have answered everything"),
    }


def say_faults(faults: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Faults of texts (see `hp.domain.mail_text`) in words, by field."""
    return {field: _say(field, *fault) for field, fault in faults.items()}


def _say(field: str, reason: str, gap: str) -> str:
    is_subject = field.startswith("subject")
    missing = _("Write a subject.") if is_subject else _("Write a text.")
    words: dict[str, str] = {
        "missing": missing,
        "unknown": _(
            "%(gap)s is none of the fields that can be filled in. Use one of those in the list.",
            gap=gap,
        ),
        "no_link": _("The link is missing. Put the field for it where the link shall stand."),
        "two_links": _("The link may stand in the text only once."),
        "link": _("The link cannot stand in the subject."),
        "no_phone": _("The follow-up has no telephone number to fill in. Take the field away."),
    }
    return words[reason]
