"""The receipt: what was handed in, by whom and when."""

import pytest
from sqlalchemy.orm import Session

from hp.models import Contact, Round
from tests.checklist import records
from tests.checklist.tab import Tab, answer_everything, hand_in, submit_everything
from tests.client import Client
from tests.world import NOW, World


def test_it_says_who_handed_in_what_and_when(anna: Client, session: Session, world: World) -> None:
    answer_everything(anna, world.harbour).fill(2, "no").fill(3, "not_applicable").submit()
    hand_in(anna, world.harbour, name="Anna L", function="vd")
    page = anna.get(f"/checklist/{world.harbour.id}/receipt")
    assert page.words("h1") == "Tack, svaren är inlämnade"
    facts = page.words("dl.facts")
    assert "Hamnbolaget AB" in facts
    assert "Fredag 1 september 2023, 14:00" in facts
    assert "Anna L, vd" in facts
    assert records.submissions(session)[0].receipt in facts
    assert "anna@hamnen.example" in page.words("p.ingress")
    assert page.words("p.sumline") == "Ja 11 Nej 1 Ej aktuellt 1"


def test_it_shows_all_answers_and_comments_as_text(anna: Client, world: World) -> None:
    comment = '<script>alert(1)</script> & "rad ett"\n\nrad <b>tre</b>'
    answer_everything(anna, world.harbour).fill(2, "no", comment=comment).submit()
    hand_in(anna, world.harbour, name="<i>Anna</i>", function='"vd" & <b>chef</b>')
    page = anna.get(f"/checklist/{world.harbour.id}/receipt")
    assert page.one("#answer-2 .kept").get_text() == comment
    assert '<i>Anna</i>, "vd" & <b>chef</b>' in page.words("dl.facts")
    assert not page.html.select("main script, main i, main b:not(.sumline b)")


def test_the_checklists_address_and_the_link_lead_to_it(anna: Client, world: World) -> None:
    submit_everything(anna, world.harbour)
    receipt = f"/checklist/{world.harbour.id}/receipt"
    assert anna.get(f"/checklist/{world.harbour.id}").location == receipt
    anna.open_link(world.anna)
    assert anna.get(f"/checklist/{world.harbour.id}").location == receipt


def test_a_colleague_sees_the_same_receipt(anna: Client, karin: Client, world: World) -> None:
    submit_everything(anna, world.harbour)
    page = karin.get(f"/checklist/{world.harbour.id}/receipt")
    assert "Anna Lindqvist" in page.words("dl.facts")
    assert "2023-0001" in page.words("dl.facts")


def test_it_is_there_however_often_it_is_read(anna: Client, world: World) -> None:
    first = submit_everything(anna, world.harbour).words("main")
    for _ in range(2):
        assert anna.get(f"/checklist/{world.harbour.id}/receipt").words("main") == first


def test_there_is_none_before_handing_in(anna: Client, world: World) -> None:
    answer_everything(anna, world.harbour)
    page = anna.get(f"/checklist/{world.harbour.id}/receipt")
    assert page.location == f"/checklist/{world.harbour.id}"


def test_it_can_be_opened_again_only_while_the_round_is_open(
    anna: Client, session: Session, world: World
) -> None:
    page = submit_everything(anna, world.harbour)
    assert page.html.select(f"form[action='/checklist/{world.harbour.id}/reopen']")
    session.get_one(Round, world.round.id).closed_at = NOW
    session.commit()
    closed = anna.get(f"/checklist/{world.harbour.id}/receipt")
    assert closed.status == 200
    assert not closed.html.select("main form")
    assert "Uppföljningen är stängd" in closed.words("ol.steps")


def test_a_contact_without_function_leaves_no_loose_comma(
    anna: Client, session: Session, world: World
) -> None:
    session.get_one(Contact, world.anna.contact_id).function = ""
    session.commit()
    page = submit_everything(anna, world.harbour)
    assert "Anna Lindqvist," not in page.words("dl.facts")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_is_in_the_readers_language(anna: Client, world: World, language: str) -> None:
    submit_everything(anna, world.harbour)
    anna.get(f"/about?lang={language}")
    page = anna.get(f"/checklist/{world.harbour.id}/receipt")
    assert page.one("html")["lang"] == language
    expected = {"sv": "Fredag 1 september 2023, 14:00", "en": "Friday 1 September 2023, 14:00"}
    assert expected[language] in page.words("dl.facts")


def test_it_shows_what_was_handed_in_and_not_what_came_after(
    anna: Client, session: Session, world: World
) -> None:
    submit_everything(anna, world.harbour)
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    Tab(anna, world.harbour).save(2, "no", comment="Efteråt")
    session.get_one(Round, world.round.id).closed_at = NOW
    session.commit()
    page = anna.get(f"/checklist/{world.harbour.id}/receipt")
    assert page.status == 200, "what counts is the hand-in, so it must be there to read"
    assert "Efteråt" not in page.words("main")
    assert page.words("p.sumline") == "Ja 13"
