"""Another organisation's response, asked for by somebody with a good link of their own."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from flask import Flask

from hp.database import Database
from tests.checklist import records
from tests.checklist.tab import Tab, answer_everything, hand_in
from tests.client import Client, Page
from tests.world import World

FIELDS = {
    "page": "c" * 16,
    "sequence": "1",
    "version-2": "0",
    "value-2": "no",
    "comment-2": "Från Bo",
    "name": "Bo Ek",
    "function": "Chef",
    "email": "chef@kultur.example",
    "language": "sv",
    "keeps_link": "yes",
    "seen": "1-1-1-1-1-1-1-1-1-1-1-1-1",
}


class Route(NamedTuple):
    """One address of the room."""

    method: str
    path: str  # with {id}


def routes(app: Flask) -> Iterator[Route]:
    """Every address of the room, so that none is forgotten."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("checklist."):
            path = rule.rule.replace("<int:response_id>", "{id}").replace("<int:number>", "2")
            path = path.replace("<int:contact_id>", "1")
            assert "<" not in path, f"{rule.rule}: say here what to put in"
            for method in {"GET", "POST"} & (rule.methods or set()):
                yield Route(method, path)


def ask(client: Client, route: Route, response_id: object, htmx: bool = False) -> Page:
    address = route.path.format(id=response_id)
    if route.method == "GET":
        return client.get(address)
    return client.post(address, FIELDS, htmx=htmx)


def test_there_are_as_many_addresses_as_the_table_thinks(app: Flask) -> None:
    assert len(set(routes(app))) >= 17


@pytest.mark.parametrize("state", ["not started", "ready", "submitted"])
def test_nobody_elses_response_is_read_or_changed(
    app: Flask, database: Database, world: World, anna: Client, bo: Client, state: str
) -> None:
    if state != "not started":
        answer_everything(anna, world.harbour)
    if state == "submitted":
        hand_in(anna, world.harbour)
    before = records.everything(database)
    for route in routes(app):
        page = ask(bo, route, world.harbour.id)
        assert page.status == 403, route
        assert page.words("h1") == "Länken gäller inte längre", route
        assert "Hamnbolaget" not in page.text
        assert "Lindqvist" not in page.text
    assert records.everything(database) == before


def test_a_response_that_is_not_there_looks_like_one_of_somebody_else(
    app: Flask, world: World, bo: Client
) -> None:
    for route in routes(app):
        theirs = ask(bo, route, world.harbour.id)
        nobodys = ask(bo, route, 9999)
        assert (nobodys.status, nobodys.words("main")) == (theirs.status, theirs.words("main"))


def test_a_browser_without_any_link_is_sent_to_ask_for_one(
    app: Flask, database: Database, world: World, client: Client
) -> None:
    client.get("/r/wrong")  # for a CSRF token
    before = records.everything(database)
    for route in routes(app):
        assert ask(client, route, world.harbour.id).status == 403, route
    assert records.everything(database) == before


def test_a_save_with_script_is_refused_in_a_fragment(
    database: Database, world: World, bo: Client
) -> None:
    before = records.everything(database)
    answer = ask(bo, Route("POST", "/checklist/{id}/activities/2"), world.harbour.id, htmx=True)
    assert answer.status == 403
    assert answer.one("#note-2")
    assert "<!doctype" not in answer.text
    assert "kopiera" in answer.words()
    assert records.everything(database) == before


@pytest.mark.parametrize("response_id", ["0", "99999999999", "9" * 30, "-1", "1.5", "x", "%00"])
def test_no_number_is_too_large_or_too_strange(app: Flask, anna: Client, response_id: str) -> None:
    for route in routes(app):
        assert ask(anna, route, response_id).status in (403, 404, 405), route


@pytest.mark.parametrize("number", ["0", "14", "99999999999", "9" * 30, "-1", "x"])
def test_an_activity_that_is_not_there_takes_no_answer(
    database: Database, world: World, anna: Client, number: str
) -> None:
    before = records.everything(database)
    fields = {f"value-{number}": "yes", f"version-{number}": "0"}
    path = f"/checklist/{world.harbour.id}/activities/{number}"
    assert anna.post(path, fields, htmx=True).status in (403, 404, 405)
    assert records.everything(database) == before


def test_a_form_reaches_only_the_response_it_is_sent_to(
    database: Database, world: World, bo: Client
) -> None:
    tab = Tab(bo, world.culture)
    tab.fields["response_id"] = str(world.harbour.id)
    tab.save(2, "yes")
    saved = records.everything(database)["answers"]
    assert [row[1] for row in saved] == [world.culture.id]
