"""One answer, saved with script as it is given."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy.orm import Session

from hp.database import Database
from hp.domain.answers import AnswerValue, ResponseStatus
from hp.models import AnswerVersion
from hp.models.events import EventKind
from tests.checklist import records
from tests.checklist.tab import EVERYTHING, Tab, answer_everything
from tests.client import Client
from tests.world import NOW, World

TWO_IS_PARTLY = ".p" + "." * 11


@pytest.fixture
def tab(anna: Client, world: World) -> Tab:
    """Anna's checklist."""
    return Tab(anna, world.harbour)


def test_it_writes_answer_version_event_marks_and_status(
    session: Session, world: World, tab: Tab
) -> None:
    assert tab.save(2, "partly", comment="Pågår", planned_on="2024-03-31").status == 200
    answer = records.answer(session, world.harbour, 2)
    assert answer
    expected = (AnswerValue.PARTLY, "Pågår", dt.date(2024, 3, 31), 1)
    assert (answer.value, answer.comment, answer.planned_on, answer.version) == expected
    assert (answer.saved_at, answer.contact_id) == (NOW, world.anna.contact_id)
    (version,) = records.versions(session, world.harbour, 2)
    assert (version.value, version.comment, version.planned_on, version.version) == expected
    assert (version.saved_at, version.contact_id) == (NOW, world.anna.contact_id)
    (event,) = records.events(session, EventKind.ANSWER_SAVED)
    assert (event.response_id, event.number, event.version) == (world.harbour.id, 2, 1)
    assert (event.at, event.contact_id) == (NOW, world.anna.contact_id)
    response = records.response(session, world.harbour)
    assert (response.status, response.marks) == (ResponseStatus.STARTED, TWO_IS_PARTLY)
    assert response.changed_at == NOW


def test_it_says_when_it_was_saved_and_how_many_are_answered(tab: Tab) -> None:
    answer = tab.save(2, "partly")
    assert "Sparat 14:00" in answer.words()
    assert answer.words("#progress") == "1 av 13 besvarade"
    assert answer.words("#announcer") == "Aktivitet 2: Delvis. Sparat 14:00. 1 av 13 besvarade."
    assert answer.words("#go-to") == "Fortsätt med aktivitet 1"
    assert answer.words("#remaining") == "12 aktiviteter är kvar. Ni kan granska svaren redan nu."
    assert "Delvis" in answer.words("#cell-2")


def test_it_announces_a_comment_as_a_comment(tab: Tab) -> None:
    tab.save(2, "partly")
    answer = tab.save(2, comment="Pågår")
    assert answer.words("#announcer") == "Kommentar till aktivitet 2 sparad 14:00."


def test_it_leads_to_the_review_when_the_last_is_answered(
    anna: Client, session: Session, world: World
) -> None:
    for number in EVERYTHING:
        answer = Tab(anna, world.harbour).save(number, "yes")
        expected = ResponseStatus.READY if number == 13 else ResponseStatus.STARTED
        assert records.response(session, world.harbour).status is expected
    assert answer.words("#go-to") == "Granska svaren"
    assert "Alla aktiviteter är besvarade" in answer.words("#remaining")


@pytest.mark.parametrize("fields", [{"value": "yes"}, {"comment": "x" * 4001}, {"value": "?"}])
def test_the_answer_to_a_save_never_holds_a_field(tab: Tab, fields: dict[str, str]) -> None:
    """It would take focus and caret from somebody who goes on writing."""
    text = tab.save(2, **fields).text.lower()
    for tag in ("<input", "<textarea", "<fieldset", "<form", "<!doctype", "<select"):
        assert tag not in text


def test_the_answer_to_a_conflict_holds_no_field(world: World, tab: Tab, karin: Client) -> None:
    Tab(karin, world.harbour).save(2, "no")
    answer = tab.save(2, "yes")
    assert answer.status == 409
    assert not answer.html.select("input, textarea, fieldset, form")


def test_every_part_of_the_answer_has_a_place_on_the_page(world: World, tab: Tab) -> None:
    there = {element["id"] for element in tab.page.html.find_all(id=True)}
    swapped = tab.save(2, "yes").html.select("[hx-swap-oob]")
    assert len(swapped) >= 4
    assert {part["id"] for part in swapped} <= there


def test_a_comment_alone_starts_but_answers_nothing(
    session: Session, world: World, tab: Tab
) -> None:
    answer = tab.save(2, comment="Vi undersöker")
    assert answer.words("#progress") == "0 av 13 besvarade"
    response = records.response(session, world.harbour)
    assert (response.status, response.marks) == (ResponseStatus.STARTED, "." * 13)


def test_an_answer_taken_back_is_no_longer_answered(
    anna: Client, session: Session, world: World
) -> None:
    answer_everything(anna, world.harbour)
    Tab(anna, world.harbour).save(2, "")
    response = records.response(session, world.harbour)
    assert (response.status, response.marks) == (ResponseStatus.STARTED, "y." + "y" * 11)


