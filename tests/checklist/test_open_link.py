"""The personal link: opened by people and by robots, any number of times."""

import base64
import datetime as dt
import json
import zlib

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp.database import Database
from hp.domain import links
from hp.domain.answers import ResponseStatus
from hp.models import Contact, PersonalLink
from tests.checklist import records
from tests.client import Client, Page
from tests.conftest import SECRET
from tests.world import NOW, World


def token(app: Flask, link: PersonalLink, version: int | None = None) -> str:
    return links.make_token(app.extensions["hp_link_key"], link.id, version or link.version)


def set_contact(session: Session, link: PersonalLink, **fields: object) -> None:
    contact = session.get_one(Contact, link.contact_id)
    for name, value in fields.items():
        setattr(contact, name, value)
    session.commit()


def test_it_leads_to_the_checklist_at_a_clean_address(
    app: Flask, world: World, client: Client
) -> None:
    page = client.get(f"/r/{token(app, world.anna)}")
    assert (page.status, page.location) == (303, f"/checklist/{world.harbour.id}")
    assert client.get(page.location).words("h1") == (
        "Har ni genomfört aktiviteterna i handlingsplanen?"
    )


def test_opening_it_however_often_changes_nothing_and_starts_nothing(
    app: Flask, database: Database, session: Session, world: World
) -> None:
    before = records.everything(database)
    address = f"/r/{token(app, world.anna)}"
    for _ in range(3):
        person = Client(app)
        person.get(address)
        person.get(f"/checklist/{world.harbour.id}")
        person.get(address)
        robot = app.test_client()
        assert robot.head(address).status_code == 303
        assert robot.get(address, follow_redirects=True).status_code == 200
        assert robot.options(address).status_code == 200
        assert robot.post(address).status_code in (400, 405)
    assert records.everything(database) == before
    assert records.response(session, world.harbour).status is ResponseStatus.NOT_STARTED


def test_it_works_again_for_a_person_after_a_scanner_has_opened_it(
    app: Flask, world: World, client: Client
) -> None:
    address = f"/r/{token(app, world.anna)}"
    for agent in ("Barracuda", "curl/8", ""):
        app.test_client().get(address, headers={"User-Agent": agent})
    assert client.get(address).status == 303
    assert client.get(f"/checklist/{world.harbour.id}").status == 200


@pytest.fixture
def wrong(app: Flask, session: Session, world: World) -> dict[str, str]:
    """Links that open nothing, and why."""
    contact = session.get_one(Contact, world.karin.contact_id)
    revoked = PersonalLink(
        response_id=world.harbour.id, contact_id=contact.id, created_at=NOW, revoked_at=NOW
    )
    replaced = PersonalLink(
        response_id=world.harbour.id, contact_id=contact.id, created_at=NOW, version=2
    )
    session.add_all([revoked, replaced])
    session.commit()
    good = token(app, world.anna)
    other_key = links.derive_key(SECRET[::-1], "personal link")
    return {
        "revoked": token(app, revoked),
        "an old version": token(app, replaced, 1),
        "a version to come": token(app, world.anna, 7),
        "of another installation": links.make_token(other_key, world.anna.id, 1),
        "of a link that is not there": token(app, PersonalLink(id=99_999, version=1)),
        "one letter changed": good[:-1] + ("b" if good.endswith("a") else "a"),
        "cut short by a mail program": good[:-6],
        "in capitals": good.upper(),
        "with a full stop after it": f"{good}.",
        "made up": "1-1-" + "a" * 32,
        "other digits": good.replace("-1-", "-%D9%A1-"),
        "not text": "%ff%fe",
        "long": "a" * 5000,
    }


def test_every_wrong_link_gets_the_same_calm_page(
    client: Client, database: Database, wrong: dict[str, str]
) -> None:
    before = records.everything(database)
    pages = {why: client.get(f"/r/{text}") for why, text in wrong.items()}
    assert {why: page.status for why, page in pages.items()} == dict.fromkeys(wrong, 403)
    texts = {without_token(page) for page in pages.values()}
    assert len(texts) == 1
    page = pages["revoked"]
    assert page.words("h1") == "Länken gäller inte längre"
    assert "Inga svar har gått förlorade" in page.words()
    assert page.words("main button") == "Skicka en ny länk till min e-post"
    assert "Hamnbolaget" not in page.text
    assert records.everything(database) == before


