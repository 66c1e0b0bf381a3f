"""What cannot be saved, and what looks as if it could not: refused or harmless."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import time_machine
from sqlalchemy.orm import Session

from hp.database import Database
from hp.domain.answers import AnswerValue
from tests.checklist import records
from tests.checklist.tab import Tab
from tests.client import Client
from tests.world import World


@pytest.fixture
def tab(anna: Client, world: World) -> Tab:
    """Anna's checklist."""
    return Tab(anna, world.harbour)


@pytest.mark.parametrize(
    ("fields", "named", "words"),
    [
        ({"value": "kanske"}, "value-2", "Välj ett av svaren."),
        ({"value": "YES"}, "value-2", "Välj ett av svaren."),
        ({"comment": "x" * 4001}, "comment-2", "Den får ha 4 000 tecken."),
        ({"planned_on": "imorgon"}, "planned_on-2", "år-månad-dag"),
        ({"planned_on": "2024-02-30"}, "planned_on-2", "år-månad-dag"),
        ({"planned_on": "20240331T10"}, "planned_on-2", "år-månad-dag"),
        ({"planned_on": "0024-03-31"}, "planned_on-2", "år-månad-dag"),
        ({"planned_on": "2100-01-01"}, "planned_on-2", "år-månad-dag"),
        ({"planned_on": "٢٠٢٤-03-31"}, "planned_on-2", "år-månad-dag"),
    ],
)
def test_what_cannot_be_saved_is_named_and_nothing_is_saved(
    database: Database, tab: Tab, fields: dict[str, str], named: str, words: str
) -> None:
    before = records.everything(database)
    answer = tab.save(2, **({"value": "partly"} | fields))
    assert answer.status == 422
    note = answer.one("#note-2 [data-field]")
    assert note["data-field"] == named
    assert words in answer.words("#note-2")
    assert answer.words("#announcer") == "Aktivitet 2 är inte sparad."
    assert "Inte sparat" in answer.words()
    assert records.everything(database) == before


def test_it_takes_a_comment_of_four_thousand_characters(
    session: Session, world: World, tab: Tab
) -> None:
    comment = "å" * 3998 + "🙂!"
    assert tab.save(2, comment=comment).status == 200
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert answer.comment == comment


def test_a_line_break_counts_as_one_character_however_it_is_sent(tab: Tab) -> None:
    assert tab.save(2, comment="\r\n".join("x" * 2000)).status == 200


def test_characters_that_no_document_can_hold_are_removed(
    session: Session, world: World, tab: Tab
) -> None:
    assert tab.save(2, "no", comment="Kla\x00rt\x0b i\ufffe höst").status == 200
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert answer.comment == "Klart i höst"


def test_bytes_that_are_not_text_do_no_harm(
    anna: Client, session: Session, world: World, tab: Tab
) -> None:
    """A lone surrogate, and half a letter."""
    body = f"csrf_token={anna.csrf}&version-2=0&value-2=no&comment-2=Klart%ED%A0%80+sen%C3"
    answer = anna.http.post(
        f"{tab.address}/activities/2", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    saved = records.answer(session, world.harbour, 2)
    assert saved
    assert saved.comment.startswith("Klart")
    saved.comment.encode()
    assert Tab(anna, world.harbour).page.status == 200


@pytest.mark.parametrize("missing", ["page", "sequence", "version-2", "comment-2", "planned_on-2"])
def test_a_field_left_out_breaks_nothing(
    session: Session, world: World, tab: Tab, missing: str
) -> None:
    packed = tab.fill(2, "yes").pack(2)
    del packed[missing]
    assert tab.send(2, packed).status == 200
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert answer.value is AnswerValue.YES


@pytest.mark.parametrize("nonsense", ["-1", "x", "1.5", "9" * 40, "٣", "", " 1", "null"])
def test_nonsense_in_hidden_fields_breaks_nothing(tab: Tab, nonsense: str) -> None:
    packed = tab.fill(2, "yes").pack(2)
    hidden = {"page": nonsense, "sequence": nonsense, "version-2": nonsense, "mine-2": nonsense}
    assert tab.send(2, packed | hidden).status == 200


def test_pages_that_do_not_say_who_they_are_do_not_overwrite_each_other(
    session: Session, world: World, anna: Client, karin: Client
) -> None:
    for client, value, status in ((anna, "yes", 200), (karin, "no", 409)):
        tab = Tab(client, world.harbour)
        packed = {k: v for k, v in tab.fill(2, value).pack(2).items() if k != "page"}
        assert tab.send(2, packed | {"version-2": "0"}).status == status
    assert [v.value for v in records.versions(session, world.harbour, 2)] == [AnswerValue.YES]


def test_markup_stays_text_on_the_checklist(anna: Client, world: World, tab: Tab) -> None:
    comment = "</textarea><script>alert(1)</script><b>&amp;&lt;</b>\"'"
    tab.save(2, "no", comment=comment)
    again = Tab(anna, world.harbour)
    assert again.fields["comment-2"] == comment
    assert not again.page.html.select("form script, form b")


@pytest.mark.parametrize("comment", ["ett\r\ntvå\r\n\r\nfyra", "ett\ntvå\n\nfyra"])
def test_line_breaks_are_kept(anna: Client, world: World, tab: Tab, comment: str) -> None:
    tab.save(2, comment=comment)
    assert Tab(anna, world.harbour).fields["comment-2"] == "ett\ntvå\n\nfyra"


def test_it_says_who_saved_where_it_was_a_colleague(
    anna: Client, world: World, tab: Tab, karin: Client, clock: time_machine.Traveller
) -> None:
    tab.save(2, "yes")
    assert Tab(karin, world.harbour).page.words("#saved-2") == "Sparat 14:00 av Anna Lindqvist"
    assert Tab(anna, world.harbour).page.words("#saved-2") == "Sparat 14:00"
    clock.shift(dt.timedelta(days=1))
    assert Tab(anna, world.harbour).page.words("#saved-2") == "Sparat 1 sep. 14:00"


def test_it_needs_few_questions_to_the_database(
    tab: Tab, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    for value in ("yes", "no"):  # the first, and one that replaces it
        with count_queries() as sent:
            assert tab.save(2, value).status == 200
        assert len(sent) <= 6, "\n".join(sent)
