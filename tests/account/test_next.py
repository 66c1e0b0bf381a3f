"""Where one goes on after signing in: never to somebody else's site."""

from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.account.people import browser, make_user
from tests.client import Client


@pytest.fixture
def signed_in(app: Flask, session: Session) -> Client:
    return browser(app).sign_in_as(session, make_user(session, password_hash="!"))


@pytest.mark.parametrize(
    "target",
    ["/reports", "/overview?status=started&q=hamn", "/organisations/7#comments", "/a//b", "/"],
)
def test_it_goes_on_to_a_page_of_ours(signed_in: Client, target: str) -> None:
    page = signed_in.get(f"/account/sign-in?next={quote(target)}")
    assert page.location == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "overview",
        "https://evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/overview\\..\\..\\evil",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/overview\r\nSet-Cookie: hp=1",
        "/\x00/evil.example",
        "/\x7f/evil.example",
        "/\x85/evil.example",
        "/\u2028/evil.example",
        " //evil.example",
        "@evil.example",
        "?next=//evil.example",
    ],
)
def test_it_goes_to_the_overview_instead_of_elsewhere(signed_in: Client, target: str) -> None:
    page = signed_in.get(f"/account/sign-in?next={quote(target)}")
    assert page.status == 303
    assert page.location == "/overview"


def test_it_goes_to_the_overview_where_next_is_not_text(signed_in: Client) -> None:
    for raw in ("%ff%fe//evil.example", "%2f%2fevil.example", "%5c%5cevil.example"):
        assert signed_in.get(f"/account/sign-in?next={raw}").location == "/overview"
