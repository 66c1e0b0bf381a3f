"""What a save comes to: every case of `decide` as a row of a table."""

import datetime as dt

import pytest

from hp.domain.answers import (
    EMPTY,
    AnswerContent,
    AnswerValue,
    Outcome,
    StoredAnswer,
    WantedAnswer,
    decide,
)

YES, PARTLY, NO, NOT_APPLICABLE = (AnswerContent(value) for value in AnswerValue)
SAVE, SAME, STALE, CONFLICT = Outcome
MINE, THEIRS = "a" * 16, "b" * 16

NOTHING = None
BY_ME = StoredAnswer(YES, version=3, page=MINE, sequence=5)
BY_THEM = StoredAnswer(YES, version=3, page=THEIRS, sequence=5)
BY_NOBODYS_PAGE = StoredAnswer(YES, version=3, page="", sequence=0)

# stored, wanted content, based on, sequence, newest from my page, outcome
CASES = {
    "a first answer": (NOTHING, YES, 0, 1, None, SAVE),
    "a first answer without script": (NOTHING, YES, 0, None, None, SAVE),
    "a comment alone": (NOTHING, AnswerContent(None, "Pågår"), 0, 1, None, SAVE),
    "nothing on nothing without script": (NOTHING, EMPTY, 0, None, None, SAME),
    "nothing on nothing, so that what was typed before it cannot win": (
        *(NOTHING, EMPTY, 0, 1, None, SAVE),
    ),
    "my next": (BY_ME, NO, 3, 6, None, SAVE),
    "my next, before I heard of my last": (BY_ME, NO, 2, 6, None, SAVE),
    "my next after a long silence": (BY_ME, NO, 0, 600, None, SAVE),
    "mine without script": (BY_ME, NO, 2, None, None, SAVE),
    "mine taken back": (BY_ME, EMPTY, 3, 6, None, SAVE),
    "mine again": (BY_ME, YES, 3, 6, None, SAME),
    "mine again without script": (BY_ME, YES, 3, None, None, SAME),
    "mine delivered twice": (BY_ME, YES, 2, 5, None, STALE),
    "my older one": (BY_ME, NO, 2, 4, None, STALE),
    "my older one with the same content": (BY_ME, YES, 2, 4, None, STALE),
    "my number again with other content": (BY_ME, NO, 3, 5, None, STALE),
    "on theirs, which I have seen": (BY_THEM, NO, 3, 1, None, SAVE),
    "on theirs, which I have seen, without script": (BY_THEM, NO, 3, None, None, SAVE),
    "on theirs, which I have not seen": (BY_THEM, NO, 2, 1, None, CONFLICT),
    "on theirs, from a page without any answer": (BY_THEM, NO, 0, 1, None, CONFLICT),
    "on theirs, which I have not seen, without script": (BY_THEM, NO, 2, None, None, CONFLICT),
    "on theirs, with a version that never was": (BY_THEM, NO, 9, 1, None, CONFLICT),
    "the same as theirs, which I have not seen": (BY_THEM, YES, 2, 1, None, SAME),
    "the same as theirs without script": (BY_THEM, YES, 3, None, None, SAME),
    "back to theirs, so that what I chose between cannot win": (BY_THEM, YES, 3, 2, None, SAVE),
    "my older one after theirs": (BY_THEM, NO, 2, 4, 4, STALE),
    "my oldest one after theirs": (BY_THEM, NO, 3, 1, 4, STALE),
    "my newer one after theirs, which I have seen": (BY_THEM, NO, 3, 5, 4, SAVE),
    "my newer one after theirs, which I have not seen": (BY_THEM, NO, 2, 5, 4, CONFLICT),
    "another planned date": (
        *(BY_ME, AnswerContent(AnswerValue.PARTLY, "", dt.date(2024, 1, 1)), 3, 6, None, SAVE),
    ),
}


@pytest.mark.parametrize(
    ("stored", "content", "based_on", "sequence", "newest", "outcome"),
    CASES.values(),
    ids=CASES.keys(),
)
def test_what_a_save_comes_to(
    stored: StoredAnswer | None,
    content: AnswerContent,
    based_on: int,
    sequence: int | None,
    newest: int | None,
    outcome: Outcome,
) -> None:
    wanted = WantedAnswer(content, based_on, MINE, sequence)
    assert decide(stored, wanted, newest) is outcome


def test_saves_without_a_page_are_not_one_page() -> None:
    """Else everybody who leaves the page's id out would overwrite everybody."""
    assert decide(BY_NOBODYS_PAGE, WantedAnswer(NO, 2, "")) is CONFLICT
    assert decide(BY_NOBODYS_PAGE, WantedAnswer(NO, 3, "")) is SAVE


@pytest.mark.parametrize("value", [AnswerValue.PARTLY, AnswerValue.NO])
def test_a_planned_date_stays_where_something_remains(value: AnswerValue) -> None:
    content = AnswerContent(value, "Pågår", dt.date(2024, 3, 31))
    assert content.normal() == content


@pytest.mark.parametrize("value", [AnswerValue.YES, AnswerValue.NOT_APPLICABLE, None])
def test_a_planned_date_goes_where_nothing_remains(value: AnswerValue | None) -> None:
    content = AnswerContent(value, "Pågår", dt.date(2024, 3, 31))
    assert content.normal() == AnswerContent(value, "Pågår")
