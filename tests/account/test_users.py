"""Coordinators invite, change and retire those who sign in."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.models import Base, Event, Message, User
from hp.models.events import EventKind
from hp.models.mail import MessageState
from hp.models.users import Role
from tests.account.letters import form_values, link_in, read_last
from tests.account.people import SARA, browser, make_user, sign_in
from tests.client import Client, Page
from tests.world import NOW, PASSWORD

EVA = "eva.ny@staden.example"
DAY = dt.timedelta(days=1)


@pytest.fixture
def sara(app: Flask, session: Session, clock: time_machine.Traveller) -> Client:
    return browser(app).sign_in_as(session, make_user(session))


def invite(client: Client, email: str = EVA, **values: str) -> Page:
    shown = form_values(client.get("/account/users/invite"))
    return client.post("/account/users/invite", shown | {"name": "Eva Ny", "email": email} | values)


def find(session: Session, email: str = EVA) -> User:
    session.rollback()
    session.expire_all()
    return session.scalars(select(User).where(User.email == email)).one()


def accept(app: Flask, session: Session, password: str = PASSWORD, **values: str) -> Page:
    link = link_in(read_last(app, session))
    client = browser(app)
    client.get(link)
    return client.post(link, {"password": password, "again": password} | values)


def test_who_is_invited_chooses_a_password_and_signs_in(
    app: Flask, session: Session, sara: Client
) -> None:
    assert invite(sara, role="reader").location == "/account/users"
    assert "An invitation goes to eva.ny@staden.example" in sara.get("/account/users").words()
    page = accept(app, session, name="Eva Nyström")
    assert page.location == "/account/sign-in"
    eva = browser(app)
    assert sign_in(eva, EVA).location == "/overview"
    assert eva.get("/tests/anyone").text == EVA
    assert eva.get("/tests/coordinator").status == 403
    assert (find(session).name, find(session).role) == ("Eva Nyström", Role.READER)


def test_the_mail_says_who_invites_to_what_and_until_when_in_the_chosen_language(
    app: Flask, session: Session, sara: Client
) -> None:
    invite(sara, role="coordinator", language="en")
    text = read_last(app, session)
    assert "Hello Eva!" in text
    assert "Sara Ek (sara.ek@staden.example) invites you" in text
    assert "as a coordinator" in text
    assert "8 September 2023" in text
    assert session.scalars(select(Message.reply_to)).one() == SARA
    invite(sara, "bo@staden.example", language="sv")
    assert "Hej Eva!" in read_last(app, session)


def test_opening_the_link_uses_nothing_up_and_using_it_does(
    app: Flask, session: Session, sara: Client
) -> None:
    invite(sara)
    link = link_in(read_last(app, session))
    for _ in range(3):
        assert browser(app).get(link).status == 200
    assert accept(app, session).status == 303
    page = browser(app).get(link)
    assert page.status == 404
    assert page.words("h1") == "The link is no longer valid"
    other = browser(app)
    other.get("/account/sign-in")
    values = {"password": f"en annan {PASSWORD}", "again": f"en annan {PASSWORD}"}
    assert other.post(link, values).status == 404


def test_the_token_is_nowhere_in_the_database(app: Flask, session: Session, sara: Client) -> None:
    invite(sara)
    token = link_in(read_last(app, session)).rpartition("/")[2]
    kept = [
        str(value)
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table))
        for value in row
    ]
    assert "{link}" in " ".join(kept)
    assert not [value for value in kept if token in value]


@pytest.mark.parametrize("change", ["a", "-", "1-1-" + "a" * 32])
def test_another_token_opens_nothing(
    app: Flask, session: Session, sara: Client, change: str
) -> None:
    invite(sara)
    assert browser(app).get(link_in(read_last(app, session)) + change).status == 404
    assert browser(app).get(f"/account/link/{change}").status == 404


def test_an_invitation_is_too_old_after_a_week(
    app: Flask, session: Session, sara: Client, clock: time_machine.Traveller
) -> None:
    invite(sara)
    link = link_in(read_last(app, session))
    clock.move_to(NOW + 7 * DAY - dt.timedelta(seconds=1))
    assert browser(app).get(link).status == 200
    clock.move_to(NOW + 7 * DAY)
    assert browser(app).get(link).status == 404


def test_an_invitation_sent_again_leaves_one_that_opens(
    app: Flask, session: Session, sara: Client
) -> None:
    invite(sara)
    first = link_in(read_last(app, session))
    address = f"/account/users/{find(session).id}"
    token = sara.get(address).html.select_one("input[name=token]")["value"]  # type: ignore[index]
    for _ in range(2):  # a double press
        assert sara.post(f"{address}/invite", {"token": token}).status == 303
    second = link_in(read_last(app, session))
    assert first != second
    assert browser(app).get(first).status == 404
    assert browser(app).get(second).status == 200
    assert session.scalar(select(func.count(Message.id))) == 2


def test_an_invitation_taken_back_opens_nothing(app: Flask, session: Session, sara: Client) -> None:
    invite(sara)
    link = link_in(read_last(app, session))
    sara.get(f"/account/users/{find(session).id}")
    assert sara.post(f"/account/users/{find(session).id}/retire").status == 303
    assert browser(app).get(link).status == 404
    assert EVA not in sara.get("/account/users").words("ul.roundlist")


def test_a_double_press_invites_once(session: Session, sara: Client) -> None:
    values = form_values(sara.get("/account/users/invite")) | {"email": EVA}
    for _ in range(2):
        assert sara.post("/account/users/invite", values).status == 303
    assert session.scalar(select(func.count(Message.id))) == 1
    assert session.scalar(select(func.count(User.id))) == 2


@pytest.mark.parametrize(
    ("email", "text"),
    [("eva", "Give an e-mail address"), (SARA.upper(), "can sign in already"), ("", "Give an")],
)
def test_what_cannot_be_invited_is_said_at_the_field(
    session: Session, sara: Client, email: str, text: str
) -> None:
    page = invite(sara, email)
    assert page.status == 422
    assert text in page.words("#email-error")
    assert page.one("#problems a")["href"] == "#email"
    assert (page.one("#email")["value"], page.one("#name")["value"]) == (email, "Eva Ny")
    assert session.scalar(select(func.count(Message.id))) == 0


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [("kort", "kort", "password"), (PASSWORD, PASSWORD + "x", "again"),
     ("eva.ny@staden.example", "eva.ny@staden.example", "password")],
)  # fmt: skip
def test_a_password_that_cannot_be_is_said_and_the_link_still_opens(
    app: Flask, session: Session, sara: Client, password: str, again: str, field: str
) -> None:
    invite(sara)
    page = accept(app, session, password, again=again, name="Eva N")
    assert page.status == 422
    assert page.one(f"#{field}")["aria-invalid"] == "true"
    assert page.one("#name")["value"] == "Eva N"
    assert accept(app, session).status == 303


def test_a_role_is_changed_at_once(app: Flask, session: Session, sara: Client) -> None:
    user = make_user(session, EVA, role=Role.READER)
    eva = browser(app).sign_in_as(session, user)
    assert eva.get("/tests/coordinator").status == 403
    address = f"/account/users/{user.id}"
    values = form_values(sara.get(address), 'form[action$="/role"]')
    assert sara.post(f"{address}/role", values | {"role": "coordinator"}).status == 303
    assert eva.get("/tests/coordinator").status == 200
    page = sara.post(f"{address}/role", values | {"role": "reader"})  # from the page of before
    assert page.status == 409
    assert find(session).role is Role.COORDINATOR


@pytest.mark.parametrize("way", ["role", "retire"])
def test_the_last_coordinator_stays(session: Session, sara: Client, way: str) -> None:
    make_user(session, EVA, role=Role.READER)
    invite(sara, "not.accepted@staden.example", role="coordinator")
    own = find(session, SARA)
    sara.get(f"/account/users/{own.id}")
    values = {"role": "reader", "was": "coordinator"}
    page = sara.post(f"/account/users/{own.id}/{way}", values)
    assert page.status == 422
    assert "Nobody would be left to coordinate" in page.words("#problem")
    assert sara.get("/tests/coordinator").status == 200


def test_who_is_retired_is_signed_out_and_can_be_invited_again(
    app: Flask, session: Session, sara: Client
) -> None:
    user = make_user(session, EVA)
    eva = browser(app).sign_in_as(session, user)
    assert eva.get("/tests/anyone").status == 200
    sara.get(f"/account/users/{user.id}")
    for _ in range(2):
        sara.post(f"/account/users/{user.id}/retire")
    assert eva.get("/tests/anyone").status == 303
    assert sign_in(browser(app), EVA).status == 422
    assert invite(sara).status == 303
    assert sign_in(browser(app), EVA).status == 422  # with the old password
    assert accept(app, session).status == 303
    assert sign_in(browser(app), EVA).status == 303


def test_what_is_done_to_users_is_noted_with_who_did_it(session: Session, sara: Client) -> None:
    invite(sara)
    sara.post(f"/account/users/{find(session).id}/retire")
    session.rollback()
    events = session.scalars(select(Event).where(Event.about_user_id.is_not(None))).all()
    assert [e.kind for e in events] == [EventKind.USER_INVITED, EventKind.USER_RETIRED]
    assert {e.user_id for e in events} == {find(session, SARA).id}


def test_an_invitation_that_did_not_arrive_is_said(session: Session, sara: Client) -> None:
    invite(sara)
    message = session.scalars(select(Message)).one()
    message.state, message.error = MessageState.REFUSED, "550 5.1.1 No such user"
    session.commit()
    for address in ("/account/users", f"/account/users/{find(session).id}"):
        assert "The e-mail did not arrive." in sara.get(address).words(".field-error")
