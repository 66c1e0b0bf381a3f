import pytest
from hypothesis import given
from hypothesis import strategies as st

from hp.domain import marks
from hp.domain.answers import AnswerValue
from hp.domain.marks import Share

YES, PARTLY, NO, NOT_APPLICABLE = AnswerValue
VALUES = st.lists(st.none() | st.sampled_from(AnswerValue), max_size=20)


def test_there_is_a_letter_for_each_answer() -> None:
    assert marks.from_values([YES, PARTLY, NO, NOT_APPLICABLE, None]) == "ypnx."


@given(VALUES)
def test_marks_tell_the_answers_again(values: list[AnswerValue | None]) -> None:
    letters = marks.from_values(values)
    assert [marks.VALUE.get(letter) for letter in letters] == values


@given(VALUES.filter(bool), st.data())
def test_replacing_changes_one_activity_alone(
    values: list[AnswerValue | None], data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(values) - 1))
    value = data.draw(st.none() | st.sampled_from(AnswerValue))
    replaced = marks.replace(marks.from_values(values), position, value)
    values[position] = value
    assert replaced == marks.from_values(values)


@given(VALUES)
def test_hidden_marks_tell_which_are_answered_and_nothing_else(
    values: list[AnswerValue | None],
) -> None:
    expected = "".join("+" if value else "." for value in values)
    assert marks.hidden(marks.from_values(values)) == expected
    assert marks.hidden(expected) == expected


@given(VALUES)
def test_answered_and_missing_are_all(values: list[AnswerValue | None]) -> None:
    letters = marks.from_values(values)
    missing = marks.missing(letters)
    assert missing == [i for i, value in enumerate(values) if value is None]
    assert marks.count_answered(letters) + len(missing) == len(values)


def test_hidden_marks_count_as_answered() -> None:
    assert marks.count_answered("+.+") == 2
    assert marks.missing("+.+") == [1]


def test_shares_count_each_activity_over_all_responses() -> None:
    assert marks.shares("yp" + "yn" + "yx" + "pn", 2) == [
        Share(yes=3, partly=1, no=0, not_applicable=0),
        Share(yes=0, partly=1, no=2, not_applicable=1),
    ]


def test_shares_of_nobody_are_empty() -> None:
    assert marks.shares("", 3) == [Share(0, 0, 0, 0)] * 3


@pytest.mark.parametrize(
    ("yes", "partly", "no", "percent"),
    [
        (1, 0, 0, 100),
        (0, 1, 1, 0),
        (1, 1, 1, 33),
        (2, 1, 0, 67),
        (1, 7, 0, 13),  # 12.5
        (3, 2, 3, 38),  # 37.5
        (5, 3, 0, 63),  # 62.5, where rounding half to even says 62
        (1, 0, 199, 1),  # 0.5
        (199, 1, 0, 100),  # 99.5
        (1, 200, 0, 0),
    ],
)
def test_per_cent_are_whole_with_halves_up(yes: int, partly: int, no: int, percent: int) -> None:
    assert Share(yes, partly, no, 0).percent_yes == percent


def test_not_applicable_counts_neither_way() -> None:
    assert Share(1, 1, 0, 98).percent_yes == 50


@pytest.mark.parametrize("not_applicable", [0, 7])
def test_there_are_no_per_cent_of_nobody(not_applicable: int) -> None:
    assert Share(0, 0, 0, not_applicable).percent_yes is None
