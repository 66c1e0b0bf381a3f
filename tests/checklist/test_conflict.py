"""A colleague has changed the same activity meanwhile."""

import datetime as dt

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
    """Anna's checklist, opened before Karin saves anything."""
    return Tab(anna, world.harbour)


@pytest.fixture
def karins(karin: Client, world: World, tab: Tab) -> Tab:
    """Karin's, with an answer that Anna has not seen."""
    opened = Tab(karin, world.harbour)
    opened.save(2, "partly", comment="Två av <tre>\nklara", planned_on="2024-03-31")
    return opened


def said(session: Session, world: World, number: int = 2) -> tuple[AnswerValue | None, str]:
    answer = records.answer(session, world.harbour, number)
    assert answer
    return answer.value, answer.comment


def test_it_shows_theirs_leaves_mine_and_changes_nothing(
    database: Database, tab: Tab, karins: Tab, clock: time_machine.Traveller
) -> None:
    before = records.everything(database)
    clock.shift(dt.timedelta(minutes=4))
    answer = tab.save(2, "yes", comment="Klart")
    assert answer.status == 409
    assert "Inte sparat" in answer.words()
    note = answer.words("#note-2")
    assert "Karin Berg ändrade svaret 14:00" in note
    assert "Delvis" in note
    assert "Klart senast 31 mars 2024" in note
    assert "Två av <tre> klara" in note
    assert answer.words("#announcer") == (
        "Karin Berg ändrade aktivitet 2. Välj vilket svar som ska gälla."
    )
    assert [b.get_text() for b in answer.html.select("#note-2 button")] == [
        "Behåll svaret från Karin Berg",
        "Spara mitt i stället",
    ]
    assert not answer.html.select("[data-version]"), "the page has not chosen yet"
    assert records.everything(database) == before


def test_it_asks_again_until_somebody_chooses(tab: Tab, karins: Tab) -> None:
    for comment in ("Klart", "Klart nu"):
        assert tab.save(2, "yes", comment=comment).status == 409


def test_saving_mine_says_which_version_i_have_read(
    session: Session, world: World, tab: Tab, karins: Tab
) -> None:
    answer = tab.save(2, "yes", comment="Klart")
    mine = answer.one("button[name=mine-2]")
    packed = tab.pack(2) | {"mine-2": mine["value"]}
    assert tab.send(2, packed).status == 200
    assert said(session, world) == (AnswerValue.YES, "Klart")
    assert [v.comment for v in records.versions(session, world.harbour, 2)] == [
        "Två av <tre>\nklara",
        "Klart",
    ]


def test_saving_mine_is_a_conflict_again_where_they_wrote_once_more(
    session: Session, world: World, tab: Tab, karins: Tab
) -> None:
    mine = tab.save(2, "yes").one("button[name=mine-2]")["value"]
    karins.save(2, "no", comment="Nej")
    answer = tab.send(2, tab.pack(2) | {"mine-2": mine})
    assert answer.status == 409
    assert "Nej" in answer.words("#note-2")
    assert said(session, world) == (AnswerValue.NO, "Nej")


def test_after_saving_mine_i_go_on_without_conflict(tab: Tab, karins: Tab) -> None:
    mine = tab.save(2, "yes").one("button[name=mine-2]")["value"]
    tab.send(2, tab.pack(2) | {"mine-2": mine})
    assert tab.save(2, "no").status == 200


def test_the_colleague_then_gets_the_same_question(tab: Tab, karins: Tab) -> None:
    mine = tab.save(2, "yes").one("button[name=mine-2]")["value"]
    tab.send(2, tab.pack(2) | {"mine-2": mine})
    answer = karins.save(2, "no")
    assert answer.status == 409
    assert "Anna Lindqvist ändrade svaret" in answer.words("#note-2")


def test_different_activities_never_collide(
    session: Session, world: World, tab: Tab, karins: Tab
) -> None:
    for annas_number, karins_number in ((1, 5), (3, 7), (13, 12)):
        assert tab.save(annas_number, "yes").status == 200
        assert karins.save(karins_number, "no").status == 200
    assert records.response(session, world.harbour).marks == "ypy.n.n....ny"


