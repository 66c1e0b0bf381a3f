"""The whole form, sent without script."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import time_machine
from sqlalchemy.orm import Session

from hp.database import Database
from hp.domain.answers import AnswerValue, ResponseStatus
from hp.models import AnswerVersion, PersonalLink, Response, Round
from hp.models.events import EventKind
from tests.checklist import records
from tests.checklist.tab import EVERYTHING, Tab, answer_everything, hand_in
from tests.client import Client
from tests.world import NOW, World


@pytest.fixture
def tab(anna: Client, world: World) -> Tab:
    """Anna's checklist."""
    return Tab(anna, world.harbour)


def test_it_saves_what_was_filled_in_and_nothing_else(
    session: Session, world: World, tab: Tab
) -> None:
    tab.fill(2, "partly", comment="Pågår", planned_on="2024-03-31").fill(9, comment="Vi ser över")
    page = tab.submit(then="area-1")
    assert page.status == 200
    assert [v.number for v in records.read(session, AnswerVersion)] == [2, 9]
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert (answer.value, answer.comment) == (AnswerValue.PARTLY, "Pågår")
    assert answer.planned_on == dt.date(2024, 3, 31)
    response = records.response(session, world.harbour)
    assert (response.status, response.marks) == (ResponseStatus.STARTED, ".p" + "." * 11)
    assert [e.number for e in records.events(session, EventKind.ANSWER_SAVED)] == [2, 9]


def test_sending_an_empty_form_starts_nothing(
    database: Database, session: Session, world: World, tab: Tab
) -> None:
    before = records.everything(database)
    assert tab.submit(then="area-1").status == 200
    assert records.everything(database) == before


def test_sending_an_untouched_form_again_writes_nothing(
    anna: Client, database: Database, world: World
) -> None:
    answer_everything(anna, world.harbour, "no", comment="Rad ett\r\nrad två")
    before = records.everything(database)
    assert Tab(anna, world.harbour).submit(then="area-1").status == 200
    assert records.everything(database) == before


def test_it_comes_back_to_the_area_whose_button_was_pressed(anna: Client, tab: Tab) -> None:
    for button in tab.page.html.select("form#checklist p.nojs button"):
        answer = anna.post(tab.address, tab.fields | {"then": str(button["value"])})
        assert answer.status == 303
        assert answer.location == f"{tab.address}#{button['value']}"
        assert tab.page.one(f"#{button['value']}")


def test_the_first_button_of_the_form_saves(tab: Tab) -> None:
    """It is the one that Enter in a field presses."""
    first = tab.page.html.select("form#checklist button")[0]
    assert (first["name"], first["value"]) == ("then", "area-1")


def test_it_goes_on_to_the_review(anna: Client, session: Session, world: World, tab: Tab) -> None:
    tab.fill(2, "yes")
    answer = anna.post(tab.address, tab.fields | {"then": "review"})
    assert answer.location == f"{tab.address}/review"
    assert records.response(session, world.harbour).marks[1] == "y"


@pytest.mark.parametrize("then", ["", "x", "//evil.example", "language-xx", "activity-2", "area-"])
def test_it_goes_nowhere_strange(anna: Client, tab: Tab, then: str) -> None:
    answer = anna.post(tab.address, tab.fields | {"then": then})
    assert answer.status == 303
    assert answer.location.partition("#")[0] == tab.address


def test_the_language_switch_saves_first(session: Session, world: World, tab: Tab) -> None:
    button = tab.page.one("button[value='language-en']")
    assert button["form"] == "checklist"
    page = tab.fill(2, "yes", comment="Klart").submit(then=str(button["value"]))
    assert page.one("html")["lang"] == "en"
    assert tab.fields["comment-2"] == "Klart"
    assert records.response(session, world.harbour).marks[1] == "y"
    assert tab.page.words("button[value='language-sv']") == "Svenska"


def test_it_leaves_alone_what_a_colleague_has_answered_meanwhile(
    session: Session, world: World, tab: Tab, karin: Client
) -> None:
    Tab(karin, world.harbour).save(2, "no", comment="Från Karin")
    page = tab.fill(4, "yes").submit()
    assert page.status == 200
    assert records.response(session, world.harbour).marks == ".n.y" + "." * 9
    assert tab.fields["comment-2"] == "Från Karin"


def test_an_old_page_gone_back_to_does_not_overwrite_newer_answers(
    anna: Client, session: Session, world: World, karin: Client
) -> None:
    """Back in the browser shows the page as it was; only what is changed there counts."""
    old = Tab(anna, world.harbour)
    old.save(2, "yes", comment="Först")
    stale = dict(old.fields)
    newer = Tab(karin, world.harbour)
    newer.save(2, "partly", comment="Rättat av Karin")
    newer.save(3, "not_applicable")
    old.fields = stale
    page = old.fill(5, "yes").submit()
    assert page.status == 200
    marks = records.response(session, world.harbour).marks
    assert marks == ".px.y" + "." * 8
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert answer.comment == "Rättat av Karin"


def test_back_after_saving_without_script_does_not_overwrite_either(
    anna: Client, session: Session, world: World, karin: Client
) -> None:
    """Here the old page's hidden versions are from before its own save."""
    old = Tab(anna, world.harbour)
    old.fill(2, "yes")
    stale = dict(old.fields)
    old.submit(then="area-1")
    Tab(karin, world.harbour).save(2, "no", comment="Rättat av Karin")
    old.fields = stale
    old.fill(5, "yes").submit(then="area-1")
    answer = records.answer(session, world.harbour, 2)
    assert answer
    assert (answer.value, answer.comment) == (AnswerValue.NO, "Rättat av Karin")
    assert records.response(session, world.harbour).marks[4] == "y", "what was touched is saved"


