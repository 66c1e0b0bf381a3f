"""A reader is invited, comes in with a code, and looks; a guest looks with a link alone."""

import datetime as dt
import re
import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP
from sqlalchemy import update

from hp.i18n import read_catalogue
from hp.models import Round
from tests.browser.conftest import OpenPage
from tests.browser.server import Server
from tests.browser.watch import Watch

EVA = "eva.ny@staden.example"
CHOSEN = "tre gröna båtar seglar"
BOTH = pytest.mark.parametrize(("language", "javascript"), [("sv", True), ("en", False)])
SignIn = Callable[[Page], Page]
Say = Callable[[str], str]


def wait_for_mail(outbox: Path) -> str:
    """The link in the one mail that the server writes."""
    until = time.monotonic() + 20
    while not (files := list(outbox.glob("*.eml"))):
        assert time.monotonic() < until, "no mail has come"
        time.sleep(0.2)
    body = message_from_bytes(files[0].read_bytes(), policy=default).get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"http\S+", body.get_content())
    return str(link)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def heading(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_have_text(words)


@BOTH
def test_a_reader_from_invitation_to_a_code_at_every_sign_in(
    server: Server, sign_in: SignIn, open_page: OpenPage, language: str, javascript: bool
) -> None:
    say: Say = read_catalogue(language).ugettext
    sara = sign_in(open_page(language, javascript=javascript))
    sara.get_by_role("link", name=say("Account"), exact=True).click()
    sara.get_by_role("link", name=say("Users: who can sign in")).click()
    sara.get_by_role("link", name=say("Invite a user")).click()
    sara.locator("#name").fill("Eva Ny")
    sara.locator("#email").fill(EVA)
    press(sara, say("Send the invitation"))
    expect(sara.locator(".roundlist")).to_contain_text("Eva Ny")

    eva = open_page(language, javascript=javascript)
    eva.goto(wait_for_mail(server.folder / "outbox"))
    eva.locator("#password").fill(CHOSEN)
    eva.locator("#again").fill(CHOSEN)
    press(eva, say("Save the password"))
    give_password(eva, say)
    expect(eva.locator("#matrix")).to_be_visible()
    expect(eva.locator("nav").first).not_to_contain_text(say("Follow-ups"))

    eva.get_by_role("link", name=say("Account"), exact=True).click()
    eva.get_by_role("link", name=say("Code from an app")).click()
    press(eva, say("Set it up"))
    secret = eva.locator("p.secret").inner_text().replace(" ", "")
    eva.locator("#code").fill(TOTP(secret).now())
    press(eva, say("Turn the code on"))
    code = eva.locator("ul.secret code").first.inner_text()
    eva.locator("form.sign-out button").click()

    give_password(eva, say)
    heading(eva, say("Enter the code"))
    eva.locator("#code").fill(code)
    press(eva, say("Sign in"))
    expect(eva.locator("#matrix")).to_be_visible()


def give_password(page: Page, say: Say) -> None:
    page.locator("#email").fill(EVA)
    page.locator("#password").fill(CHOSEN)
    press(page, say("Sign in"))


@BOTH
def test_a_guest_sees_a_closed_round_until_the_link_is_taken_back(
    server: Server,
    sign_in: SignIn,
    open_page: OpenPage,
    watch: Watch,
    language: str,
    javascript: bool,
) -> None:
    say: Say = read_catalogue(language).ugettext
    with server.database.new_session() as session:
        session.execute(update(Round).values(closed_at=dt.datetime.now(dt.UTC)))
        session.commit()
    sara = sign_in(open_page(language, javascript=javascript))
    sara.goto(f"{server.url}/rounds/{server.world.round.id}")
    sara.get_by_role("link", name=say("Share the result …")).click()
    sara.locator("#made_for").fill("Stadsrevisionen")
    press(sara, say("Make the link"))
    address = sara.locator(".people a").inner_text()

    guest = open_page(language, javascript=javascript)
    guest.goto(address)
    expect(guest.locator("#matrix tr[data-organisation]")).to_have_count(2)
    guest.get_by_role("link", name=say("Comments"), exact=True).click()
    heading(guest, say("Comments"))

    sara.locator(".people button").click()
    watch.expect_error("status of 404")
    guest.goto(address)
    heading(guest, say("The link shows nothing any more"))