def test_the_same_content_again_writes_no_version(
    session: Session, world: World, tab: Tab, clock: time_machine.Traveller
) -> None:
    tab.save(2, "yes", comment="Klart")
    clock.shift(60)
    answer = tab.save(2)
    assert "Sparat 14:00" in answer.words(), "when it was written, not when it was sent again"
    assert len(records.versions(session, world.harbour, 2)) == 1
    assert len(records.events(session, EventKind.ANSWER_SAVED)) == 1
    assert records.response(session, world.harbour).changed_at == NOW


def test_a_save_delivered_twice_is_one(session: Session, world: World, tab: Tab) -> None:
    packed = tab.fill(2, "yes").pack(2)
    for _ in range(3):
        assert tab.send(2, packed).status == 200
    assert len(records.versions(session, world.harbour, 2)) == 1


def test_of_two_own_saves_that_overtake_each_other_the_last_choice_wins(
    session: Session, world: World, tab: Tab
) -> None:
    first = tab.fill(2, "no", comment="Nej, inte").pack(2)
    second = tab.fill(2, "yes", comment="Jo").pack(2)
    assert tab.send(2, second).status == 200
    assert tab.send(2, first).status == 200
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert (answer.value, answer.comment, answer.version) == (AnswerValue.YES, "Jo", 1)


def test_a_choice_back_and_forth_ends_where_it_ended_although_the_middle_comes_late(
    session: Session, world: World, tab: Tab
) -> None:
    tab.save(2, "yes")
    middle = tab.fill(2, "no").pack(2)
    last = tab.fill(2, "yes").pack(2)
    tab.send(2, last)
    tab.send(2, middle)
    assert [v.value for v in records.versions(session, world.harbour, 2)] == [AnswerValue.YES]


def test_a_late_save_does_not_pretend_that_the_page_has_seen_a_colleagues(
    session: Session, world: World, tab: Tab, karin: Client
) -> None:
    late = tab.fill(2, "no").pack(2)
    tab.save(2, "partly")
    Tab(karin, world.harbour).save(2, "yes")
    tab.send(2, late)  # dropped; its answer must not tell of Karin's version
    assert tab.save(2, "no").status == 409
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert answer.value is AnswerValue.YES


def test_own_saves_never_conflict_although_no_answer_came_back(
    session: Session, world: World, tab: Tab
) -> None:
    for value in ("yes", "no", "partly"):
        packed = tab.fill(2, value).pack(2)
        assert packed["version-2"] == "0"
        assert tab.client.post(f"{tab.address}/activities/2", packed, htmx=True).status == 200
    assert [v.value for v in records.versions(session, world.harbour, 2)] == ["yes", "no", "partly"]


def test_it_keeps_every_version_it_has_had(session: Session, world: World, tab: Tab) -> None:
    for comment in ("Ett", "Ett två", "Ett två tre"):
        tab.save(2, "no", comment=comment)
    kept = records.versions(session, world.harbour, 2)
    assert [(v.version, v.comment) for v in kept] == [
        (1, "Ett"),
        (2, "Ett två"),
        (3, "Ett två tre"),
    ]
    assert [e.version for e in records.events(session, EventKind.ANSWER_SAVED)] == [1, 2, 3]


def test_it_reads_only_its_own_activitys_fields(session: Session, world: World, tab: Tab) -> None:
    """htmx sends the whole form; one person's save must not overwrite a colleague's."""
    tab.fill(3, "no", comment="Annat").fill(12, "no").fill(2, "yes")
    tab.send(2, tab.fields | {"sequence": "1"})
    assert records.response(session, world.harbour).marks == ".y" + "." * 11
    assert {v.number for v in records.read(session, AnswerVersion)} == {2}


def test_a_planned_date_goes_when_nothing_remains_and_stays_in_the_history(
    session: Session, world: World, tab: Tab
) -> None:
    tab.save(2, "partly", planned_on="2024-03-31")
    tab.save(2, "yes")
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert answer.planned_on is None
    dates = [v.planned_on for v in records.versions(session, world.harbour, 2)]
    assert dates == [dt.date(2024, 3, 31), None]


@pytest.mark.parametrize("number", [3, 5])
def test_not_applicable_is_an_answer_where_the_plan_allows_it(
    session: Session, world: World, tab: Tab, number: int
) -> None:
    assert tab.page.html.select(f"[name=value-{number}][value=not_applicable]")
    assert tab.save(number, "not_applicable").status == 200
    assert records.response(session, world.harbour).marks[number - 1] == "x"


def test_not_applicable_is_refused_elsewhere(database: Database, tab: Tab) -> None:
    assert not tab.page.html.select("[name=value-2][value=not_applicable]")
    before = records.everything(database)
    answer = tab.save(2, "not_applicable")
    assert answer.status == 422
    assert answer.one("#note-2 [data-field]")["data-field"] == "value-2"
    assert records.everything(database) == before
