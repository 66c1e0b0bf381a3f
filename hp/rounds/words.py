"""What this room says of reasons and states."""

from collections.abc import Mapping

from flask_babel import gettext as _

from hp.rounds.forms import TEXTS, TICKS


def say_faults(faults: Mapping[str, str]) -> dict[str, str]:
    """The text by field for reasons of `hp.rounds.forms.find_faults`."""
    return {field: _say(field, reason) for field, reason in faults.items()}


def differences(typed: Mapping[str, str], stored: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(field, label, what is stored) of fields that hold something else than what is stored."""
    return [
        (field, label, _show(field, stored))
        for field, label in _labels().items()
        if typed[field] != stored[field]
    ]


def _show(field: str, stored: Mapping[str, str]) -> str:
    if field in TICKS:
        return str(_("ticked") if stored[field] else _("not ticked"))
    return "" if field in TEXTS or field == "previous" else stored[field] or "–"


def _labels() -> dict[str, str]:
    """What the fields are called, as in rounds/_fields.html."""
    return {
        "name": _("Name"),
        "opens_on": _("Opening day (optional)"),
        "due_on": _("Last day"),
        "due_time": _("Until"),
        "closes_by_itself": _("Close by itself after the last day"),
        "contact_name": _("Name of the contact person"),
        "contact_email": _("E-mail"),
        "contact_phone": _("Telephone (optional)"),
    } | _more_labels()


def _more_labels() -> dict[str, str]:
    return {
        "contact_role_sv": _("Role or unit, in Swedish (optional)"),
        "contact_role_en": _("Role or unit, in English (optional)"),
        "subject_sv": _("What it is called, in Swedish"),
        "subject_en": _("What it is called, in English"),
        "sender_sv": _("Who asks, in Swedish"),
        "sender_en": _("Who asks, in English"),
        "owner_sv": _("Who reads the answers, in Swedish"),
        "owner_en": _("Who reads the answers, in English"),
        "introduction_sv": _("Introduction in Swedish (optional)"),
        "introduction_en": _("Introduction in English (optional)"),
        "previous": _("The follow-up before this one"),
        "counts_each": _("Count an answer given for several organisations once for each"),
        "shows_drafts": _("Let coordinators see answers before they are submitted"),
        "is_test": _("This is a test round"),
    }


def _say(field: str, reason: str) -> str:
    missing = {
        "name": _("Give the follow-up a name, for example the year."),
        "subject_sv": _("Write what the follow-up is called on respondents’ pages."),
        "sender_sv": _("Write who asks, for example the city’s name."),
        "owner_sv": _("Write who reads the answers."),
        "contact_name": _("Write whom respondents can ask."),
        "contact_email": _("Write the e-mail address that respondents can write to."),
    }
    others = {
        "too_long": _("Write at most 200 characters."),
        "too_long_name": _("Write a name of at most 60 characters."),
        "too_long_text": _("Write at most 10,000 characters."),
        "taken": _("Another follow-up has that name. Choose another name."),
        "not_an_address": _("That is not an e-mail address. Write it like name@city.example."),
        "not_a_date": _("That is not a date. Choose a day between 2000 and 2099."),
        "missing_date": _("Choose the last day to answer."),
        "not_a_time": _("Write the time like 23:59."),
        "before_opening": _("The last day is before the opening day. Change one of them."),
        "passed": _("The last day has passed. Choose a day to come."),
        "unknown": _("That follow-up is not there any more. Choose another."),
    }
    text: str = missing[field] if reason == "missing" else others[reason]
    return text
