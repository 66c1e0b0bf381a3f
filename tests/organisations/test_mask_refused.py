"""What masking refuses: what has changed, what is not handed in, words that are not there."""

import pytest
from sqlalchemy.orm import Session

from hp.models import Mask
from hp.models.events import EventKind
from tests.checklist import records
from tests.checklist.tab import Tab, answer_everything, hand_in
from tests.client import Client
from tests.organisations.masked import COMMENT, REASON, SECRET, address, fill, mask, submit
from tests.world import World


def test_pressed_twice_it_masks_once(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    submit(anna, world.harbour)
    fields = fill(sara.get(address(world.harbour)))
    assert sara.post(address(world.harbour), fields).status == 303
    assert sara.post(address(world.harbour), fields).status == 303
    assert len(records.read(session, Mask)) == 1
    assert len(records.events(session, EventKind.COMMENT_MASKED)) == 1


def test_what_has_changed_meanwhile_is_looked_at_first(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    submit(anna, world.harbour)
    fields = fill(sara.get(address(world.harbour)))
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    Tab(anna, world.harbour).save(2, "no", comment=f"{SECRET} är frisk.")
    hand_in(anna, world.harbour)
    before = records.everything(sara.app.extensions["hp_database"])
    page = sara.post(address(world.harbour), fields)
    assert page.status == 409
    assert "är frisk" in page.words("#said")
    assert page.one("#reason")["value"] == REASON
    assert records.everything(sara.app.extensions["hp_database"]) == before
    assert sara.post(address(world.harbour), fill(page)).status == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": "å"}, "words"),
        ({"words": "[***]"}, "words"),
        ({"words": "Spårvägen"}, "words"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 201}, "reason"),
        ({"reason": f"om {SECRET.lower()}"}, "reason"),
        ({"what": "whole", "words": "", "reason": COMMENT}, "reason"),
    ],
)
def test_a_form_that_cannot_be_taken_changes_nothing(
    anna: Client,
    sara: Client,
    session: Session,
    world: World,
    typed: dict[str, str],
    field: str,
) -> None:
    submit(anna, world.harbour)
    page = mask(sara, world.harbour, 2, **typed)
    assert page.status == 422
    assert page.one(f"#{field}")["aria-invalid"] == "true"
    assert page.html.select(f"#problems a[href='#{field}']")
    answer = records.answer(session, world.harbour, 2)
    assert answer is not None
    assert answer.comment == COMMENT


def test_nothing_that_is_not_handed_in_can_be_masked(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    answer_everything(anna, world.harbour, "no", comment=COMMENT)
    page = sara.get(address(world.harbour))
    assert "nothing to mask" in page.words("main")
    assert SECRET not in page.text
    fields = {"what": "words", "words": SECRET, "reason": REASON, "seen": "0-0-1", "token": "t"}
    assert sara.post(address(world.harbour), fields).status == 409
    assert not records.read(session, Mask)


def test_an_activity_or_hand_in_that_is_not_there_is_not_found(
    anna: Client, bo: Client, sara: Client, session: Session, world: World
) -> None:
    submit(anna, world.harbour)
    submit(bo, world.culture, comment="Annat.")
    assert sara.get(address(world.harbour, 14)).status == 404
    other = records.response(session, world.culture).submission_id
    page = sara.get(f"{address(world.harbour)}?hand_in={other}")
    assert "nothing to mask" in page.words("main")
    assert "Annat" not in page.text
