import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hp.domain.passphrases import LONGEST, SHORTEST, find_fault
from tests.world import PASSWORD

ABOUT = ("sara.ek@staden.example", "Sara Ekström")


@pytest.mark.parametrize(
    "password",
    [
        "123456789012345",
        "passwordpassword",
        "password1234567890",
        "qwertyuiopasdfgh",
        "1q2w3e4r5t6y7u8i9o",
        "aaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "Lösenord2026Lösenord2026",
        "Sommar2026!Sommar2026!",
        "Handlingsplan2026",
        "Handlingsplan Göteborg 2026",
        "sara.ek@staden.example",
        "saraekström123456",
        "CorrectHorseBatteryStaple",
        "               ",
        "!!!!!!!!!!!!!!!!!",
    ],
)
def test_it_refuses_what_is_tried_first(password: str) -> None:
    assert find_fault(password, ABOUT) == "too_common"


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "tre gröna båtar seglar",
        "åäöåäö är inte nog men detta",
        "mölnlycke kaffe varje morgon",
        "zkq7vw93hrmtx2pd",
        "the kettle sings at noon",
        "🦊 räven raskar över isen",
    ],
)
def test_it_takes_words_with_spaces_and_any_letters(password: str) -> None:
    assert find_fault(password, ABOUT) is None


def test_it_counts_letters_not_bytes_nor_marks() -> None:
    assert find_fault("gröna båtar ny") == "too_short"
    assert find_fault("gro\u0308na ba\u030atar ny") == "too_short"  # 16 code points
    assert find_fault("korta vägen ut " + "x" * (SHORTEST - 15)) is None
    assert find_fault("å" * LONGEST + "y") == "too_long"


@given(st.text(max_size=140), st.text(max_size=30))
def test_it_is_the_same_however_letters_are_put_together(password: str, about: str) -> None:
    """And never fails, whatever is typed."""
    decomposed = unicodedata.normalize("NFD", password)
    assert find_fault(decomposed, (about,)) == find_fault(
        unicodedata.normalize("NFC", password), (about,)
    )
