"""The log: enough to find a fault, and nothing about anybody."""

import logging
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from hp.domain import links
from tests.checklist.tab import Tab
from tests.client import Client
from tests.world import World

SECRET = "Anna skrev detta om Karin"


@pytest.fixture
def log() -> Iterator[list[str]]:
    """What the program writes to its log, line by line."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logging.getLogger("hp").addHandler(handler)
    yield lines
    logging.getLogger("hp").removeHandler(handler)


def fail(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Let a function fail with somebody's words in its message."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(where, broken)


def test_a_fault_has_a_code_that_finds_it(
    anna: Client, world: World, log: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, "hp.checklist.pages.build_checklist_page")
    page = anna.get(f"/checklist/{world.harbour.id}")
    assert page.status == 500
    assert page.words("h1") == "Något gick fel hos oss"
    found = re.search(r"Felkod: ([0-9a-f]{8})", page.words("main"))
    assert found
    (line,) = log
    assert line.startswith(f"ERROR error {found[1]}: RuntimeError in checklist.show, at ")
    assert "hp.checklist.routes:" in line
    assert SECRET not in line
    assert SECRET not in page.text


def test_what_somebody_wrote_is_not_in_it(
    anna: Client, world: World, log: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(anna, world.harbour)
    fail(monkeypatch, "hp.checklist.routes.save_answer")
    assert tab.save(2, "no", comment=SECRET).status == 500
    assert tab.submit().status in (200, 500)
    for words in (SECRET, "skrev", "Anna", "Lindqvist", "hamnen.example", "127.0.0.1"):
        assert words not in "\n".join(log)


def test_a_personal_link_is_not_in_it(
    app: Flask,
    client: Client,
    world: World,
    log: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = links.make_token(app.extensions["hp_link_key"], world.anna.id, 1)
    fail(monkeypatch, "hp.checklist.link.responses.find_respondent_by_link")
    assert client.get(f"/r/{token}").status == 500
    assert log
    assert token.rpartition("-")[2] not in "\n".join(log)


def test_a_slow_request_is_noted_by_its_endpoint(
    app: Flask, client: Client, world: World, log: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = links.make_token(app.extensions["hp_link_key"], world.anna.id, 1)
    ticks = iter([100.0, 103.5, 103.5, 103.5])
    monkeypatch.setattr("hp.logs.time.monotonic", lambda: next(ticks, 103.5))
    client.get(f"/r/{token}")
    assert log == ["WARNING slow: GET link.open_link 3.5 s"]


def test_what_goes_well_is_not_noted(anna: Client, world: World, log: list[str]) -> None:
    Tab(anna, world.harbour).save(2, "yes")
    anna.get("/there-is-no-such-page")
    anna.get("/r/wrong")
    assert log == []
