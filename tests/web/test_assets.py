"""Static files: named after their content, kept for ever, compressed beforehand."""

import gzip
import re
from importlib.resources import files

import pytest

from hp.assets import read_assets
from tests.client import Client

SENT = (".css", ".js", ".woff2", ".svg")
NAMES = sorted(f.name for f in files("hp.static").iterdir() if f.name.endswith(SENT))


def address(name: str) -> str:
    return f"/static/{read_assets()[name].address}"


@pytest.mark.parametrize("name", NAMES)
def test_each_is_sent_as_it_is(client: Client, name: str) -> None:
    answer = client.http.get(address(name), headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer.headers
    original = files("hp.static").joinpath(name).read_bytes()
    if not name.endswith(".css"):
        assert answer.data == original


@pytest.mark.parametrize("name", [n for n in NAMES if not n.endswith(".woff2")])
def test_text_is_sent_compressed_where_the_browser_can(client: Client, name: str) -> None:
    plain = client.http.get(address(name)).data
    answer = client.http.get(address(name), headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == plain
    assert len(answer.data) < len(plain)


def test_a_browser_that_refuses_gzip_gets_none(client: Client) -> None:
    answer = client.http.get(address("app.css"), headers={"Accept-Encoding": "gzip;q=0, br"})
    assert "Content-Encoding" not in answer.headers


def test_a_font_is_not_compressed_twice(client: Client) -> None:
    name = "source-sans-3-latin.woff2"
    answer = client.http.get(address(name), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.mimetype == "font/woff2"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("app.css", "text/css; charset=utf-8"), ("checklist.js", "text/javascript; charset=utf-8")],
)
def test_its_kind_is_said(client: Client, name: str, media_type: str) -> None:
    assert client.http.get(address(name)).headers["Content-Type"] == media_type


def test_the_style_sheet_names_the_font_as_it_is_sent(client: Client) -> None:
    sheet = client.http.get(address("app.css")).get_data(as_text=True)
    named = re.findall(r"url\(([^)#]+)\)", sheet)
    assert any(name.endswith(".woff2") for name in named)
    for name in named:
        if not name.startswith(("data:", "'data:", '"data:')):
            assert client.http.get(f"/static/{name}").status_code == 200, name


@pytest.mark.parametrize(
    "name",
    [
        "app.css",
        "app.0000000000.css",
        "VENDORED.md",
        "..%2fconfig.py",
        "%2e%2e/config.py",
        "..",
        "",
        "%00",
        "__init__.py",
    ],
)
def test_nothing_else_is_sent(client: Client, name: str) -> None:
    assert client.http.get(f"/static/{name}").status_code == 404
