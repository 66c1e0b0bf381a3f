"""The form of a standing schedule: read, checked, shown again."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from hp.domain.text import clean_line
from hp.models import Schedule

DEFAULTS = {
    "before": "5, 1",
    "after": "2",
    "send_at": "08:00",
    "rest_days": "3",
    "most": "3",
    "missed": "send",
}
MOST_DAYS = 60  # before or after the last day, and between two reminders
_MOST_NUMBERS = 10  # days on one side of the last day
MOST_REMINDERS = 20
_NUMBER = re.compile(r"[0-9]{1,2}", re.ASCII)
_TIME = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]", re.ASCII)

Values = Mapping[str, str]


def read(form: Values) -> dict[str, str]:
    """The fields of a form, tidy; what cannot be understood is kept as it was typed."""
    values = {field: clean_line(form.get(field, ""))[:200] for field in DEFAULTS}
    for field, descends in (("before", True), ("after", False)):
        numbers = _read_numbers(values[field])
        if numbers is not None:
            values[field] = ", ".join(map(str, sorted(set(numbers), reverse=descends)))
    return values


def values_of(schedule: Schedule) -> dict[str, str]:
    """A schedule as its form shows it."""
    return {
        "before": schedule.before,
        "after": schedule.after,
        "send_at": f"{schedule.send_at:%H:%M}",
        "rest_days": str(schedule.rest_days),
        "most": str(schedule.most),
        "missed": "send" if schedule.sends_missed else "skip",
    }


def find_faults(values: Values) -> dict[str, str]:
    """What is wrong with tidy `values`: the reason by field, in the order of the form."""
    faults = {
        "before": _fault_of_days(values["before"], 0),
        "after": _fault_of_days(values["after"], 1),
        "send_at": "" if _TIME.fullmatch(values["send_at"]) else "not_a_time",
        "rest_days": "" if _is_from_one(values["rest_days"], MOST_DAYS) else "not_days",
        "most": "" if _is_from_one(values["most"], MOST_REMINDERS) else "not_a_number",
        "missed": "" if values["missed"] in ("send", "skip") else "missing",
    }
    if not values["before"] and not values["after"]:
        faults["before"] = "missing"
    return {field: fault for field, fault in faults.items() if fault}


def columns(values: Values) -> dict[str, Any]:
    """Columns of `Schedule` for values without faults."""
    hour, minute = values["send_at"].split(":")
    return {
        "before": values["before"],
        "after": values["after"],
        "send_at": dt.time(int(hour), int(minute)),
        "rest_days": int(values["rest_days"]),
        "most": int(values["most"]),
        "sends_missed": values["missed"] == "send",
    }


def _read_numbers(text: str) -> list[int] | None:
    words = re.split(r"[ ,;]+", text.strip(" ,;")) if text.strip(" ,;") else []
    return [int(word) for word in words] if all(map(_NUMBER.fullmatch, words)) else None


def _fault_of_days(text: str, least: int) -> str:
    numbers = _read_numbers(text)
    if numbers is None or not all(least <= number <= MOST_DAYS for number in numbers):
        return "not_days"
    return "too_many" if len(numbers) > _MOST_NUMBERS else ""


def _is_from_one(text: str, most: int) -> bool:
    return _NUMBER.fullmatch(text) is not None and 1 <= int(text) <= most
