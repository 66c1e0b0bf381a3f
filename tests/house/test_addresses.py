"""Every address of the application: how it is written, and what asking for it does."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, IntegerConverter

from hp.database import Database
from hp.models import Base
from tests.client import Client
from tests.house.routes import list_routes

# the only arguments that are text, and why
TEXT_ARGUMENTS = {
    "token": "a personal link: letters, digits and hyphens, checked as a whole",
    "shared_token": "a link to a closed round's result, as the personal one",
    "name": "a static file, or nothing",
    "text": "one of our mails' texts, or nothing",
    "language": "one of the two, or nothing",
}
# what a GET may change: tables -> why
CHANGED_BY_GET = {"user_sessions": "a user's session slides with use"}


def all_rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
            if name not in CHANGED_BY_GET
        }


def test_addresses_are_words_with_hyphens_and_typed_numbers(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for part in filter(None, re.sub(r"\.?<[^>]+>", "", rule.rule).split("/")):
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?", part), rule.rule
        for argument in rule.arguments:
            typed = isinstance(rule._converters[argument], IntegerConverter | AnyConverter)
            assert typed or argument in TEXT_ARGUMENTS, f"{rule.rule}: <int:{argument}>"


def test_an_address_is_either_read_or_written(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert rule.methods in ({"GET", "HEAD", "OPTIONS"}, {"POST", "OPTIONS"}), rule.rule


@pytest.mark.parametrize("who", ["anna", "sara"])
def test_get_changes_nothing(
    who: str,
    app: Flask,
    database: Database,
    examples: dict[str, Any],
    request: pytest.FixtureRequest,
) -> None:
    client: Client = request.getfixturevalue(who)
    before = all_rows(database)
    seen = 0
    for _, _, endpoint, address in list_routes(app, examples, "GET"):
        page = client.get(address)
        assert page.status < 500, f"{address}: {page.status}"
        assert all_rows(database) == before, f"GET {address} ({endpoint}) has written"
        seen += page.status == 200
    assert seen > 3, "hardly a page could be opened, so this test says nothing"


@pytest.mark.parametrize("who", ["anna", "sara", "client"])
def test_a_post_without_csrf_token_is_refused(
    who: str,
    app: Flask,
    database: Database,
    examples: dict[str, Any],
    request: pytest.FixtureRequest,
) -> None:
    client: Client = request.getfixturevalue(who)
    before = all_rows(database)
    for _, _, endpoint, address in list_routes(app, examples, "POST"):
        for token in ({}, {"csrf_token": ""}, {"csrf_token": "made up"}):
            answer = client.http.post(address, data={"value-2": "yes"} | token)
            assert answer.status_code == 400, f"POST {address} ({endpoint}) with {token}"
    assert all_rows(database) == before


def test_no_address_is_spared_the_csrf_check(app: Flask) -> None:
    csrf = app.extensions["csrf"]
    assert not csrf._exempt_views
    assert not csrf._exempt_blueprints


def test_a_stranger_sees_nobodys_answers(
    app: Flask, session: Session, examples: dict[str, Any], client: Client
) -> None:
    """Whatever a guard forgets, this finds: no page names an organisation to nobody."""
    for _, _, endpoint, address in list_routes(app, examples, "GET"):
        if endpoint.startswith("link."):
            continue  # the personal link itself is in the address
        page = client.get(address)
        assert "Hamnbolaget" not in page.text, f"{address} ({endpoint})"
        assert "Lindqvist" not in page.text, f"{address} ({endpoint})"
