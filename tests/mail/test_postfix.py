"""With Debian's Postfix: STARTTLS, login, refusals, and mails that come back."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp import web
from hp.config import Settings
from hp.mail import outbox
from hp.mail.commands import mail
from hp.mail.senders import CannotConnect
from tests.client import Client
from tests.mail.killing import STEPS, add_messages, expected, kill_sender, work
from tests.mail.post import add_new_link, read_all, set_contact
from tests.mail.postfix import BOUNCES, MOST_BYTES, Postfix, reason_to_skip, running
from tests.mail.server import PASSWORD
from tests.world import World

pytestmark = pytest.mark.skipif(bool(reason_to_skip()), reason=reason_to_skip() or "-")


@pytest.fixture(scope="module")
def started() -> Iterator[Postfix]:
    with running() as postfix:
        yield postfix


@pytest.fixture
def postfix(started: Postfix) -> Postfix:
    started.empty()
    return started


@pytest.fixture
def settings(settings: Settings, postfix: Postfix) -> Settings:
    return dataclasses.replace(
        settings,
        mail_url=postfix.url,
        mail_bounces=BOUNCES,
        bounces_url=f"folder:{postfix.folder}/mail/bounces",
    )


def send(settings: Settings) -> outbox.Counts:
    return work(settings, web.link_key(), web.now)


def arrived(postfix: Postfix, count: int) -> Counter[tuple[str, str]]:
    """How often each letter came to each recipient."""
    return Counter((m["X-Original-To"], m["Message-ID"]) for m in postfix.read(count))


def test_each_of_seventy_gets_one_letter_whenever_a_sender_is_killed(
    session: Session, world: World, settings: Settings, postfix: Postfix, clock: Any
) -> None:
    """One sender after the other dies between two steps, and the last one lives."""
    add_messages(session, world)
    for step, after in STEPS.values():
        kill_sender(settings, step, after)
        clock.shift(outbox.LEASE / 10)
    clock.shift(outbox.LEASE)
    send(settings)
    assert Counter(m.state for m in read_all(session)) == {"sent": 68, "uncertain": 2}
    letters = arrived(postfix, 69)
    assert set(letters.values()) == {1}
    assert set(letters) >= expected(session, "sent")
    assert len(set(letters) & expected(session, "uncertain")) == 1, "taken, but not recorded"


def test_a_letter_goes_in_one_piece_over_tls_from_who_is_signed_in(
    session: Session, world: World, settings: Settings, postfix: Postfix
) -> None:
    set_contact(session, world.anna, name="Åsa Öberg")
    message = add_new_link(session, world.anna)
    assert send(settings) == {"sent": 1}
    (letter,) = postfix.read(1)
    assert "ESMTPSA" in letter["Received"], "S for TLS, A for signed in (RFC 3848)"
    assert letter["Return-Path"] == f"<{BOUNCES}>"
    assert letter["To"] == "Åsa Öberg <anna@hamnen.example>"
    body = letter.get_body(("plain",))
    assert body
    address = web.link_address(world.anna.id, world.anna.version)
    assert body.get_content() == message.text.replace("{link}", address) + "\n"


def test_nothing_goes_where_the_password_is_wrong(
    session: Session, world: World, settings: Settings
) -> None:
    add_new_link(session, world.anna)
    wrong = settings.mail_url.replace(quote(PASSWORD, safe=""), "wrong")
    with pytest.raises(CannotConnect, match=r"535 5\.7\.8 Error: authentication failed"):
        send(dataclasses.replace(settings, mail_url=wrong))
    assert [(m.state, m.attempts) for m in read_all(session)] == [("waiting", 0)]


def test_a_mail_that_came_back_is_shown_at_the_organisation(
    app: Flask, session: Session, world: World, settings: Settings, postfix: Postfix, sara: Client
) -> None:
    """The address is one that is passed on to a mailbox that is no more."""
    set_contact(session, world.anna, email="moved@hamnen.example")
    add_new_link(session, world.anna)
    add_new_link(session, world.bo)
    assert send(settings) == {"sent": 2}
    assert len(postfix.read(1, "bounces")) == 1
    read = app.test_cli_runner().invoke(mail, ["bounces"])
    assert read.stdout == "1 came back. `hp mail list` shows which and why.\n"
    assert [m.state for m in read_all(session)] == ["refused", "sent"]
    again = app.test_cli_runner().invoke(mail, ["bounces"])
    assert again.stdout.startswith("0 came back.")
    assert "Kom tillbaka" in sara.get(f"/organisations/{world.harbour.organisation_id}").words()
    assert "Kom tillbaka" not in sara.get(f"/organisations/{world.culture.organisation_id}").words()


def test_what_it_refuses_is_told_at_once_and_what_it_does_not_take_now_is_sent_later(
    session: Session, world: World, settings: Settings, postfix: Postfix, clock: Any
) -> None:
    set_contact(session, world.anna, email="gone@hamnen.example")
    postfix.refuse({"karin@hamnen.example": "450 4.2.1 Mailbox busy"})
    gone, _busy, big = (add_new_link(session, link) for link in (world.anna, world.karin, world.bo))
    big.text += "å" * MOST_BYTES
    session.commit()
    assert send(settings) == {"refused": 2, "delayed": 1}
    gone, busy, big = read_all(session)
    assert gone.error.startswith("550 5.1.1 <gone@hamnen.example>: Recipient address rejected")
    assert busy.error.startswith("450 4.2.1 <karin@hamnen.example>: Recipient address rejected")
    assert big.error.startswith("552 5.3.4 ")
    postfix.refuse({})
    clock.shift(outbox.WAITS[0])
    assert send(settings) == {"sent": 1}
    assert arrived(postfix, 1) == {("karin@hamnen.example", busy.message_id): 1}


def test_a_server_that_has_had_enough_of_wrong_addresses_still_gets_the_right_ones(
    session: Session, world: World, settings: Settings, postfix: Postfix
) -> None:
    """It hangs up after three of them."""
    set_contact(session, world.anna, email="gone@hamnen.example")
    for link in (world.anna, world.anna, world.anna, world.bo, world.karin):
        add_new_link(session, link)
    assert send(settings) == {"refused": 3, "sent": 2}
    assert len(arrived(postfix, 2)) == 2
