"""All answers to read, before handing in."""

import pytest
from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models import Contact, Response
from tests.checklist.tab import EVERYTHING, Tab, answer_everything, hand_in, read_fields
from tests.client import Client
from tests.world import World


def test_it_lists_what_is_missing_with_a_link_to_each(anna: Client, world: World) -> None:
    tab = Tab(anna, world.harbour)
    for number in EVERYTHING:
        if number not in (4, 12):
            tab.fill(number, "yes")
    tab.submit()
    page = anna.get(f"{tab.address}/review")
    note = page.html.select("div.note-warn")[0]
    assert "2 aktiviteter är inte besvarade" in note.get_text()
    links = [a["href"] for a in note.select("a")]
    assert links == [f"{tab.address}#activity-4", f"{tab.address}#activity-12"]
    assert "Obesvarad" in page.words("#answer-4")


def test_it_says_one_where_one_is_missing(anna: Client, world: World) -> None:
    tab = Tab(anna, world.harbour)
    for number in range(1, 13):
        tab.fill(number, "yes")
    tab.submit()
    assert "En aktivitet är inte besvarad" in anna.get(f"{tab.address}/review").words("main")


def test_it_asks_for_comments_but_only_where_they_help(anna: Client, world: World) -> None:
    tab = Tab(anna, world.harbour)
    for number in EVERYTHING:
        tab.fill(number, "yes")
    tab.fill(2, "partly").fill(4, "no").fill(6, "no", comment="Berättat").fill(3, "not_applicable")
    tab.submit()
    page = anna.get(f"{tab.address}/review")
    note = page.html.select("div.note-warn")[0]
    assert "3 kommentarer saknas" in note.get_text()
    assert [a["href"].partition("#")[2] for a in note.select("a")] == [
        "activity-2",
        "activity-4",
        "activity-11",
    ]
    assert "Kommentar saknas" in page.words("#answer-2")
    assert "Funktion saknas" in page.words("#answer-11")
    assert "saknas" not in page.words("#answer-6")
    assert "saknas" not in page.words("#answer-3")


def test_it_asks_for_nothing_where_nothing_is_missing(anna: Client, world: World) -> None:
    answer_everything(anna, world.harbour, "no", comment="Berättat")
    page = anna.get(f"/checklist/{world.harbour.id}/review")
    assert not page.html.select("div.note")


def test_it_shows_answers_dates_and_comments_as_they_were_written(
    anna: Client, world: World
) -> None:
    comment = '<script>alert(1)</script> & "rad ett"\n\nrad <b>tre</b>'
    tab = Tab(anna, world.harbour)
    tab.save(2, "partly", comment=comment, planned_on="2024-03-31")
    page = anna.get(f"{tab.address}/review")
    assert "Delvis" in page.words("#answer-2")
    assert "Klart senast 31 mars 2024" in page.words("#answer-2")
    assert page.one("#answer-2 .kept").get_text() == comment
    assert not page.html.select("#answer-2 script, #answer-2 b")


def test_each_answer_can_be_changed(anna: Client, world: World) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}/review")
    links = [a["href"] for a in page.html.select("dd.chg a")]
    assert links == [f"/checklist/{world.harbour.id}#activity-{n}" for n in EVERYTHING]
    names = {a.get_text() for a in page.html.select("dd.chg a")}
    assert len(names) == 13, "a list of links alone must tell them apart"


def test_it_counts_the_answers(anna: Client, world: World) -> None:
    tab = Tab(anna, world.harbour)
    tab.fill(2, "partly").fill(4, "no").fill(6, "no").fill(3, "not_applicable").submit()
    counts = anna.get(f"{tab.address}/review").words("p.sumline")
    assert counts == "Delvis 1 Nej 2 Ej aktuellt 1"


def test_it_knows_the_person_already(
    anna: Client, session: Session, world: World, karin: Client
) -> None:
    contact = session.get_one(Contact, world.anna.contact_id)
    contact.name, contact.function = 'Anna "A" <L>', "Ekonomichef & vd"
    session.commit()
    page = anna.get(f"/checklist/{world.harbour.id}/review")
    fields = read_fields(page.one("form#hand-in"))
    assert (fields["name"], fields["function"]) == ('Anna "A" <L>', "Ekonomichef & vd")
    theirs = karin.get(f"/checklist/{world.harbour.id}/review")
    assert read_fields(theirs.one("form#hand-in"))["name"] == "Karin Berg"


def test_it_leads_to_the_receipt_afterwards(anna: Client, world: World) -> None:
    answer_everything(anna, world.harbour)
    hand_in(anna, world.harbour)
    page = anna.get(f"/checklist/{world.harbour.id}/review")
    assert page.location == f"/checklist/{world.harbour.id}"
    assert anna.get(page.location).location == f"/checklist/{world.harbour.id}/receipt"


@pytest.mark.parametrize("status", [ResponseStatus.EXCUSED])
def test_it_is_not_for_those_who_are_not_asked(
    anna: Client, session: Session, world: World, status: ResponseStatus
) -> None:
    session.get_one(Response, world.harbour.id).status = status
    session.commit()
    page = anna.get(f"/checklist/{world.harbour.id}/review")
    assert page.location == f"/checklist/{world.harbour.id}"
    assert "Ni behöver inte svara" in anna.get(page.location).words("main")
