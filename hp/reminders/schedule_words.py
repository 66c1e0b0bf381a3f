"""What the page of a standing schedule calls things."""

from collections.abc import Mapping

from flask_babel import gettext as _

from hp.reminders.schedule_forms import MOST_DAYS, MOST_REMINDERS


def field_words() -> dict[str, str]:
    """The fields of the form, in its order."""
    return {
        "before": _("Working days before the last day"),
        "after": _("Working days after the last day"),
        "send_at": _("Time of day"),
        "rest_days": _("Days between two reminders, at least"),
        "most": _("Reminders to the same contact, at most"),
        "missed": _("If the service was not running on the day"),
    }


def missed_words() -> dict[str, str]:
    """What becomes of reminders that could not be sent on their day."""
    return {
        "send": _("Send once when it runs again"),
        "skip": _("Leave that day out"),
    }


def say_faults(faults: Mapping[str, str]) -> dict[str, str]:
    """Faults of the form (see `hp.reminders.schedule_forms`) in words, by field."""
    return {field: _say(field, reason) for field, reason in faults.items()}


def _say(field: str, reason: str) -> str:
    least = 0 if field == "before" else 1
    words: dict[tuple[str, str], str] = {
        ("before", "missing"): _("Write at least one day before or after the last day."),
        ("send_at", "not_a_time"): _("Write a time of day as hours and minutes, like 08:00."),
        ("rest_days", "not_days"): _("Write a whole number from 1 to %(most)d.", most=MOST_DAYS),
        ("most", "not_a_number"): _(
            "Write a whole number from 1 to %(most)d.", most=MOST_REMINDERS
        ),
        ("missed", "missing"): _("Choose one of the two."),
    }
    days = {
        "not_days": _(
            "Write whole numbers from %(least)d to %(most)d with commas between, like 5, 1.",
            least=least,
            most=MOST_DAYS,
        ),
        "too_many": _("Write at most ten days."),
    }
    return words.get((field, reason)) or days[reason]
