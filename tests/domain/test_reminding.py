import datetime as dt
from dataclasses import dataclass

import pytest

from hp.domain.reminding import PEACE, Text, is_due, pick_contacts, pick_text

NOW = dt.datetime(2023, 9, 1, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True)
class Person:
    email: str
    is_main: bool = False


@pytest.mark.parametrize(
    ("answered", "before", "after"),
    [
        (0, Text.NOT_STARTED, Text.NOT_STARTED_LATE),
        (1, Text.STARTED, Text.STARTED_LATE),
        (12, Text.STARTED, Text.STARTED_LATE),
        (13, Text.READY, Text.READY_LATE),
    ],
)
def test_the_text_fits_how_far_they_have_come(answered: int, before: Text, after: Text) -> None:
    assert pick_text(answered, 13, is_late=False) == before
    assert pick_text(answered, 13, is_late=True) == after


def test_the_main_contact_is_written_to() -> None:
    anna, karin = Person("anna@x.example", is_main=True), Person("karin@x.example")
    assert pick_contacts([anna, karin]) == [anna]


def test_without_a_main_contact_everybody_is() -> None:
    anna, karin = Person("anna@x.example"), Person("karin@x.example")
    assert pick_contacts([anna, karin]) == [anna, karin]


def test_a_main_contact_without_address_leaves_it_to_the_others() -> None:
    karin = Person("karin@x.example")
    assert pick_contacts([Person("", is_main=True), karin, Person("")]) == [karin]


def test_nobody_is_reminded_again_within_three_days() -> None:
    assert is_due(None, NOW)
    assert not is_due(NOW - PEACE + SECOND, NOW)
    assert is_due(NOW - PEACE, NOW)