def test_pressed_twice_it_saves_once(anna: Client, session: Session, tab: Tab) -> None:
    tab.fill(2, "yes").fill(3, "no")
    for _ in range(2):
        assert anna.post(tab.address, tab.fields).status == 303
    assert len(records.read(session, AnswerVersion)) == 2


def test_a_mistake_keeps_what_was_typed_and_saves_the_others(
    session: Session, world: World, tab: Tab
) -> None:
    long = "x" * 4001
    tab.fill(2, "no", comment=long).fill(3, "no", planned_on="31/3 2024").fill(4, "yes")
    page = tab.submit(then="review")
    assert page.status == 422
    assert page.words("#problems .note-t") == "2 svar är inte sparade"
    linked = [a["href"] for a in page.html.select("#problems a")]
    assert linked == ["#activity-2", "#activity-3"]
    assert (tab.fields["value-2"], tab.fields["comment-2"]) == ("no", long)
    assert tab.fields["value-3"] == "no"
    assert page.one("[name=comment-2]")["aria-invalid"] == "true"
    assert page.one("[name=planned_on-3]")["aria-invalid"] == "true"
    assert "Korta den" in page.words("#note-2")
    assert records.response(session, world.harbour).marks == "...y" + "." * 9


def test_what_was_mended_is_saved_next(session: Session, world: World, tab: Tab) -> None:
    tab.fill(2, "no", comment="x" * 4001).submit()
    assert tab.fill(2, comment="x" * 4000).submit().status == 200
    assert records.response(session, world.harbour).marks[1] == "n"


def test_mistakes_and_conflicts_come_together(
    session: Session, world: World, tab: Tab, karin: Client
) -> None:
    Tab(karin, world.harbour).save(2, "no")
    tab.fill(2, "yes").fill(3, "maybe").fill(4, "yes")
    page = tab.submit()
    assert page.status == 409
    linked = [a["href"] for a in page.html.select("#problems a")]
    assert linked == ["#activity-2", "#activity-3"]
    assert records.response(session, world.harbour).marks == ".n.y" + "." * 9


def test_an_answer_that_an_activity_cannot_have_is_refused_in_plain_words(
    database: Database, tab: Tab
) -> None:
    before = records.everything(database)
    page = tab.fill(2, "not_applicable").submit()
    assert page.status == 422
    assert "Välj ett av svaren" in page.words("main")
    assert records.everything(database) == before


def test_markup_stays_text(anna: Client, world: World, tab: Tab) -> None:
    comment = "</textarea><script>alert(1)</script> \" onfocus='x' &amp;"
    tab.fill(2, "maybe", comment=comment).submit()
    assert tab.fields["comment-2"] == comment
    tab.fill(2, "yes").submit()
    assert Tab(anna, world.harbour).fields["comment-2"] == comment


class TestRefused:
    """Nothing typed is lost: the page that refuses shows it, to be copied."""

    TYPED = "Nyss skrivet <b>& viktigt</b>\nrad två"

    def refuse(self, tab: Tab, status: int, title: str) -> None:
        tab.fill(2, "partly", comment=self.TYPED, planned_on="2024-03-31").fill(4, "yes")
        page = tab.submit(then="area-1")
        assert page.status == status
        assert page.words("h1") == title
        typed = page.one("#typed")
        assert self.TYPED in typed.get_text()
        assert not typed.find_all("b", string="& viktigt")
        words = page.words("#typed")
        assert "Aktivitet 2" in words
        assert "Delvis" in words
        assert "31 mars 2024" in words
        assert "Aktivitet 4" in words
        assert "Aktivitet 3" not in words

    def test_the_round_has_closed(self, session: Session, world: World, tab: Tab) -> None:
        session.get_one(Round, world.round.id).closed_at = NOW
        session.commit()
        self.refuse(tab, 409, "Uppföljningen är stängd")
        assert not records.read(session, AnswerVersion)

    def test_a_colleague_has_handed_in(
        self, session: Session, world: World, tab: Tab, karin: Client
    ) -> None:
        answer_everything(karin, world.harbour)
        hand_in(karin, world.harbour)
        self.refuse(tab, 409, "Svaren är redan inlämnade")
        assert len(records.read(session, AnswerVersion)) == len(EVERYTHING)

    def test_the_organisation_is_excused(self, session: Session, world: World, tab: Tab) -> None:
        session.get_one(Response, world.harbour.id).status = ResponseStatus.EXCUSED
        session.commit()
        self.refuse(tab, 409, "Ni behöver inte svara")

    def test_the_link_was_revoked(self, session: Session, world: World, tab: Tab) -> None:
        session.get_one(PersonalLink, world.anna.id).revoked_at = NOW
        session.commit()
        self.refuse(tab, 403, "Länken gäller inte längre")
        assert not records.read(session, AnswerVersion)

    def test_the_session_was_lost(self, tab: Tab) -> None:
        tab.fields["csrf_token"] = "of another session"
        self.refuse(tab, 400, "Sidan behöver öppnas igen")

    def test_a_form_sent_again_after_handing_in_leads_to_the_receipt(
        self, anna: Client, world: World
    ) -> None:
        """Back and Save, with nothing changed since: there is nothing to be sorry about."""
        tab = answer_everything(anna, world.harbour)
        hand_in(anna, world.harbour)
        assert tab.submit(then="area-1").location == f"{tab.address}/receipt"


def test_it_needs_few_questions_to_the_database(
    tab: Tab,
    clock: time_machine.Traveller,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    with count_queries() as sent:
        tab.client.post(tab.address, tab.fields)
    assert len(sent) <= 3, "\n".join(sent)
