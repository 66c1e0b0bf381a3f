"""The questions on paper, for a meeting before anybody answers."""

import pytest
from sqlalchemy.orm import Session

from hp.models import Round
from tests.checklist.tab import Tab, submit_everything
from tests.client import Client
from tests.world import World


def test_it_has_every_question_with_boxes_and_no_fields(
    anna: Client, session: Session, world: World
) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}/questions")
    asked = [p.get_text() for p in page.html.select("ol.asked > li > p:first-child")]
    assert asked == [a.text_sv for a in session.get_one(Round, world.round.id).activities]
    assert not page.html.select("main form, main input, main textarea")
    boxes = [len(ul.select("li")) for ul in page.html.select("ul.boxes")]
    assert boxes == [3, 3, 4, 3, 4] + [3] * 8


def test_it_numbers_them_as_the_checklist_does(anna: Client, world: World) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}/questions")
    numbers = []
    for area in page.html.select("ol.asked"):
        start = int(str(area["start"]))
        numbers += range(start, start + len(area.select(":scope > li")))
    assert numbers == list(range(1, 14))


@pytest.mark.parametrize("state", ["started", "submitted"])
def test_it_shows_nobodys_answers_and_is_there_in_every_state(
    anna: Client, world: World, state: str
) -> None:
    if state == "submitted":
        submit_everything(anna, world.harbour)
    else:
        Tab(anna, world.harbour).save(2, "no", comment="Vårt svar")
    page = anna.get(f"/checklist/{world.harbour.id}/questions")
    assert page.status == 200
    assert "Vårt svar" not in page.text


def test_it_asks_for_the_function_where_the_checklist_does(anna: Client, world: World) -> None:
    page = anna.get(f"/checklist/{world.harbour.id}/questions")
    lines = [p.get_text() for p in page.html.select("p.line")]
    assert [n for n, line in enumerate(lines, 1) if "Ansvarig funktion" in line] == [11]
