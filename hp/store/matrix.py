"""The matrix: a row per organisation, ready to be shown, and what is counted over all of them."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from hp.database import AnyRow
from hp.domain.matrix import (
    MARK_ORDER,
    STATUS_ORDER,
    STATUSES,
    AnswerFilter,
    Filter,
    Sort,
    SortBy,
)
from hp.domain.text import sort_key
from hp.models import Answer, Response, Submission, SubmittedAnswer
from hp.models.organisations import OrganisationKind
from hp.store.matrix_comments import join_comments

_NEVER = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


class Cursor(NamedTuple):
    """Where a page of the matrix begins: after the row with these values."""

    value: Any
    sort_key: str
    id: int


class Look(NamedTuple):
    """Which rows of which round are asked for, how sorted, and from where."""

    round: AnyRow  # of hp.store.rounds
    filter: Filter = Filter()
    sort: Sort = Sort()
    after: Cursor | None = None
    limit: int | None = None


def list_counts(session: Session, round_: AnyRow) -> Sequence[AnyRow]:
    """(status, kind, number, marks, followers) per status and kind: the marks handed in, joined.

    Followers are those of the number that another organisation answers for.

    Marks that were given for several organisations are there once for each of them, or only once,
    as the round (of hp.store.rounds) says in `counts_each`.
    """
    statement = _COUNTS if round_.counts_each else _COUNTS_ONCE
    return session.connection().execute(statement, {"round_id": round_.id}).all()


def list_rows(session: Session, look: Look) -> Sequence[AnyRow]:
    """The rows asked for: the columns of `_ROW`, then `comments` and `kind`.

    With a limit also `sort_key` and `value`, what they are sorted by first: for a `Cursor`.
    """
    statement = _rows(_shape(look), look.after is not None, look.limit is not None)
    return session.connection().execute(statement, _values(look)).all()


def count_rows(session: Session, look: Look) -> int:
    """How many rows fit the filter, whatever the page."""
    statement = _count(_shape(look))
    found: int = session.connection().execute(statement, _values(look)).scalar_one()
    return found


def _counts(counted: ColumnElement[Any]) -> Select[Any]:
    joined = func.coalesce(func.aggregate_strings(counted, ""), "")
    columns: tuple[Any, ...] = (Response.status, Response.kind, func.count(), joined)
    columns += (func.count(Response.answered_by_id),)
    statement: Select[Any] = select(*columns).where(Response.round_id == bindparam("round_id"))
    return statement.group_by(Response.status, Response.kind)


_COUNTS = _counts(Response.submitted_marks.expression)
_COUNTS_ONCE = _counts(case((Response.answered_by_id.is_(None), Response.submitted_marks)))

# as it was judged when it was handed in, and as the receipt says: whatever the deadline is now
_IS_LATE = (
    select(type_coerce(Submission.is_late, Integer))
    .where(Submission.id == Response.submission_id)
    .scalar_subquery()
)
_Answering = aliased(Response)
# plain words and numbers: no type of ours needs to be put back for what is only shown
_ROW: tuple[Any, ...] = (
    Response.id,
    Response.organisation_id,
    Response.name,
    type_coerce(Response.status, Text).label("status"),
    Response.marks,
    Response.submitted_marks,
    _IS_LATE.label("is_late"),
    type_coerce(Response.reopened_at.is_not(None), Integer).label("is_reopened"),
    Response.changed_at,
    # of the few that another organisation answers for, whose name that is
    select(_Answering.name)
    .where(_Answering.id == Response.answered_by_id)
    .scalar_subquery()
    .label("answered_by"),
)


_SUBMITTED_COMMENTS = join_comments(
    SubmittedAnswer, SubmittedAnswer.submission_id == Response.submission_id
)
_WHOSE_ANSWERS = func.coalesce(Response.answered_by_id, Response.id)
_DRAFT_COMMENTS = join_comments(Answer, Answer.response_id == _WHOSE_ANSWERS)
_VISIBLE_COMMENTS = case(
    (Response.submission_id.is_(None), _DRAFT_COMMENTS), else_=_SUBMITTED_COMMENTS
)


class _Shape(NamedTuple):
    """All that makes one statement differ from another; the rest are bound values."""

    filter: Filter  # without the activity's number; the text searched for is only there or not
    has_number: bool
    by: SortBy
    falls: bool
    drafts: bool


def _shape(look: Look) -> _Shape:
    f, sort = look.filter, look.sort
    plain = Filter(f.status, f.kind, None, f.answer, "?" if f.search else "")
    return _Shape(plain, f.number is not None, sort.by, sort.descending, look.round.shows_drafts)


def _values(look: Look) -> dict[str, Any]:
    values = {"round_id": look.round.id, "limit": look.limit}
    values |= {"number": look.filter.number, "sorted_number": look.sort.number}
    if look.filter.search:
        values["search"] = f"%{_escape(sort_key(look.filter.search))}%"
    if look.after is not None:
        values |= {f"after_{key}": value for key, value in look.after._asdict().items()}
    return values


def _escape(text: str) -> str:
    for special in "\\%_":
        text = text.replace(special, "\\" + special)
    return text


@lru_cache(maxsize=512)
def _rows(shape: _Shape, has_after: bool, has_limit: bool) -> Select[Any]:
    first = _sorted_by(shape)
    first_falls = shape.falls and shape.by is SortBy.CHANGED
    names_fall = shape.falls and shape.by is SortBy.NAME
    comments = _VISIBLE_COMMENTS if shape.drafts else _SUBMITTED_COMMENTS
    statement: Select[Any] = select(*_ROW, comments.label("comments"), Response.kind)
    statement = statement.where(*_conditions(shape)).order_by(
        first.desc() if first_falls else first,
        *(c.desc() if names_fall else c for c in (Response.sort_key, Response.id)),
    )
    if has_after:
        statement = statement.where(_after(first, first_falls, names_fall))
    if has_limit:
        statement = statement.add_columns(Response.sort_key, first.label("value"))
        statement = statement.limit(bindparam("limit"))
    return statement


def _sorted_by(shape: _Shape) -> ColumnElement[Any]:
    """What is sorted by before the name. What may not be seen comes last in either direction."""
    if shape.by is SortBy.STATUS:
        statuses = STATUS_ORDER[::-1] if shape.falls else STATUS_ORDER
        return case({status: i for i, status in enumerate(statuses)}, value=Response.status)
    if shape.by is SortBy.ACTIVITY:
        marks = MARK_ORDER[::-1] if shape.falls else MARK_ORDER
        mark = func.substr(_visible(shape), bindparam("sorted_number"), 1)
        return case({mark: i for i, mark in enumerate(marks)}, value=mark, else_=len(marks))
    if shape.by is SortBy.CHANGED:
        never = _NEVER if shape.falls else _NEVER.replace(year=9999)
        return func.coalesce(Response.changed_at, literal(never, Response.changed_at.type))
    return Response.kind.expression


def _after(first: ColumnElement[Any], first_falls: bool, names_fall: bool) -> ColumnElement[bool]:
    value = bindparam("after_value", type_=first.type)
    names = tuple_(Response.sort_key, Response.id)
    after = tuple_(bindparam("after_sort_key"), bindparam("after_id"))
    return and_(
        # follows from the next line, but lets an index be used
        first <= value if first_falls else first >= value,
        or_(
            first < value if first_falls else first > value,
            names < after if names_fall else names > after,
        ),
    )


@lru_cache(maxsize=512)
def _count(shape: _Shape) -> Select[Any]:
    return select(func.count()).select_from(Response).where(*_conditions(shape))


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    f = shape.filter
    found = [Response.round_id == bindparam("round_id")]
    if f.status:
        found.append(Response.status.in_(STATUSES[f.status]))
    if f.kind:
        found.append(Response.kind == OrganisationKind(f.kind))
    if f.answer is AnswerFilter.COMMENTED:
        found.append(_is_commented(shape))
    elif f.answer or shape.has_number:
        found.append(_is_answered(shape))
    if f.search:
        found.append(Response.sort_key.like(bindparam("search"), escape="\\"))
    return found


def _visible(shape: _Shape) -> ColumnElement[Any]:
    """Marks before hand-in are in no condition and no order, unless the round shows drafts."""
    if shape.drafts:
        return func.coalesce(Response.submitted_marks, Response.marks)
    return Response.submitted_marks.expression


def _is_answered(shape: _Shape) -> ColumnElement[bool]:
    fitting = shape.filter.answer.letters if shape.filter.answer else MARK_ORDER
    visible = _visible(shape)
    if shape.has_number:
        return func.substr(visible, bindparam("number"), 1).in_(list(fitting))
    return or_(*(visible.like(f"%{mark}%") for mark in fitting))


def _is_commented(shape: _Shape) -> ColumnElement[bool]:
    def on(table: Any, *belongs: ColumnElement[bool]) -> ColumnElement[bool]:
        conditions = [*belongs, table.comment != ""]
        if shape.has_number:
            conditions.append(table.number == bindparam("number"))
        return exists().where(*conditions)

    submitted = on(SubmittedAnswer, SubmittedAnswer.submission_id == Response.submission_id)
    if not shape.drafts:
        return submitted
    draft = on(Answer, Answer.response_id == _WHOSE_ANSWERS, Response.submission_id.is_(None))
    return or_(submitted, draft)
