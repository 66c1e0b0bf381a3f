"""What a coordinator sends about a response, checked. Each raises `InvalidInput` for its field."""

import datetime as dt
from collections.abc import Mapping

from hp.domain.errors import InvalidInput
from hp.domain.text import COMMENT_LIMIT, LINE_LIMIT, clean_line, clean_text

_LAST = dt.date(2099, 12, 31)


_MOST_ID = 2**31 - 1  # as in addresses: a larger number is no row's in any database


def read_id(form: Mapping[str, str], field: str) -> int:
    """The id that a field holds; 0, which nothing has, where it holds none."""
    text = form.get(field, "")
    number = int(text) if len(text) < 11 and text.isdecimal() else 0
    return number if number <= _MOST_ID else 0


def read_due(form: Mapping[str, str], zone: dt.tzinfo) -> dt.datetime:
    """The last moment of the chosen day where the clock shows `zone`."""
    text = form.get("due_on", "").strip()
    if not text:
        raise InvalidInput("due_on", "missing")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("due_on", "not_a_date") from error
    if day > _LAST:
        raise InvalidInput("due_on", "not_a_date")
    return dt.datetime.combine(day, dt.time(23, 59, 59), zone).astimezone(dt.UTC)


def read_reason(form: Mapping[str, str]) -> str:
    """Why an organisation does not answer, in a line."""
    reason = clean_line(form.get("reason", ""))
    if not reason:
        raise InvalidInput("reason", "missing")
    if len(reason) > LINE_LIMIT:
        raise InvalidInput("reason", "too_long")
    return reason


def read_note(form: Mapping[str, str]) -> str:
    """The coordinators' note; empty takes it away."""
    note = clean_text(form.get("note", ""))
    if len(note) > COMMENT_LIMIT:
        raise InvalidInput("note", "too_long")
    return note