def test_wanting_what_they_wrote_is_no_conflict(
    session: Session, world: World, tab: Tab, karins: Tab
) -> None:
    answer = tab.save(2, "partly", comment="Två av <tre>\r\nklara", planned_on="2024-03-31")
    assert answer.status == 200
    assert "Sparat 14:00 av Karin Berg" in answer.words()
    assert len(records.versions(session, world.harbour, 2)) == 1


def test_one_persons_two_pages_are_two_pages(anna: Client, world: World, tab: Tab) -> None:
    """Else what somebody wrote on one screen would be lost from another."""
    Tab(anna, world.harbour).save(2, "no", comment="Från mobilen")
    assert tab.save(2, "yes").status == 409


def test_a_page_opened_afterwards_has_seen_everything(
    anna: Client, world: World, tab: Tab, karins: Tab
) -> None:
    assert Tab(anna, world.harbour).save(2, "yes").status == 200


class TestWithoutScript:
    """The same in the whole form: the page comes again with the question in its place."""

    def test_it_shows_both_keeps_what_was_typed_and_saves_the_others(
        self, session: Session, world: World, tab: Tab, karins: Tab
    ) -> None:
        tab.fill(2, "yes", comment="Klart").fill(4, "no", comment="Inte än")
        page = tab.submit(then="area-1")
        assert page.status == 409
        assert page.words("#problems .note-t") == "Ett svar är inte sparat"
        assert [a["href"] for a in page.html.select("#problems a")] == ["#activity-2"]
        assert "Två av <tre> klara" in page.words("#note-2")
        assert (tab.fields["value-2"], tab.fields["comment-2"]) == ("yes", "Klart")
        assert page.words("#saved-4") == "Sparat 14:00"
        assert said(session, world) == (AnswerValue.PARTLY, "Två av <tre>\nklara")
        assert said(session, world, 4) == (AnswerValue.NO, "Inte än")

    def test_save_mine_instead(self, session: Session, world: World, tab: Tab, karins: Tab) -> None:
        tab.fill(2, "yes", comment="Klart").submit()
        page = tab.press("mine-2")
        assert page.status == 200
        assert said(session, world) == (AnswerValue.YES, "Klart")

    def test_keep_theirs(self, session: Session, world: World, tab: Tab, karins: Tab) -> None:
        tab.fill(2, "yes", comment="Klart").submit()
        page = tab.press("theirs-2")
        assert page.status == 200
        assert said(session, world) == (AnswerValue.PARTLY, "Två av <tre>\nklara")
        assert (tab.fields["value-2"], tab.fields["version-2"]) == ("partly", "1")

    def test_choosing_saves_the_rest_of_the_form_too(
        self, session: Session, world: World, tab: Tab, karins: Tab
    ) -> None:
        tab.fill(2, "yes").submit()
        tab.fill(7, "no", comment="Nyss skrivet")
        tab.press("theirs-2")
        assert said(session, world, 7) == (AnswerValue.NO, "Nyss skrivet")

    def test_changing_something_else_first_asks_again(self, tab: Tab, karins: Tab) -> None:
        tab.fill(2, "yes").submit()
        page = tab.fill(7, "no").submit(then="area-2")
        assert page.status == 409
        assert page.html.select("#note-2 button")

    def test_two_conflicts_are_answered_one_by_one(
        self, session: Session, world: World, tab: Tab, karins: Tab
    ) -> None:
        karins.save(3, "no")
        tab.fill(2, "yes").fill(3, "yes")
        assert tab.submit().words("#problems .note-t") == "2 svar är inte sparade"
        assert tab.press("mine-2").status == 409
        assert said(session, world) == (AnswerValue.YES, "")
        assert tab.press("theirs-3").status == 200
        assert said(session, world, 3) == (AnswerValue.NO, "")

    def test_a_choice_is_asked_again_where_they_wrote_once_more(
        self, session: Session, world: World, tab: Tab, karins: Tab
    ) -> None:
        tab.fill(2, "yes").submit()
        karins.save(2, "no", comment="Nej")
        assert tab.press("mine-2").status == 409
        assert said(session, world) == (AnswerValue.NO, "Nej")
