"""Languages: which one a page speaks, and the switch that keeps the page."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.client import Client, Page
from tests.world import World


def spoken(page: Page) -> str:
    language = page.one("html")["lang"]
    words = {"sv": "Tillgänglighetsredogörelse", "en": "Accessibility statement"}
    assert words[language] in page.words("footer")
    return str(language)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("sv", "sv"),
        ("sv-SE, sv;q=0.9, en;q=0.8", "sv"),
        ("sv-FI", "sv"),
        ("en", "en"),
        ("en-GB, en;q=0.9", "en"),
        ("de, en;q=0.5", "en"),
        ("de, fr", "sv"),
        ("da, nb;q=0.9, sv;q=0.2, en;q=0.1", "sv"),
        ("en;q=0.1, sv;q=0.9", "sv"),
        ("*", "sv"),
        ("", "sv"),
        (";;;=,q=", "sv"),
        ("x" * 4000, "sv"),
    ],
)
def test_a_first_visit_is_in_the_browsers_language_else_in_swedish(
    app: Flask, header: str, language: str
) -> None:
    assert spoken(Client(app, language=header).get("/about")) == language


def test_a_browser_that_says_nothing_is_spoken_to_in_swedish(app: Flask) -> None:
    page = Page(app.test_client().get("/about"))
    assert spoken(page) == "sv"


def test_the_switch_is_remembered(client: Client) -> None:
    page = client.get("/about")
    link = page.one(".lang a")
    assert (link["lang"], link["hreflang"], link.get_text()) == ("en", "en", "English")
    answer = client.get(link["href"])
    assert (answer.status, answer.location) == (303, "/about")
    for path in ("/about", "/accessibility", "/there-is-no-such-page"):
        assert spoken(client.get(path)) == "en"
    assert client.get("/about").words(".lang a") == "Svenska"


@pytest.mark.parametrize(
    "query",
    ["?a=1&b=2", "?a=1&a=2", "?q=hamn%26bolag", "?q=%C3%A5", "?lang=xx&q=1", "?q=a+b&lang=de"],
)
def test_the_switch_keeps_the_page_and_its_query(client: Client, query: str) -> None:
    link = client.get(f"/about{query}").one(".lang a")["href"]
    back = client.get(link).location
    assert back
    before, after = parse_qs(urlsplit(query).query), parse_qs(urlsplit(back).query)
    before.pop("lang", None)
    assert urlsplit(back).path == "/about"
    assert after == before


def test_the_switch_works_on_a_page_that_says_no(client: Client) -> None:
    page = client.get("/r/not-a-link")
    assert page.status == 403
    link = page.one(".lang a")["href"]
    again = client.get(client.get(link).location)
    assert (again.status, spoken(again)) == (403, "en")


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "///evil.example/about",
        "/%2f%2fevil.example",
        "/%5c%5cevil.example",
        "/\\evil.example",
        "/%09//evil.example",
        "/%0d%0aSet-Cookie:%20a=b",
        "/a:b@evil.example",
    ],
)
def test_the_switch_never_leads_elsewhere(app: Flask, path: str) -> None:
    client = Client(app)
    answer = client.http.get(f"{path}?lang=en", base_url="http://localhost/")
    location = answer.headers.get("Location", "/")
    target = urlsplit(location)
    assert (target.scheme, target.netloc) == ("", "")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "Set-Cookie: a=b" not in str(answer.headers)


@pytest.mark.parametrize("wanted", ["xx", "", "SV", "sv,en", "../en", "%00", "en%0d%0a"])
def test_a_language_there_is_not_changes_nothing(client: Client, wanted: str) -> None:
    page = client.get(f"/about?lang={wanted}")
    assert page.status == 200
    assert spoken(page) == "sv"
    assert "Set-Cookie" not in page.response.headers


def test_a_form_is_not_redirected_by_it(anna: Client, world: World) -> None:
    answer = anna.post(
        f"/checklist/{world.harbour.id}?lang=en", {"version-2": "0", "value-2": "no"}
    )
    assert answer.location == f"/checklist/{world.harbour.id}"


def test_a_cookie_with_nonsense_in_it_is_spoken_to_in_the_browsers_language(app: Flask) -> None:
    client = Client(app, language="en")
    with client.http.session_transaction() as cookie:
        cookie["language"] = "xx"
    assert spoken(client.get("/about")) == "en"
