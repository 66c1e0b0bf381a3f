"""Errors as pages, and as fragments where script asked."""

import pytest
from flask import Flask

from tests.checklist.tab import Tab
from tests.client import Client
from tests.world import World


def test_an_address_that_is_not_there(client: Client) -> None:
    page = client.get("/checklist")
    assert (page.status, page.words("h1")) == (404, "Sidan finns inte")


def test_a_method_that_is_not_meant(client: Client) -> None:
    client.get("/r/wrong")
    assert client.post("/about").status == 405
    assert client.get("/checklist/1/reopen").status == 405


@pytest.mark.parametrize("htmx", [False, True])
def test_more_than_anybody_writes_is_refused(anna: Client, world: World, htmx: bool) -> None:
    tab = Tab(anna, world.harbour)
    packed = tab.pack(2) | {"comment-2": "x" * (2 * 1024 * 1024)}
    answer = anna.post(f"{tab.address}/activities/2", packed, htmx=htmx)
    assert answer.status == 413
    assert "Korta texten" in answer.words("#note-2" if htmx else "main")
    assert bool(answer.html.select("h1")) is not htmx


def test_thirteen_comments_of_the_longest_kind_are_not_too_much(anna: Client, world: World) -> None:
    tab = Tab(anna, world.harbour)
    for number in range(1, 14):
        tab.fill(number, "no", comment="å" * 4000)
    assert tab.submit().status == 200


def test_a_fault_while_saving_without_script_shows_what_was_typed(
    anna: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(anna, world.harbour).fill(2, "no", comment="Nyss skrivet")
    monkeypatch.setattr("hp.checklist.routes.save_form", lambda *_: 1 / 0)
    page = tab.client.post(tab.address, tab.fields)
    assert page.status == 500
    assert "Nyss skrivet" in page.words("#typed")


def test_a_fault_in_a_save_with_script_is_a_plain_500(
    anna: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(anna, world.harbour)
    monkeypatch.setattr("hp.checklist.routes.save_answer", lambda *_: 1 / 0)
    assert tab.save(2, "yes").status == 500


def test_a_fault_never_shows_the_program(fresh_app: Flask) -> None:
    fresh_app.add_url_rule("/broken", "broken", lambda: {}["hemligt"])
    page = Client(fresh_app).get("/broken")
    assert page.status == 500
    assert "Traceback" not in page.text
    assert "hemligt" not in page.text
