"""Whatever breaks in the middle of something, nothing is half done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from hp.database import Database
from hp.models import PersonalLink
from tests.checklist import records
from tests.checklist.tab import Tab, answer_everything, read_fields, submit_everything
from tests.client import Client
from tests.world import NOW, World

Ask = Callable[[], int]  # a request that changes something; gives its status
Prepare = Callable[[Client, World], Ask]


class Broken(Exception):
    """The disk, the network, the program: whatever breaks."""


@contextmanager
def breaking(engine: Engine, at: int) -> Iterator[list[str]]:
    """Break instead of sending the statement number `at` (from 1), or the commit after them."""
    sent: list[str] = []

    def note(what: str) -> None:
        sent.append(what)
        if len(sent) == at:
            raise Broken

    def statement(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        note(text)

    def commit(_connection: Any) -> None:
        note("COMMIT")

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def first_answer(anna: Client, world: World) -> Ask:
    tab = Tab(anna, world.harbour)
    packed = tab.fill(2, "yes", comment="Klart").pack(2)
    return lambda: anna.post(f"{tab.address}/activities/2", packed, htmx=True).status


def another_answer(anna: Client, world: World) -> Ask:
    Tab(anna, world.harbour).save(2, "no")
    return first_answer(anna, world)


def whole_form(anna: Client, world: World) -> Ask:
    tab = Tab(anna, world.harbour).fill(2, "yes").fill(3, "no")
    return lambda: anna.post(tab.address, tab.fields).status


def handing_in(anna: Client, world: World) -> Ask:
    tab = answer_everything(anna, world.harbour)
    form = read_fields(anna.get(f"{tab.address}/review").one("form#hand-in"))
    return lambda: anna.post(f"{tab.address}/review", form).status


def opening_again(anna: Client, world: World) -> Ask:
    submit_everything(anna, world.harbour)
    return lambda: anna.post(f"/checklist/{world.harbour.id}/reopen").status


def handing_in_again(anna: Client, world: World) -> Ask:
    opening_again(anna, world)()
    return handing_in(anna, world)


def asking_for_a_link(anna: Client, world: World) -> Ask:
    return lambda: anna.post("/r/new", {"email": "karin@hamnen.example"}).status


KINDS = {  # with how many places to break at there are at least, so that it cannot pass by none
    first_answer: 5,
    another_answer: 5,
    whole_form: 8,
    handing_in: 8,
    opening_again: 4,
    handing_in_again: 8,
    asking_for_a_link: 6,
}


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch, session: Session, world: World) -> None:
    """Karin has no link that holds, and may ask for one as often as this breaks."""
    monkeypatch.setattr("hp.checklist.link.allow", lambda *_, **__: True)
    session.get_one(PersonalLink, world.karin.id).revoked_at = NOW
    session.commit()


@pytest.mark.parametrize(
    ("prepare", "places"), KINDS.items(), ids=lambda it: getattr(it, "__name__", "")
)
@pytest.mark.usefixtures("unlimited")
def test_it_is_done_whole_or_not_at_all(
    database: Database, world: World, anna: Client, prepare: Prepare, places: int
) -> None:
    ask = prepare(anna, world)
    before = records.everything(database)
    for at in range(1, 100):
        with breaking(database.engine, at) as sent:
            status = ask()
        if len(sent) < at:
            break
        assert status == 500, f"broke at {sent[-1]}"
        assert records.everything(database) == before, f"half done, broken at {sent[-1]}"
    assert at > places
    assert status in (200, 303), "after all that it works"
    assert records.everything(database) != before


def test_what_was_saved_is_not_lost_by_a_page_that_cannot_be_shown(
    app: Flask, session: Session, world: World, anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit comes first; the same save again finds it done."""
    tab = Tab(anna, world.harbour)
    packed = tab.fill(2, "yes").pack(2)
    with monkeypatch.context() as patched:
        patched.setattr("hp.checklist.fieldset.write_saved", lambda *_, **__: 1 / 0)
        assert tab.send(2, packed).status == 500
    assert tab.save(2).status == 200
    assert len(records.versions(session, world.harbour, 2)) == 1
