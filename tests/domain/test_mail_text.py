import pytest
from hypothesis import given
from hypothesis import strategies as st

from hp.domain.mail_text import NAMES, fill, find_block, find_fault, gaps, gaps_of, needed_gaps
from hp.domain.reminding import Text

TEXT = "Hej {förnamn}!\n\nÖppna {länk}"


def fault(
    written: str,
    text: Text = Text.STARTED,
    is_subject: bool = False,
    has_phone: bool = True,
    language: str = "sv",
) -> tuple[str, str] | None:
    return find_fault(written, text, is_subject=is_subject, has_phone=has_phone, language=language)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (TEXT, None),
        ("Open {link}", None),
        ("", ("missing", "")),
        (" \n", ("missing", "")),
        ("Hej {fornamn}, {länk}", ("unknown", "{fornamn}")),
        ("Hej {}, {länk}", ("unknown", "{}")),
        ("Hej {förnamn}!", ("no_link", "")),
        ("{länk} {link}", ("two_links", "")),
    ],
)
def test_a_text_is_checked(text: str, reason: tuple[str, str] | None) -> None:
    assert fault(text) == reason


def test_a_subject_never_holds_the_link() -> None:
    assert fault("Svara senast {sista_dag}", is_subject=True) is None
    assert fault("Svara på {länk}", is_subject=True) == ("link", "")


@pytest.mark.parametrize("gap", ["{alla_svar}", "{kvitto}", "{öppna_igen}"])
def test_a_subject_holds_no_sentences(gap: str) -> None:
    assert fault(f"Kvitto {gap}", Text.RECEIPT, is_subject=True) == ("in_subject", gap)


def test_a_telephone_number_has_to_be_there() -> None:
    assert fault("Ring {telefon} {länk}") is None
    assert fault("Ring {telefon} {länk}", has_phone=False) == ("no_phone", "")


def test_a_text_has_no_gaps_of_another() -> None:
    written = "{länk}\n\n{alla_svar}"
    assert fault(written, Text.STARTED) == ("unknown", "{alla_svar}")
    assert fault("{antal} {länk}", Text.CLOSED) == ("unknown", "{antal}")


@pytest.mark.parametrize(
    ("text", "written", "lost"),
    [
        (Text.RECEIPT, "{länk} {kvitto}", "{alla_svar}"),
        (Text.RECEIPT, "{länk}\n\n{alla_svar}", "{kvitto}"),
        (Text.COLLEAGUE, "{länk} {organisation} {inbjudare}", "{inbjudare_med_adress}"),
        (Text.PASSED_ON, "{länk} {inbjudare_med_adress}", "{organisation}"),
    ],
)
def test_an_edited_text_cannot_lose_what_it_is_for(text: Text, written: str, lost: str) -> None:
    assert fault(written, text) == ("needed", lost)


def test_what_is_lost_is_named_in_the_language_of_the_text() -> None:
    assert fault("{link} {receipt}", Text.RECEIPT, language="en") == ("needed", "{all_answers}")


@pytest.mark.parametrize(
    "written",
    ["Svar: {alla_svar}", "{alla_svar}\n\n{alla_svar}", "{alla_svar}\nHej", "- {alla_svar}"],
)
def test_a_block_stands_alone_and_once(written: str) -> None:
    text = "{länk} {kvitto}\n\n"
    assert fault(text + written, Text.RECEIPT) == ("alone", "{alla_svar}")
    assert fault(f"{text} {{ alla_svar }} ", Text.RECEIPT) is None


def test_gaps_are_filled_in_either_language() -> None:
    values = {"first_name": "Anna", "link": "LINK"}
    assert fill(TEXT, values) == "Hej Anna!\n\nÖppna LINK"
    assert fill("Hello {first_name}!", values) == "Hello Anna!"


def test_nobody_is_greeted_with_a_gap() -> None:
    assert fill("Hej {förnamn}!", {"first_name": ""}) == "Hej!"


def test_what_is_filled_in_is_not_read_again() -> None:
    assert fill("{organisation}", {"organisation": "{link} AB"}) == "{link} AB"


def test_each_language_has_a_name_for_each_gap() -> None:
    assert set(NAMES["sv"]) == set(NAMES["en"])
    assert gaps("sv")["link"] == "{länk}"


def test_a_name_means_the_same_in_both_languages() -> None:
    for meaning, name in NAMES["sv"].items():
        assert name not in NAMES["en"].values() or NAMES["en"][meaning] == name


@pytest.mark.parametrize("text", Text)
def test_what_a_text_needs_it_may_hold(text: Text) -> None:
    assert set(needed_gaps(text)) <= set(gaps_of(text)) <= set(NAMES["sv"])


@given(
    st.sampled_from(Text),
    st.lists(
        st.sampled_from(
            ["\n\n", " ", "\n", "{", "}", "{}", "Hej", *map("{{{}}}".format, NAMES["sv"].values())]
        )
    ).map("".join),
)
def test_a_text_without_fault_is_filled_with_nothing_left_and_one_link(
    text: Text, written: str
) -> None:
    if fault(written, text):
        return
    values = {meaning: f"<{meaning}>" for meaning in gaps_of(text)}
    parts = [p for p in written.split("\n\n") if not find_block(p)]
    filled = "\n\n".join(fill(part, values) for part in parts)
    assert filled.count("<link>") == 1
    assert not any(f"<{block}>" in filled for block in ("answers", "requests"))