def without_token(page: Page) -> str:
    """A page's words and fields; the CSRF token and the language link's address differ."""
    for field in page.html.select("[name=csrf_token]"):
        del field["value"]
    for link in page.html.select(".lang a"):
        del link["href"]
    return str(page.html)


def test_a_wrong_link_takes_nothing_from_a_browser_that_has_a_good_one(
    anna: Client, world: World, wrong: dict[str, str]
) -> None:
    for text in wrong.values():
        anna.get(f"/r/{text}")
    assert anna.get(f"/checklist/{world.harbour.id}").status == 200


def cookie(page: Page) -> dict[str, object]:
    """What a browser's cookie holds, read as anybody could who finds it."""
    value = page.response.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    packed = value.startswith(".")
    payload = value.lstrip(".").partition(".")[0]
    raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    return json.loads(zlib.decompress(raw) if packed else raw)  # type: ignore[no-any-return]


def test_the_cookie_holds_the_links_number_and_version_and_never_the_token(
    app: Flask, world: World, client: Client
) -> None:
    page = client.get(f"/r/{token(app, world.anna)}")
    held = cookie(page)
    assert held["links"] == [[world.anna.id, 1]]
    assert set(held) <= {"links", "language", "csrf_token", "_permanent"}
    assert token(app, world.anna).rpartition("-")[2] not in json.dumps(held)


def test_the_cookie_outlasts_a_summer(app: Flask, world: World, client: Client) -> None:
    page = client.get(f"/r/{token(app, world.anna)}")
    expires = page.response.headers["Set-Cookie"].partition("Expires=")[2].partition(";")[0]
    until = dt.datetime.strptime(expires, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=dt.UTC)
    assert until - NOW >= dt.timedelta(days=365)


def test_a_cookie_that_somebody_has_changed_opens_nothing(
    app: Flask, world: World, anna: Client
) -> None:
    good = anna.http.get_cookie("hp")
    assert good
    payload, _, rest = good.value.partition(".")
    forged = payload[:-2] + ("AA" if payload[-2:] != "AA" else "BB")
    anna.http.set_cookie("hp", f"{forged}.{rest}")
    assert anna.get(f"/checklist/{world.harbour.id}").status == 403


def test_one_browser_can_hold_the_links_of_several_organisations(
    app: Flask, world: World, anna: Client
) -> None:
    anna.open_link(world.bo)
    assert anna.get(f"/checklist/{world.harbour.id}").status == 200
    assert anna.get(f"/checklist/{world.culture.id}").status == 200


def test_one_response_opened_with_two_links_is_the_newest_links(
    app: Flask, world: World, anna: Client
) -> None:
    anna.open_link(world.karin).open_link(world.anna)
    page = anna.get(f"/checklist/{world.harbour.id}/review")
    assert page.status == 200
    with anna.http.session_transaction() as held:
        assert len(held["links"]) == 2


def test_revoking_a_link_ends_it_in_browsers_that_have_it_open(
    session: Session, world: World, anna: Client, karin: Client
) -> None:
    session.get_one(PersonalLink, world.anna.id).revoked_at = NOW
    session.commit()
    assert anna.get(f"/checklist/{world.harbour.id}").status == 403
    assert karin.get(f"/checklist/{world.harbour.id}").status == 200


def test_raising_the_version_ends_it_too(session: Session, world: World, anna: Client) -> None:
    session.get_one(PersonalLink, world.anna.id).version = 2
    session.commit()
    assert anna.get(f"/checklist/{world.harbour.id}").status == 403


def test_the_contacts_own_language_wins_over_the_browsers(
    app: Flask, session: Session, world: World
) -> None:
    set_contact(session, world.anna, language="en")
    swedish_browser = Client(app, language="sv").open_link(world.anna)
    page = swedish_browser.get(f"/checklist/{world.harbour.id}")
    assert page.one("html")["lang"] == "en"
    assert page.words("h1") == "Have you carried out the activities in the action plan?"


def test_a_language_that_was_chosen_wins_over_the_contacts(
    app: Flask, session: Session, world: World, client: Client
) -> None:
    client.get("/about?lang=en")
    client.open_link(world.anna)
    assert client.get(f"/checklist/{world.harbour.id}").one("html")["lang"] == "en"
