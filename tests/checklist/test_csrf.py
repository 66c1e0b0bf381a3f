"""A form without the session's token: refused in plain words, and nothing is written."""

import datetime as dt

import pytest
import time_machine

from hp.database import Database
from tests.checklist import records
from tests.checklist.tab import Tab
from tests.client import Client
from tests.world import World


@pytest.mark.parametrize("token", ["", "made up"])
def test_a_save_is_refused_in_a_fragment_that_says_what_to_do(
    database: Database, world: World, anna: Client, token: str
) -> None:
    tab = Tab(anna, world.harbour)
    before = records.everything(database)
    answer = tab.send(2, tab.fill(2, "yes").pack(2) | {"csrf_token": token})
    assert answer.status == 400
    assert "Kopiera det du har skrivit" in answer.words("#note-2")
    assert "Inte sparat" in answer.words()
    assert answer.words("#announcer").startswith("Aktivitet 2 är inte sparad.")
    assert not answer.html.select("input, textarea, fieldset")
    assert records.everything(database) == before


@pytest.mark.parametrize("path", ["/review", "/reopen"])
def test_other_forms_get_a_page(database: Database, world: World, anna: Client, path: str) -> None:
    before = records.everything(database)
    page = anna.post(f"/checklist/{world.harbour.id}{path}", {"csrf_token": "made up"})
    assert page.status == 400
    assert page.words("h1") == "Sidan behöver öppnas igen"
    assert records.everything(database) == before


def test_a_form_open_over_lunch_still_saves(
    world: World, anna: Client, clock: time_machine.Traveller
) -> None:
    tab = Tab(anna, world.harbour)
    clock.shift(dt.timedelta(days=3))
    assert tab.save(2, "yes").status == 200
