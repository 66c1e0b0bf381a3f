"""Safe headers on every kind of answer, and nothing from anybody else's host."""

import re

import pytest
from flask import Flask

from hp.domain import links
from tests.client import Client, Page
from tests.world import World

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
KINDS = ["page", "missing", "static", "redirect", "signed in", "wrong link", "refused", "broken"]


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    return fresh_app


@pytest.fixture
def answers(app: Flask, world: World, anna: Client, sara: Client) -> dict[str, Page]:
    """One answer of each kind."""
    app.view_functions["about.accessibility"] = lambda: 1 / 0
    app.config["PROPAGATE_EXCEPTIONS"] = False
    token = links.make_token(app.extensions["hp_link_key"], world.anna.id, 1)
    checklist = anna.get(f"/checklist/{world.harbour.id}")
    sheet = checklist.one("link[rel=stylesheet]")["href"]
    return {
        "page": checklist,
        "missing": anna.get("/there-is-no-such-page"),
        "static": anna.get(sheet),
        "redirect": anna.get(f"/r/{token}"),
        "signed in": sara.get("/overview"),
        "wrong link": anna.get("/r/1-1-aaaa"),
        "refused": Page(anna.http.post("/account/sign-out")),
        "broken": anna.get("/accessibility"),
    }


def test_the_kinds_are_what_they_are_called(answers: dict[str, Page]) -> None:
    statuses = {kind: answers[kind].status for kind in KINDS}
    expected = dict(zip(KINDS, [200, 404, 200, 303, 200, 403, 400, 500], strict=True))
    assert statuses == expected


def test_headers_are_safe(answers: dict[str, Page]) -> None:
    for kind, answer in answers.items():
        headers = answer.response.headers
        for name, value in ALWAYS.items():
            assert headers.get(name) == value, f"{name} of {kind}"
        assert "camera=()" in headers["Permissions-Policy"], kind
        assert "Werkzeug" not in headers.get("Server", ""), kind


def test_the_policy_lets_only_our_own_files_in(answers: dict[str, Page]) -> None:
    expected = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    for kind, answer in answers.items():
        header = answer.response.headers["Content-Security-Policy"]
        policy = dict(part.strip().split(" ", 1) for part in header.split(";"))
        assert policy | expected == policy, kind
        assert "unsafe" not in header, kind
        assert "http" not in header, kind


def test_a_page_fetches_nothing_from_another_host(answers: dict[str, Page]) -> None:
    for kind in ("page", "missing", "signed in", "wrong link", "broken"):
        fetched = [
            element[name]
            for name in ("src", "href", "action", "formaction", "poster", "data", "srcset")
            for element in answers[kind].html.find_all(attrs={name: True})
            if name != "href" or element.name in ("link", "use", "image", "base")
        ]
        assert fetched, kind
        assert [a for a in fetched if not re.match(r"/(?!/)|data:|#", a)] == [], kind


def test_style_sheets_fetch_nothing_from_another_host(answers: dict[str, Page]) -> None:
    text = answers["static"].text
    assert [
        u for u in re.findall(r"url\(([^)]*)\)", text) if re.match(r"['\"]?(https?:)?//", u)
    ] == []
    assert "@import" not in text


def test_the_session_cookie_is_hidden_from_scripts_and_other_sites(
    app: Flask, world: World, client: Client
) -> None:
    token = links.make_token(app.extensions["hp_link_key"], world.anna.id, 1)
    cookie = client.get(f"/r/{token}").response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert token not in cookie
