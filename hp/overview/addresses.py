"""A look at the matrix as the query string says it: what is asked for comes from anybody."""

import datetime as dt
import re
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from hp.domain.matrix import AnswerFilter, Filter, Sort, SortBy, StatusGroup
from hp.domain.text import LINE_LIMIT, clean_line
from hp.models.organisations import OrganisationKind
from hp.store.matrix import Cursor

_SORT = re.compile(r"(-?)(?:(name|status|changed)|([1-9][0-9]{0,3}))", re.ASCII)
_ID = re.compile(r"[0-9]{1,18}", re.ASCII)
_BETWEEN = "~"

Arguments = MultiDict[str, str]


def read_filter(args: Arguments, activities: int) -> Filter:
    """The filter of a query string; what is not a choice asks for all."""
    number = args.get("activity", type=int)
    return Filter(
        status=_member(StatusGroup, args.get("status")),
        kind=_member(OrganisationKind, args.get("kind")),
        number=number if number and 1 <= number <= activities else None,
        answer=_member(AnswerFilter, args.get("answer")),
        search=clean_line(args.get("q", ""))[:LINE_LIMIT],
    )


def read_sort(args: Arguments, activities: int) -> Sort:
    """`name`, `status`, `changed` or an activity's number, with a minus for descending."""
    found = _SORT.fullmatch(args.get("sort", ""))
    if not found:
        return Sort()
    minus, word, digits = found.groups()
    if word:
        return Sort(SortBy(word), bool(minus))
    number = int(digits)
    return Sort(SortBy.ACTIVITY, bool(minus), number) if number <= activities else Sort()


def read_cursor(args: Arguments, sort: Sort) -> Cursor | None:
    """Where the page begins; None is the first, and what no page of ours has said."""
    value, _, rest = args.get("after", "").partition(_BETWEEN)
    key, _, row_id = rest.rpartition(_BETWEEN)
    known = _cursor_value(value, sort)
    if known is None or not _ID.fullmatch(row_id):
        return None
    return Cursor(known, key.replace("\0", ""), int(row_id))  # PostgreSQL takes no NUL


def write_query(
    round_name: str | None, asked: Filter, sort: Sort, after: Cursor | None = None
) -> str:
    """The query string that asks for this look, with nothing in it that needs no saying."""
    values = {
        "round": round_name,
        "status": asked.status,
        "kind": asked.kind,
        "activity": asked.number,
        "answer": asked.answer,
        "q": asked.search,
        "sort": write_sort(sort),
        "after": _write_cursor(after),
    }
    said = urlencode({key: str(value) for key, value in values.items() if value})
    return f"?{said}" if said else ""


def add_sort(address: str, sort: Sort) -> str:
    """`address`, which says nothing of an order, with this one."""
    word = write_sort(sort)
    if not word:
        return address
    return f"{address}{'&' if '?' in address else '?'}sort={word}"


def write_sort(sort: Sort) -> str:
    """The sort order as one word; empty for the usual one."""
    if sort == Sort():
        return ""
    return f"{'-' if sort.descending else ''}{sort.number or sort.by.value}"


def _member(words: Any, word: str | None) -> Any:
    return words(word) if word in list(words) else None


def _cursor_value(value: str, sort: Sort) -> Any:
    if sort.by is SortBy.NAME:
        return _member(OrganisationKind, value)
    if sort.by is SortBy.CHANGED:
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            return None
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else None
    return int(value) if re.fullmatch(r"[0-9]", value, re.ASCII) else None


def _write_cursor(after: Cursor | None) -> str:
    if after is None:
        return ""
    value = after.value
    if isinstance(value, dt.datetime):
        value = value.replace(tzinfo=None).isoformat()
    return _BETWEEN.join((str(value), after.sort_key, str(after.id)))
