"""What the texts of mails and their fields are called, and what is wrong with one."""

from collections.abc import Mapping

from flask_babel import gettext as _

from hp.domain.reminding import REMINDERS, Text


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
        Text.CLOSED: _("To those who have submitted, when it is closed"),
        Text.CLOSED_WITHOUT: _("To those who have not submitted, when it is closed"),
        Text.RECEIPT: _("Receipt for submitted answers"),
        Text.COLLEAGUE: _("To a colleague who is asked to help"),
        Text.PASSED_ON: _("To the person whom the task is passed on to"),
        Text.RETURNED: _("When changes are requested"),
    }


def say_title(text: Text) -> str:
    """What a text is, where it stands alone."""
    words = text_words()[text]
    if text not in REMINDERS:
        return words
    title: str = _("Reminder: %(whom)s", whom=words[0].lower() + words[1:])
    return title


def gap_words() -> dict[str, str]:
    """What each field is filled in with, by its meaning."""
    return {
        "first_name": _("the recipient’s first name"),
        "organisation": _("the name of the organisation"),
        "follow_up": _("what the follow-up is called"),
        "last_day": _("the last day, the organisation’s own if it has one"),
        "deadline": _("a sentence about the last day, where there is something to say"),
        "link": _("the personal link"),
        "count": _("how many activities are answered, for example 7 of 13"),
        "phone": _("the telephone number for questions"),
        "sender": _("the contact person and who carries the follow-up out"),
        "closed_on": _("the day on which it was closed"),
        "inviter": _("the name of the colleague who invites"),
        "inviter_contact": _("the same with the e-mail address"),
        "receipt": _("when and by whom the answers were submitted, and the receipt number"),
        "totals": _("how many there are of each answer"),
        "reopening": _("until when the response can be opened again"),
        "answers": _("all answers with comments, in a paragraph of its own"),
        "requests": _("the activities and what is asked about each, in a paragraph of its own"),
    }


def say_faults(faults: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Faults of texts (see `hp.domain.mail_text`) in words, by field."""
    return {field: _say(field, *fault) for field, fault in faults.items()}


def _say(field: str, reason: str, gap: str) -> str:
    is_subject = field.startswith("subject")
    missing = _("Write a subject.") if is_subject else _("Write a text.")
    words: dict[str, str] = {
        "missing": missing,
        "too_long": _("This is too long."),
        "unknown": _(
            "%(gap)s is none of the fields that can be filled in. Use one of those in the list.",
            gap=gap,
        ),
        "needed": _("%(gap)s is missing. The e-mail cannot be without it.", gap=gap),
        "alone": _(
            "%(gap)s has to stand once, in a paragraph of its own with an empty line before and "
            "after.",
            gap=gap,
        ),
        "in_subject": _("%(gap)s cannot stand in the subject.", gap=gap),
        "no_link": _("The link is missing. Put the field for it where the link shall stand."),
        "two_links": _("The link may stand in the text only once."),
        "link": _("The link cannot stand in the subject."),
        "no_phone": _("The follow-up has no telephone number to fill in. Take the field away."),
    }
    return words[reason]
