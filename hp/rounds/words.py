"""What this room says of reasons and states."""

from collections.abc import Mapping

from flask_babel import gettext as _


def say_faults(faults: Mapping[str, str]) -> dict[str, str]:
    """The text by field for reasons of `hp.rounds.forms.find_faults`."""
    return {field: _say(field, reason) for field, reason in faults.items()}


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
