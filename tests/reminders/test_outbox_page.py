import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp.app import create_app
from hp.config import Settings
from hp.domain.links import make_token
from hp.mail import messages
from hp.models import Message
from hp.models.mail import MessageState
from hp.models.users import Role
from tests import world as world_module
from tests.client import Client
from tests.world import NOW, World

ADDRESS = "/reminders/outbox"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, demo=True)


@pytest.fixture
def coordinator(sara: Client) -> Client:
    sara.language = "en"
    return sara


def add_link(app: Flask, session: Session, world: World, count: int = 1) -> list[Message]:
    with app.app_context():
        made = [
            messages.add_new_link(session, link_id=world.anna.id, now=NOW) for _ in range(count)
        ]
    session.commit()
    return made


def test_it_says_when_there_is_nothing(coordinator: Client) -> None:
    page = coordinator.get(ADDRESS)
    assert "No e-mails here." in page.words("main")


def test_it_shows_a_mail_with_a_link_that_opens_the_checklist(
    app: Flask, session: Session, world: World, coordinator: Client
) -> None:
    (message,) = add_link(app, session, world)
    page = coordinator.get(ADDRESS)
    article = f"#message-{message.id}"
    assert "Anna Lindqvist <anna@hamnen.example>" in page.words(f"{article} dl")
    assert "Waiting, 1 September 2023 14:00" in page.words(f"{article} dl")
    assert page.one(f"{article} h2").get_text() == message.subject
    assert page.one(f"{article} .mb")["lang"] == "sv"
    link = page.one(f"{article} a")
    token = make_token(app.extensions["hp_link_key"], world.anna.id, world.anna.version)
    assert link["href"] == link.get_text() == f"http://localhost/r/{token}"


def test_it_shows_how_far_each_has_come(
    app: Flask, session: Session, world: World, coordinator: Client
) -> None:
    for message, state in zip(
        add_link(app, session, world, len(MessageState)), MessageState, strict=True
    ):
        message.state = state
        message.error = "550 <b>no</b>" if state is MessageState.REFUSED else ""
    session.commit()
    words = coordinator.get(ADDRESS).words("main")
    shown = ["Waiting", "Being sent", "Sent", "Delayed", "Not delivered", "Uncertain", "Taken back"]
    assert all(f"Status {word}" in words for word in shown)
    assert "550 <b>no</b>" in words


def test_it_shows_fifty_at_a_time_the_newest_first(
    app: Flask, session: Session, world: World, coordinator: Client
) -> None:
    made = add_link(app, session, world, 51)
    first = coordinator.get(ADDRESS)
    shown = [article["id"] for article in first.html.select("article")]
    assert shown == [f"message-{m.id}" for m in reversed(made[1:])]
    older = coordinator.get(first.one(".pager a")["href"])
    assert [a["id"] for a in older.html.select("article")] == [f"message-{made[0].id}"]
    assert older.one(".pager a")["href"] == f"{ADDRESS}?page=1"


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "2"])
def test_it_shows_the_nearest_page_for_one_that_is_not_there(
    app: Flask, session: Session, world: World, coordinator: Client, page: str
) -> None:
    add_link(app, session, world)
    assert len(coordinator.get(f"{ADDRESS}?page={page}").html.select("article")) == 1


def test_it_shows_markup_in_a_mail_as_text(
    app: Flask, session: Session, world: World, coordinator: Client
) -> None:
    world.harbour.name = "Hamn<script>bolaget"
    add_link(app, session, world)
    page = coordinator.get(ADDRESS)
    assert "Hamn<script>bolaget" in page.words("main")
    assert not page.html.select("main script")


def test_it_is_for_coordinators_alone(
    app: Flask, session: Session, world: World, anna: Client, client: Client
) -> None:
    assert "/account/sign-in" in (client.get(ADDRESS).location or "")
    assert "/account/sign-in" in (anna.get(ADDRESS).location or "")
    reader = world_module.make_user(session, "reader@staden.example", Role.READER)
    session.commit()
    assert Client(app).sign_in_as(session, reader).get(ADDRESS).status == 403


@pytest.fixture
def real(settings: Settings) -> Iterator[Flask]:
    made = create_app(dataclasses.replace(settings, demo=False))
    yield made
    made.extensions["hp_database"].close()


def test_it_does_not_exist_outside_the_demonstration(
    real: Flask, session: Session, world: World
) -> None:
    user = world_module.make_user(session)
    session.commit()
    assert Client(real).sign_in_as(session, user).get(ADDRESS).status == 404
    assert Client(real).get(ADDRESS).status == 404
