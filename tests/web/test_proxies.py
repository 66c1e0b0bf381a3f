"""Forwarded headers: believed from the proxy that is named, from nobody else."""

import dataclasses
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask, request

from hp import web
from hp.app import create_app
from hp.config import Settings

FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "svar.example.se",
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Served at an address of its own behind a proxy."""
    proxies = "10.0.0.0/8, 2001:db8::1"
    return dataclasses.replace(
        settings, base_url="https://svar.example.se", trusted_proxies=proxies
    )


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    app = fresh_app

    @app.get("/tests/seen")
    def seen() -> str:
        return f"{web.client_address()} {request.scheme} {request.host}"

    return app


@pytest.fixture
def direct(settings: Settings) -> Iterator[Flask]:
    """The same without any proxy."""
    made = create_app(dataclasses.replace(settings, trusted_proxies=""))
    made.add_url_rule("/tests/seen", "seen", lambda: f"{request.remote_addr} {request.scheme}")
    yield made
    made.extensions["hp_database"].close()


def ask(app: Flask, remote: str, **headers: str) -> str:
    answer = app.test_client().get(
        "/tests/seen",
        headers=FORWARDED | {k.replace("_", "-"): v for k, v in headers.items()},
        environ_base={"REMOTE_ADDR": remote},
        base_url="http://localhost",
    )
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("proxy", ["10.0.0.1", "10.255.255.255", "2001:db8::1", "::ffff:10.0.0.1"])
def test_a_proxy_that_is_named_is_believed(app: Flask, proxy: str) -> None:
    assert ask(app, proxy) == "203.0.113.9 https svar.example.se"


@pytest.mark.parametrize("remote", ["192.0.2.1", "11.0.0.1", "::ffff:192.0.2.1"])
def test_nobody_else_is(app: Flask, remote: str) -> None:
    seen = ask(app, remote)
    assert seen.endswith("http localhost")
    assert "203.0.113.9" not in seen


@pytest.mark.parametrize("remote", ["", "unix:", "somebody"])
def test_an_address_that_is_none_is_nobody(app: Flask, remote: str) -> None:
    assert "203.0.113.9" not in ask(app, remote)


def test_of_several_addresses_only_the_proxys_own_word_counts(app: Flask) -> None:
    seen = ask(app, "10.0.0.1", X_Forwarded_For="127.0.0.1, 10.1.1.1, 203.0.113.9")
    assert seen.startswith("203.0.113.9 ")


def test_without_a_proxy_in_the_settings_nobody_is_believed(direct: Flask) -> None:
    assert ask(direct, "127.0.0.1") == "127.0.0.1 http"


@pytest.mark.parametrize("host", ["evil.example", "svar.example.se.evil.example", "x@evil"])
def test_a_host_that_is_not_ours_is_refused(app: Flask, host: str) -> None:
    answer = app.test_client().get(
        "/tests/seen", base_url="http://localhost", headers={"Host": host}
    )
    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("proxy", ["10.0.0.1", "192.0.2.1"])
def test_a_forwarded_host_that_is_not_ours_is_not_believed(app: Flask, proxy: str) -> None:
    answer = app.test_client().get(
        "/tests/seen",
        base_url="http://localhost",
        headers={"X-Forwarded-Host": "evil.example"},
        environ_base={"REMOTE_ADDR": proxy},
    )
    assert "evil" not in answer.get_data(as_text=True)


def test_the_cookie_goes_over_https_alone(app: Flask) -> None:
    answer = app.test_client().get("/about?lang=en", base_url="https://svar.example.se")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert urlsplit(answer.headers["Location"]).netloc == ""


def test_links_are_made_from_the_settings_and_never_from_the_request(app: Flask) -> None:
    with app.test_request_context(headers={"Host": "localhost"}):
        assert web.link_address(417, 1).startswith("https://svar.example.se/r/")
