"""Clients that ask as a browser does: cookies kept, connection kept, gzip accepted."""

import http.client
import re
import time
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from hp.domain import links
from tests.benchmarks.arrange import ACTIVITIES, SESSION_TOKEN
from tests.benchmarks.servers import SECRET

_HEADERS = {"Accept-Encoding": "gzip", "Accept-Language": "sv", "Accept": "text/html"}
_TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
_PAGE = re.compile(rb'name="page" value="([^"]+)"')


class Browser:
    """One connection with one cookie."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.connect()
        self.cookie = cookie
        self.fields: dict[str, str] = {}
        self.sequence = 0

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, bytes]:
        """One request; status and body as sent."""
        sent = _HEADERS | headers
        if self.cookie:
            sent["Cookie"] = self.cookie
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self.cookie = cookie.partition(";")[0]
        return answer.status, content

    def open_link(self, token: str, response: int) -> None:
        """Open a personal link and the checklist, as somebody who will answer."""
        self.ask("GET", f"/r/{token}")
        status, page = self.ask("GET", f"/checklist/{response}", **{"Accept-Encoding": "identity"})
        if status != 200:
            raise RuntimeError(f"the checklist answered {status}")
        self.fields = {"csrf_token": _found(_TOKEN, page), "page": _found(_PAGE, page)}

    def save(self, response: int, number: int) -> tuple[int, float]:
        """Save one answer that differs from the one before; status and seconds."""
        self.sequence += 1
        fields = self.fields | {
            f"value-{number}": ("yes", "partly", "no")[self.sequence % 3],
            f"comment-{number}": f"Klart innan augusti, sparning {self.sequence}",
            f"version-{number}": "0",
            "sequence": str(self.sequence),
        }
        return self.timed(
            f"/checklist/{response}/activities/{number}", fields, **{"HX-Request": "true"}
        )

    def timed(self, path: str, fields: dict[str, str], **headers: str) -> tuple[int, float]:
        """POST a form; status and seconds."""
        began = time.perf_counter()
        status, _content = self.ask("POST", path, urlencode(fields), **headers)
        return status, time.perf_counter() - began


def _found(pattern: re.Pattern[bytes], page: bytes) -> str:
    match = pattern.search(page)
    if match is None:
        raise RuntimeError("the checklist lacks a hidden field")
    return match[1].decode()


def coordinator_cookie() -> str:
    """The cookie of the signed-in coordinator that `arrange` has made."""
    app = Flask("cookie")
    app.secret_key = links.derive_key(SECRET, "cookie")
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return f"hp={serializer.dumps({'user': SESSION_TOKEN, 'language': 'sv'})}"


def activity(n: int) -> int:
    """An activity's number for the n-th save."""
    return n % ACTIVITIES + 1
