"""When no answers are taken: read, but not change."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy.orm import Session

from hp.database import Database
from hp.domain.answers import ResponseStatus
from hp.models import Response, Round
from tests.checklist import records
from tests.checklist.tab import Tab, submit_everything
from tests.client import Client
from tests.world import DUE, NOW, World

SECOND = dt.timedelta(seconds=1)


def change(session: Session, row: Round | Response, **fields: object) -> None:
    """Change a row behind the application's back."""
    for name, value in fields.items():
        setattr(session.get_one(type(row), row.id), name, value)
    session.commit()


@pytest.fixture
def tab(anna: Client, world: World) -> Tab:
    """Anna's checklist, with one answer, open while the round closes."""
    opened = Tab(anna, world.harbour)
    opened.save(2, "partly", comment="Pågår")
    return opened


def test_a_closed_round_shows_the_answers_to_read(
    session: Session, world: World, anna: Client, tab: Tab
) -> None:
    change(session, world.round, closed_at=NOW)
    page = anna.get(tab.address)
    assert page.status == 200
    assert "Uppföljningen stängde 1 september 2023" in page.words("main .note")
    assert "Sara Ek" in page.words("main .note")
    assert "Delvis" in page.words("#answer-2")
    assert page.words("#answer-2 .kept") == "Pågår"
    assert not page.html.select("main form, main textarea")


def test_a_closed_round_refuses_a_save_in_plain_words(
    database: Database, session: Session, world: World, tab: Tab
) -> None:
    change(session, world.round, closed_at=NOW)
    before = records.everything(database)
    answer = tab.save(2, "yes", comment="För sent")
    assert answer.status == 409
    assert "Uppföljningen är stängd. Det du har skrivit finns kvar på sidan" in answer.words()
    assert answer.one("#note-2")
    assert answer.words("#announcer").startswith("Aktivitet 2 är inte sparad.")
    assert not answer.html.select("input, textarea, fieldset")
    assert records.everything(database) == before


def test_a_closed_round_has_no_review(
    session: Session, world: World, anna: Client, tab: Tab
) -> None:
    change(session, world.round, closed_at=NOW)
    assert anna.get(f"{tab.address}/review").location == tab.address


def test_the_last_day_alone_closes_nothing(
    session: Session, world: World, tab: Tab, clock: time_machine.Traveller
) -> None:
    clock.move_to(DUE + dt.timedelta(days=30))
    assert tab.save(2, "yes").status == 200


def test_a_round_can_close_by_itself_after_its_last_moment(
    session: Session, world: World, anna: Client, tab: Tab, clock: time_machine.Traveller
) -> None:
    change(session, world.round, closes_by_itself=True)
    clock.move_to(DUE)
    assert tab.save(2, "yes").status == 200
    clock.move_to(DUE + SECOND)
    assert tab.save(2, "no").status == 409
    assert "Uppföljningen stängde 15 september 2023" in anna.get(tab.address).words("main")


def test_an_organisations_own_last_day_keeps_it_open(
    session: Session,
    world: World,
    anna: Client,
    bo: Client,
    tab: Tab,
    clock: time_machine.Traveller,
) -> None:
    change(session, world.round, closes_by_itself=True)
    change(session, world.harbour, due_at=DUE + dt.timedelta(days=7))
    theirs = Tab(bo, world.culture)
    clock.move_to(DUE + dt.timedelta(days=7))
    assert tab.save(2, "yes").status == 200
    assert theirs.save(2, "yes").status == 409
    clock.move_to(DUE + dt.timedelta(days=7) + SECOND)
    assert tab.save(2, "no").status == 409
    assert "22 september 2023" in anna.get(tab.address).words("main .note")


def test_somebody_who_closes_the_round_closes_it_for_everybody(
    session: Session, world: World, tab: Tab
) -> None:
    change(session, world.harbour, due_at=DUE + dt.timedelta(days=7))
    change(session, world.round, closed_at=NOW)
    assert tab.save(2, "yes").status == 409


def test_a_closed_round_can_be_opened_again(session: Session, world: World, tab: Tab) -> None:
    change(session, world.round, closed_at=NOW)
    assert tab.save(2, "yes").status == 409
    change(session, world.round, closed_at=None)
    assert tab.save(2, "yes").status == 200


@pytest.mark.parametrize("opened_at", [None, NOW + SECOND])
def test_a_round_that_has_not_opened_lets_the_questions_be_read(
    session: Session, world: World, anna: Client, tab: Tab, opened_at: dt.datetime | None
) -> None:
    change(session, world.round, opened_at=opened_at)
    page = anna.get(tab.address)
    assert "Uppföljningen har inte öppnat än" in page.words("main .note")
    assert anna.get(f"{tab.address}/questions").status == 200
    answer = tab.save(2, "yes")
    assert answer.status == 409
    assert "Öppna länken igen senare" in answer.words("#note-2")


def test_what_was_closed_before_its_day_is_closed_and_will_not_open(
    session: Session, world: World, anna: Client, tab: Tab
) -> None:
    change(session, world.round, opened_at=NOW + dt.timedelta(days=3), closed_at=NOW)
    page = anna.get(tab.address)
    assert "Uppföljningen stängde 1 september 2023" in page.words("main .note")
    assert "är stängd" in tab.save(2, "yes").words("#note-2")


def test_who_is_excused_is_told_so(
    database: Database, session: Session, world: World, anna: Client, tab: Tab
) -> None:
    change(session, world.harbour, status=ResponseStatus.EXCUSED)
    assert "Ni behöver inte svara" in anna.get(tab.address).words("main .note")
    before = records.everything(database)
    answer = tab.save(2, "yes")
    assert answer.status == 409
    assert "Er organisation tillfrågas inte" in answer.words("#note-2")
    assert not answer.html.select("input, textarea, fieldset")
    assert records.everything(database) == before


def test_a_save_after_a_colleagues_hand_in_is_refused_with_the_way_to_the_receipt(
    session: Session, world: World, karin: Client, tab: Tab
) -> None:
    submit_everything(karin, world.harbour)
    answer = tab.save(2, "no", comment="Efteråt")
    assert answer.status == 409
    assert "En kollega har lämnat in" in answer.words("#note-2")
    assert answer.one("#note-2 a")["href"] == f"{tab.address}/receipt"
    assert records.response(session, world.harbour).marks[1] == "y"


def test_a_reopened_response_is_told_what_counts_when_the_round_closes(
    session: Session, world: World, anna: Client
) -> None:
    submit_everything(anna, world.harbour)
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    Tab(anna, world.harbour).save(2, "no", comment="Inte inlämnat")
    change(session, world.round, closed_at=NOW)
    page = anna.get(f"/checklist/{world.harbour.id}")
    note = page.words("main .note")
    assert "De lämnades inte in" not in note
    assert "Svaren som lämnades in 1 september 2023 gäller" in note
    assert page.one("main .note a[href$='/receipt']")
    assert page.words("#answer-2 .kept") == "Inte inlämnat"
