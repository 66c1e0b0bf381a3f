"""The fields of answers as a form sends them, checked before anybody believes them.

Read by hand and not by WTForms: a save reads the five fields of one activity out of a form of
thirteen, a hundred times as often as any other form is read.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from hp.domain.answers import EMPTY, AnswerContent, AnswerValue, WantedAnswer
from hp.domain.errors import InvalidInput
from hp.domain.text import COMMENT_LIMIT, clean_text

_PAGE = re.compile(r"[0-9a-f]{16}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_FIELD = re.compile(r"(?:value|comment|planned_on)-([0-9]{1,3})", re.ASCII)
_FIRST, _LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


def read_answer(form: Mapping[str, str], number: int) -> WantedAnswer:
    """The wanted answer to activity `number`; reads its own `-N` fields and the page's alone.

    `mine-N` holds the version that the person has seen and wants to replace. Raises
    `InvalidInput` with the field's name and a reason for what the person can mend.
    """
    based_on = form.get(f"mine-{number}") or form.get(f"version-{number}", "")
    page = _read_page(form)
    return WantedAnswer(
        content=AnswerContent(
            _read_value(form, number), _read_comment(form, number), _read_date(form, number)
        ).normal(),
        based_on=_read_number(based_on) or 0,
        page=page,
        sequence=_read_number(form.get("sequence", "")) if page else None,
    )


def read_answers(
    form: Mapping[str, str], numbers: Iterable[int]
) -> tuple[dict[int, WantedAnswer], dict[int, InvalidInput]]:
    """All answers of a form, and the mistakes; answers to leave to a colleague are left out."""
    wanted, mistakes = {}, {}
    for number in numbers:
        if f"theirs-{number}" in form or f"version-{number}" not in form:
            continue
        try:
            wanted[number] = read_answer(form, number)
        except InvalidInput as mistake:
            mistakes[number] = mistake
    return wanted, mistakes


def read_typed(form: Mapping[str, str], number: int) -> AnswerContent:
    """What stands in an activity's fields although it cannot be saved, to show it again."""
    value = form.get(f"value-{number}", "")
    planned_on = form.get(f"planned_on-{number}", "")
    try:
        day = dt.date.fromisoformat(planned_on)
    except ValueError:
        day = None
    known = AnswerValue(value) if value in set(AnswerValue) else None
    return AnswerContent(known, clean_text(form.get(f"comment-{number}", "")), day)


def read_all_typed(form: Mapping[str, str]) -> dict[int, AnswerContent]:
    """The same of every activity that has something in its fields, by number."""
    numbers = {int(found[1]) for found in map(_FIELD.fullmatch, form) if found}
    typed = {number: read_typed(form, number) for number in sorted(numbers)}
    return {number: content for number, content in typed.items() if content != EMPTY}


def _read_value(form: Mapping[str, str], number: int) -> AnswerValue | None:
    value = form.get(f"value-{number}", "")
    try:
        return AnswerValue(value) if value else None
    except ValueError as error:
        raise InvalidInput(f"value-{number}", "unknown") from error


def _read_comment(form: Mapping[str, str], number: int) -> str:
    comment = clean_text(form.get(f"comment-{number}", ""))
    if len(comment) > COMMENT_LIMIT:
        raise InvalidInput(f"comment-{number}", "too_long")
    return comment


def _read_date(form: Mapping[str, str], number: int) -> dt.date | None:
    return read_day(form, f"planned_on-{number}")


def read_day(form: Mapping[str, str], field: str) -> dt.date | None:
    """The day in a field, None where it is empty. Raises `InvalidInput`: `not_a_date`."""
    text = form.get(field, "").strip()
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(field, "not_a_date") from error
    if not _FIRST <= day <= _LAST:
        raise InvalidInput(field, "not_a_date")
    return day


def _read_page(form: Mapping[str, str]) -> str:
    page = form.get("page", "")
    return page if _PAGE.fullmatch(page) else ""


def _read_number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None
