"""The checklist as it is opened."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import time_machine
from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models import Activity, Response, Round
from tests.checklist.tab import EVERYTHING, Tab, answer_everything
from tests.client import Client
from tests.world import DUE, NOW, World


def change(session: Session, row: Round | Response, **fields: object) -> None:
    """Change a row behind the application's back."""
    for name, value in fields.items():
        setattr(session.get_one(type(row), row.id), name, value)
    session.commit()


def test_it_asks_the_thirteen_questions_of_the_plan(
    anna: Client, session: Session, world: World
) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}")
    texts = [q.get_text() for q in page.html.select("fieldset .q")]
    assert texts == [a.text_sv for a in session.get_one(Round, world.round.id).activities]
    assert [f["id"] for f in page.html.select("fieldset")] == [f"activity-{n}" for n in EVERYTHING]


def test_it_offers_not_applicable_where_the_plan_allows_it(anna: Client, world: World) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}")
    offered = [f["name"] for f in page.html.select("[value=not_applicable]")]
    assert offered == ["value-3", "value-5"]


def test_it_asks_for_a_function_in_activity_eleven(anna: Client, world: World) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}")
    assert page.one("#activity-11 details").has_attr("open")
    assert "Ansvarig funktion" in page.words("#activity-11 summary")
    assert "Ansvarig funktion" not in page.words("#activity-10 summary")


def test_it_says_who_answers_until_when_and_whom_to_ask(anna: Client, world: World) -> None:
    facts = anna.get(f"/checklist/{world.harbour.id}").words("dl.facts")
    assert "Hamnbolaget AB Anna Lindqvist, Karin Berg" in facts
    assert "Fredag 15 september 2023 14 dagar kvar" in facts
    assert "Sara Ek , inköp och upphandling sara.ek@staden.example" in facts
    assert "031-000 00 00" in facts


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (dt.timedelta(days=1), "1 dag kvar"),
        (dt.timedelta(hours=3), "I dag, till 23:59"),
        (dt.timedelta(seconds=0), "I dag, till 23:59"),
        (dt.timedelta(seconds=-1), "Har passerat. Ni kan fortfarande lämna in"),
    ],
)
def test_it_counts_the_days_on_the_wall(
    anna: Client, world: World, clock: time_machine.Traveller, before: dt.timedelta, words: str
) -> None:
    clock.move_to(DUE - before)
    assert words in anna.get(f"/checklist/{world.harbour.id}").words("dl.facts")


def test_it_shows_the_organisations_own_last_day(
    anna: Client, session: Session, world: World
) -> None:
    change(session, world.harbour, due_at=DUE + dt.timedelta(days=7))
    assert "22 september 2023" in anna.get(f"/checklist/{world.harbour.id}").words("dl.facts")


@pytest.mark.parametrize(("drafts", "words"), [(False, "först när"), (True, "redan innan")])
def test_it_says_who_sees_drafts(
    anna: Client, session: Session, world: World, drafts: bool, words: str
) -> None:
    change(session, world.round, shows_drafts=drafts)
    assert words in anna.get(f"/checklist/{world.harbour.id}").words("details.more")


def test_it_shows_what_was_answered(anna: Client, world: World) -> None:
    tab = Tab(anna, world.harbour)
    tab.save(2, "partly", comment="Pågår", planned_on="2024-03-31")
    page = tab.show(anna.get(tab.address))
    assert tab.fields["value-2"] == "partly"
    assert tab.fields["comment-2"] == "Pågår"
    assert tab.fields["planned_on-2"] == "2024-03-31"
    assert page.one("#activity-2 details").has_attr("open")
    assert not page.one("#activity-4 details").has_attr("open")
    assert page.words("#progress") == "1 av 13 besvarade"
    assert "Aktivitet 2: Delvis" in page.words("#cell-2")
    assert page.words("#go-to") == "Fortsätt med aktivitet 1"
    assert page.one("#go-to")["href"] == "#activity-1"


def test_it_begins_with_the_first_activity(anna: Client, world: World) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}")
    assert page.words("#go-to") == "Börja med aktivitet 1"


def test_it_ends_with_the_review(anna: Client, world: World) -> None:
    page = answer_everything(anna, world.harbour).page
    assert page.words("#go-to") == "Granska svaren"
    assert "Alla aktiviteter är besvarade" in page.words("#remaining")


def test_each_opened_page_is_one_of_its_own(anna: Client, world: World) -> None:
    pages = {Tab(anna, world.harbour).fields["page"] for _ in range(5)}
    assert len(pages) == 5


def test_english_shows_swedish_where_there_is_no_translation(
    anna: Client, session: Session, world: World
) -> None:
    activity = session.query(Activity).filter_by(round_id=world.round.id, number=2).one()
    activity.text_en = ""
    session.commit()
    anna.get("/about?lang=en")
    page = anna.get(f"/checklist/{world.harbour.id}")
    assert page.one("html")["lang"] == "en"
    untranslated = page.one("#activity-2 .q")
    assert (untranslated["lang"], untranslated.get_text()) == ("sv", activity.text_sv)
    assert not page.one("#activity-3 .q").has_attr("lang")
    assert page.words("#activity-2 .v-partly") == "Partly"


def test_it_says_what_a_coordinator_asked_for(anna: Client, session: Session, world: World) -> None:
    change(session, world.harbour, status=ResponseStatus.RETURNED, submitted_at=NOW)
    assert "Komplettering är begärd" in anna.get(f"/checklist/{world.harbour.id}").words("main")


def test_a_name_with_markup_stays_text(anna: Client, session: Session, world: World) -> None:
    change(session, world.harbour, name="<b>Hamn</b> & \"Bolag\" 'AB'")
    change(session, world.round, contact_name="<i>Sara</i>", contact_email='a@b.se"><script>')
    page = anna.get(f"/checklist/{world.harbour.id}")
    assert "<b>Hamn</b> & \"Bolag\" 'AB'" in page.words("dl.facts")
    assert not page.html.select("dl.facts b, dl.facts i, dl script")


@pytest.mark.parametrize("answered", [False, True])
def test_it_needs_few_questions_to_the_database(
    anna: Client,
    world: World,
    answered: bool,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    if answered:
        answer_everything(anna, world.harbour)
    with count_queries() as sent:
        assert anna.get(f"/checklist/{world.harbour.id}").status == 200
    assert len(sent) <= 6, "\n".join(sent)
