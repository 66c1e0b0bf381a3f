import pytest

from hp.domain.mail_text import NAMES, fill, find_fault, gaps

TEXT = "Hej {förnamn}!\n\nÖppna {länk}"


def fault(text: str, wants_link: bool = True, has_phone: bool = True) -> tuple[str, str] | None:
    return find_fault(text, wants_link=wants_link, has_phone=has_phone)


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
    assert fault("Svara senast {sista_dag}", wants_link=False) is None
    assert fault("Svara på {länk}", wants_link=False) == ("link", "")


def test_a_telephone_number_has_to_be_there() -> None:
    assert fault("Ring {telefon} {länk}") is None
    assert fault("Ring {telefon} {länk}", has_phone=False) == ("no_phone", "")


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
