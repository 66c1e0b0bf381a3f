"""Opening a handed-in response again, until the round closes."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy.orm import Session

from hp.database import Database
from hp.domain.answers import AnswerValue, ResponseStatus
from hp.models import Round, SubmittedAnswer
from hp.models.events import EventKind
from tests.checklist import records
from tests.checklist.tab import Tab, hand_in, submit_everything
from tests.client import Client, Page
from tests.world import DUE, NOW, World


def reopen(client: Client, world: World) -> Page:
    return client.post(f"/checklist/{world.harbour.id}/reopen")


@pytest.fixture
def submitted(anna: Client, world: World) -> Page:
    """Hamnbolaget has handed in: Ja to everything."""
    return submit_everything(anna, world.harbour)


def test_it_leads_back_to_the_checklist_with_every_answer(
    anna: Client, world: World, submitted: Page
) -> None:
    form = submitted.one("ol.steps form")
    answer = anna.post(form["action"])
    assert answer.location == f"/checklist/{world.harbour.id}"
    tab = Tab(anna, world.harbour)
    assert "Svaret är öppet igen" in tab.page.words("main")
    assert "1 september 2023" in tab.page.words(".lead .note")
    assert tab.page.words("#progress") == "13 av 13 besvarade"


def test_the_hand_in_stays_until_the_next(
    anna: Client, session: Session, world: World, submitted: Page
) -> None:
    reopen(anna, world)
    Tab(anna, world.harbour).save(2, "no")
    response = records.response(session, world.harbour)
    assert response.status is ResponseStatus.READY
    assert (response.marks, response.submitted_marks) == ("yn" + "y" * 11, "y" * 13)
    assert response.submission_id == records.submissions(session)[0].id
    assert response.reopened_at == NOW
    frozen = records.read(session, SubmittedAnswer)
    assert {a.value for a in frozen} == {AnswerValue.YES}
    (event,) = records.events(session, EventKind.REOPENED)
    assert (event.response_id, event.contact_id) == (world.harbour.id, world.anna.contact_id)


def test_the_next_hand_in_is_the_second_and_counts(
    anna: Client, session: Session, world: World, submitted: Page
) -> None:
    reopen(anna, world)
    Tab(anna, world.harbour).save(2, "no")
    hand_in(anna, world.harbour)
    first, second = records.submissions(session)
    assert (first.ordinal, second.ordinal) == (1, 2)
    response = records.response(session, world.harbour)
    assert response.submission_id == second.id
    assert response.submitted_marks == "yn" + "y" * 11
    assert response.reopened_at is None
    assert len(records.read(session, SubmittedAnswer, SubmittedAnswer.submission_id == 1)) == 13
    assert len(records.messages(session)) == 2
    page = anna.get(f"/checklist/{world.harbour.id}/receipt")
    assert second.receipt in page.words("dl.facts")


def test_it_can_be_handed_in_again_unchanged(
    anna: Client, session: Session, world: World, submitted: Page
) -> None:
    reopen(anna, world)
    hand_in(anna, world.harbour)
    assert [s.ordinal for s in records.submissions(session)] == [1, 2]


def test_pressed_twice_it_is_opened_once(
    anna: Client, session: Session, world: World, submitted: Page
) -> None:
    for _ in range(2):
        assert reopen(anna, world).location == f"/checklist/{world.harbour.id}"
    assert len(records.events(session, EventKind.REOPENED)) == 1


def test_a_colleague_can_do_it(
    karin: Client, session: Session, world: World, submitted: Page
) -> None:
    assert reopen(karin, world).status == 303
    assert records.response(session, world.harbour).status is ResponseStatus.READY


def test_what_was_never_handed_in_is_left_alone(
    anna: Client, database: Database, world: World
) -> None:
    before = records.everything(database)
    assert reopen(anna, world).location == f"/checklist/{world.harbour.id}"
    assert records.everything(database) == before


def test_it_is_possible_after_the_last_day(
    anna: Client, session: Session, world: World, submitted: Page, clock: time_machine.Traveller
) -> None:
    clock.move_to(DUE + dt.timedelta(days=3))
    assert reopen(anna, world).status == 303
    hand_in(anna, world.harbour)
    assert [s.is_late for s in records.submissions(session)] == [False, True]


@pytest.mark.parametrize("by_itself", [False, True])
def test_it_is_refused_when_the_round_has_closed(
    anna: Client,
    database: Database,
    session: Session,
    world: World,
    submitted: Page,
    clock: time_machine.Traveller,
    by_itself: bool,
) -> None:
    round_ = session.get_one(Round, world.round.id)
    round_.closes_by_itself = by_itself
    round_.closed_at = None if by_itself else NOW
    session.commit()
    clock.move_to(DUE + dt.timedelta(seconds=1))
    before = records.everything(database)
    page = reopen(anna, world)
    assert page.status == 409
    assert page.words("h1") == "Uppföljningen är stängd"
    assert page.one("main a")["href"] == f"/checklist/{world.harbour.id}"
    assert records.everything(database) == before
