"""A round as text: what its form and its command hold, checked before anybody believes it.

Values are text by field, an unticked box is empty. `columns` turns those without faults into
columns of `Round`.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Any

from hp.domain.fingerprint import fingerprint
from hp.domain.text import LINE_LIMIT, clean_line, clean_text, is_email, tidy_email
from hp.models import Round

Values = Mapping[str, str]

NAME_LIMIT = 60  # characters: it stands in headings, file names and receipts
TEXT_LIMIT = 10_000
_LAST = dt.date(2099, 12, 31)
_TIME = re.compile(r"[0-2]?[0-9]:[0-5][0-9]", re.ASCII)

PLAN_LINES = tuple(f"{f}_{x}" for f in ("subject", "sender", "owner") for x in ("sv", "en"))
TEXTS = ("introduction_sv", "introduction_en")
_CONTACT_LINES = ("contact_name", "contact_role_sv", "contact_role_en", "contact_phone")
_LINES = ("name", *PLAN_LINES, *_CONTACT_LINES)
TICKS = ("closes_by_itself", "shows_drafts", "counts_each", "is_test")
_DATES = ("opens_on", "due_on", "due_time")
_ALL = (*_LINES, *TEXTS, "contact_email", *TICKS, *_DATES, "previous")

# what respondents have been told, and what tells a test from the real thing
FIXED_WHEN_OPENED = ("name", *PLAN_LINES, *TEXTS, "shows_drafts", "is_test")
_NEEDED = ("name", "subject_sv", "sender_sv", "owner_sv", "contact_name")


def read(form: Values) -> dict[str, str]:
    """The fields of a form, tidy."""
    values = {field: clean_line(form.get(field, "")) for field in _ALL}
    values |= {field: clean_text(form.get(field, "")) for field in TEXTS}
    values["contact_email"] = tidy_email(form.get("contact_email", ""))
    return values


def prefill(
    plan: Mapping[str, Any], *, name: str = "", email: str = "", previous: str = ""
) -> dict[str, str]:
    """The form of a round not made yet: the plan's texts, `name` and `email` to ask, the usual."""
    texts = {field: plan[field].strip() for field in (*PLAN_LINES, *TEXTS)}
    usual = {"due_time": "23:59", "counts_each": "yes", "previous": previous}
    return dict.fromkeys(_ALL, "") | texts | usual | {"contact_name": name, "contact_email": email}


def values_of(round_: Round, zone: dt.tzinfo) -> dict[str, str]:
    """A round's fields as its form shows them."""
    due = round_.due_at.astimezone(zone)
    kept = {field: getattr(round_, field) for field in (*_LINES, *TEXTS, "contact_email")}
    ticks = {field: "yes" if getattr(round_, field) else "" for field in TICKS}
    dates = {
        "opens_on": round_.opens_on.isoformat() if round_.opens_on else "",
        "due_on": due.date().isoformat(),
        "due_time": f"{due:%H:%M}",
    }
    return kept | ticks | dates | {"previous": str(round_.previous_round_id or "")}


def seen_of(round_: Round, zone: dt.tzinfo) -> str:
    """What a form was made from, as one word: another word means that somebody has changed it."""
    return fingerprint(*sorted(values_of(round_, zone).items()))


def find_faults(
    values: Values,
    *,
    zone: dt.tzinfo,
    now: dt.datetime,
    previous: Collection[str],
    due_before: dt.datetime | None = None,
) -> dict[str, str]:
    """What is wrong with tidy `values`: the reason by field, in the order of the form.

    `previous` are the rounds that can be the one before. A last day that has passed is a fault
    unless it was so already (`due_before`).
    """
    faults = {field: "missing" for field in _NEEDED if not values[field]}
    faults |= {field: "too_long" for field in _LINES if len(values[field]) > LINE_LIMIT}
    faults |= {field: "too_long_text" for field in TEXTS if len(values[field]) > TEXT_LIMIT}
    if len(values["name"]) > NAME_LIMIT:
        faults["name"] = "too_long_name"
    if not is_email(values["contact_email"]):
        faults["contact_email"] = "not_an_address" if values["contact_email"] else "missing"
    if values["previous"] and values["previous"] not in previous:
        faults["previous"] = "unknown"
    faults |= _date_faults(values, zone, now, due_before)
    return {field: faults[field] for field in _ALL if field in faults}


def _date_faults(
    values: Values, zone: dt.tzinfo, now: dt.datetime, due_before: dt.datetime | None
) -> dict[str, str]:
    faults = {}
    opens_on, due_on = _read_day(values["opens_on"]), _read_day(values["due_on"])
    if values["opens_on"] and opens_on is None:
        faults["opens_on"] = "not_a_date"
    if due_on is None:
        faults["due_on"] = "not_a_date" if values["due_on"] else "missing_date"
    if not _is_time(values["due_time"]):
        faults["due_time"] = "not_a_time"
    if due_on is None or faults:
        return faults
    due_at = _due_at(values, zone)
    if opens_on and opens_on > due_on:
        faults["due_on"] = "before_opening"
    elif due_at < now and not _is_same_minute(due_at, due_before):
        faults["due_on"] = "passed"
    return faults


def columns(values: Values, zone: dt.tzinfo) -> dict[str, Any]:
    """Columns of `Round` for values without faults. The last minute counts to its end."""
    found: dict[str, Any] = {field: values[field] for field in (*_LINES, *TEXTS, "contact_email")}
    found |= {field: bool(values[field]) for field in TICKS}
    found["opens_on"] = _read_day(values["opens_on"])
    found["due_at"] = _due_at(values, zone)
    found["previous_round_id"] = int(values["previous"]) if values["previous"] else None
    return found


def _due_at(values: Values, zone: dt.tzinfo) -> dt.datetime:
    day = dt.date.fromisoformat(values["due_on"])
    hour, minute = values["due_time"].split(":")
    time = dt.time(int(hour), int(minute), 59)
    return dt.datetime.combine(day, time, zone).astimezone(dt.UTC)


def _is_same_minute(one: dt.datetime, other: dt.datetime | None) -> bool:
    return other is not None and abs(one - other) < dt.timedelta(minutes=1)


def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None and int(text.partition(":")[0]) < 24


def _read_day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if dt.date(2000, 1, 1) <= day <= _LAST else None
