"""What answers say beside their value, for the matrix: one text per row.

Fetched as rows of their own they would take twice the time.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, case, cast, func, or_, select, type_coerce

from hp.models import AnswerOrigin

_BETWEEN = "\x1f"  # between texts that are fetched as one; none of ours holds it (hp.domain.text)
_WITHIN = "\x1e"  # likewise, between the parts of one of them


class Origin(NamedTuple):
    """Where an answer came from that a coordinator has entered, in the matrix."""

    source: str
    said_by: str
    said_on: dt.date
    is_confirmed: bool


def read_comments(joined: str) -> Iterator[tuple[str, str, str, str]]:
    """(number, planned date or nothing, comment, origin or nothing) of each answer in a row's
    `comments`; for the last see `read_origin`."""
    fields = iter(joined.split(_BETWEEN))
    return zip(fields, fields, fields, fields, strict=True)


def read_origin(joined: str) -> Origin:
    """An origin of `read_comments`."""
    source, said_by, said_on, confirmed = joined.split(_WITHIN)
    return Origin(source, said_by, dt.date.fromisoformat(said_on), confirmed == "1")


_ORIGIN = (
    type_coerce(AnswerOrigin.source, Text)
    + _WITHIN
    + AnswerOrigin.said_by
    + _WITHIN
    + cast(AnswerOrigin.said_on, Text)
    + _WITHIN
    + case((AnswerOrigin.is_confirmed, "1"), else_="0")
)


def join_comments(table: Any, belongs: ColumnElement[bool]) -> ColumnElement[Any]:
    """Answers that say more than a value, as one text: fetched as rows they take twice the time."""
    planned_on = func.coalesce(cast(table.planned_on, Text), "")
    said = cast(table.number, Text) + _BETWEEN + planned_on + _BETWEEN + table.comment
    fields = said + _BETWEEN + func.coalesce(_ORIGIN, "")
    says_more = or_(
        table.comment != "", table.planned_on.is_not(None), table.origin_id.is_not(None)
    )
    found = select(func.aggregate_strings(fields, _BETWEEN)).select_from(table)
    found = found.outerjoin(AnswerOrigin, AnswerOrigin.id == table.origin_id)
    return found.where(belongs, says_more).scalar_subquery()
