"""One organisation answers for another: its row is always in step, and only where it may be."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp.actions.answers_for import CannotAnswerFor, set_answered_by
from hp.actions.links import send_links
from hp.domain.answers import ResponseStatus
from hp.domain.errors import RoundClosed
from hp.models import Answer, PersonalLink, Response, User
from hp.models.events import EventKind
from hp.store.answers_for import FOLLOWS
from tests.checklist import records
from tests.client import Client
from tests.overview.arrange import answer, ask, hand_in
from tests.world import NOW, World, make_round, make_user


@pytest.fixture
def user(session: Session, world: World) -> User:
    found = make_user(session, "kim@staden.example")
    session.commit()
    return found


def follow(session: Session, one: Response, by: Response | None, user: User) -> None:
    set_answered_by(session, one.id, by.id if by else None, user.id, NOW)


def row(session: Session, response: Response) -> tuple[object, ...]:
    found = records.response(session, response)
    return tuple(getattr(found, field) for field in FOLLOWS)


def test_the_follower_is_in_step_at_every_save_hand_in_and_reopening(
    anna: Client, session: Session, world: World, user: User
) -> None:
    follow(session, world.culture, world.harbour, user)
    address = f"/checklist/{world.harbour.id}"
    anna.get(address)
    anna.post(f"{address}/activities/1", {"value-1": "yes", "version-1": "0"}, htmx=True)
    assert records.response(session, world.culture).status == ResponseStatus.STARTED
    assert row(session, world.culture) == row(session, world.harbour)

    answers = {"version-1": "1", "value-1": "yes"}
    for number in range(2, 14):
        answers |= {f"value-{number}": "partly", f"version-{number}": "0"}
    anna.post(address, answers | {"then": "review"})
    assert records.response(session, world.culture).status == ResponseStatus.READY
    assert row(session, world.culture) == row(session, world.harbour)

    seen = anna.get(f"{address}/review").one("input[name=seen]")["value"]
    anna.post(f"{address}/review", {"seen": seen, "name": "Anna", "function": ""})
    after = records.response(session, world.culture)
    assert (after.status, after.submitted_marks) == (ResponseStatus.SUBMITTED, "y" + "p" * 12)
    assert row(session, world.culture) == row(session, world.harbour)

    anna.get(f"{address}/receipt")
    anna.post(f"{address}/reopen")
    after = records.response(session, world.culture)
    assert (after.status, bool(after.reopened_at)) == (ResponseStatus.READY, True)
    assert row(session, world.culture) == row(session, world.harbour)
    assert {found.response_id for found in records.read(session, Answer)} == {world.harbour.id}


def test_its_links_are_revoked_and_made_anew_when_it_answers_itself_again(
    app: Flask, bo: Client, session: Session, world: World, user: User
) -> None:
    hand_in(session, world.harbour)
    session.commit()
    follow(session, world.culture, world.harbour, user)
    assert row(session, world.culture) == row(session, world.harbour)
    assert bo.get(f"/checklist/{world.culture.id}").status != 200
    assert records.response(session, world.harbour).answers_for_others

    follow(session, world.culture, None, user)
    after = records.response(session, world.culture)
    assert (after.status, after.marks) == (ResponseStatus.NOT_STARTED, "." * 13)
    assert after.submission_id is after.submitted_marks is after.changed_at is None
    assert not records.response(session, world.harbour).answers_for_others
    *_, link = records.read(session, PersonalLink, PersonalLink.response_id == world.culture.id)
    assert Client(app).open_link(link).get(f"/checklist/{world.culture.id}").status == 200
    assert len(records.events(session, EventKind.ANSWERS_FOR_CHANGED)) == 2
    assert len(records.events(session, EventKind.LINK_REVOKED)) == 1


def test_another_can_take_over_and_the_former_goes_on_for_the_others(
    session: Session, world: World, user: User
) -> None:
    a, b = ask(session, world.round, "Dotter A"), ask(session, world.round, "Dotter B")
    answer(session, world.culture, "nn")
    session.commit()
    follow(session, a, world.harbour, user)
    follow(session, b, world.harbour, user)
    follow(session, a, world.culture, user)
    assert row(session, a) == row(session, world.culture)
    assert records.response(session, world.harbour).answers_for_others
    follow(session, b, None, user)
    assert not records.response(session, world.harbour).answers_for_others


def refusal(session: Session, one: Response, by: Response, user: User) -> str:
    session.commit()
    before = {r.id: (r.answered_by_id, r.answers_for_others, r.marks) for r in _all(session)}
    with pytest.raises(CannotAnswerFor) as refused:
        follow(session, one, by, user)
    after = {r.id: (r.answered_by_id, r.answers_for_others, r.marks) for r in _all(session)}
    assert before == after
    assert not [link for link in records.read(session, PersonalLink) if link.revoked_at]
    return refused.value.reason


def _all(session: Session) -> list[Response]:
    return list(records.read(session, Response))


def test_who_has_answers_of_its_own_cannot_be_answered_for(
    session: Session, world: World, user: User
) -> None:
    answer(session, world.culture, "y")
    assert refusal(session, world.culture, world.harbour, user) == "has_answers"
    hand_in(session, world.culture)
    assert refusal(session, world.culture, world.harbour, user) == "submitted"


def test_a_comment_without_an_answer_is_an_answer_of_its_own(
    session: Session, world: World, user: User
) -> None:
    session.add(
        Answer(response_id=world.culture.id, number=1, version=1, comment="Vänta", saved_at=NOW)
    )
    assert refusal(session, world.culture, world.harbour, user) == "has_answers"


def test_there_are_no_chains_and_no_circles(session: Session, world: World, user: User) -> None:
    third = ask(session, world.round, "Dotter A")
    world.bo.revoked_at = None
    assert refusal(session, third, third, user) == "unknown"
    third.answered_by_id = world.harbour.id
    world.harbour.answers_for_others = True
    assert refusal(session, world.harbour, third, user) == "answers_for_others"
    assert refusal(session, world.harbour, world.culture, user) == "answers_for_others"
    assert refusal(session, world.culture, third, user) == "is_answered_for"


def test_excused_ones_neither_answer_nor_are_answered_for(
    session: Session, world: World, user: User
) -> None:
    world.culture.status = ResponseStatus.EXCUSED
    assert refusal(session, world.culture, world.harbour, user) == "excused"
    assert refusal(session, world.harbour, world.culture, user) == "by_excused"


def test_nobody_answers_across_rounds_or_after_the_round(
    session: Session, world: World, user: User
) -> None:
    other = make_round(session, "2022", opened_at=NOW - dt.timedelta(days=90))
    elsewhere = ask(session, other, "Dotter A")
    assert refusal(session, world.culture, elsewhere, user) == "unknown"
    world.round.closed_at = NOW
    session.commit()
    with pytest.raises(RoundClosed):
        follow(session, world.culture, world.harbour, user)


def test_saying_what_holds_already_changes_nothing(
    session: Session, world: World, user: User
) -> None:
    follow(session, world.culture, world.harbour, user)
    follow(session, world.culture, world.harbour, user)
    follow(session, world.harbour, None, user)
    assert len(records.events(session, EventKind.ANSWERS_FOR_CHANGED)) == 1


def test_whose_organisation_is_answered_for_gets_no_way_in_by_asking(
    session: Session, world: World, user: User
) -> None:
    follow(session, world.culture, world.harbour, user)
    assert send_links(session, "bo@kultur.example", NOW) == 0
    assert not records.messages(session)
    follow(session, world.culture, None, user)
    assert [link.revoked_at for link in records.read(session, PersonalLink)][-1] is None
