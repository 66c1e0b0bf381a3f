"""A browser without a screen, which checks every page it is given."""

import datetime as dt
import re
import secrets
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder import HTML5TreeBuilder
from flask import Flask
from html5lib import HTMLParser
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hp.domain import links
from hp.models import PersonalLink, User, UserSession
from hp.web import hash_token


class CheckingBuilder(HTML5TreeBuilder):
    """Parses once, which is most of what a test costs, and keeps what was wrong with the HTML."""

    def feed(self, markup: Any) -> None:
        """Parse as html5lib does."""
        parser = HTMLParser(tree=self.create_treebuilder)
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.faults = parser.errors


class Page:
    """An answer, parsed."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        is_text = response.mimetype.startswith("text/")
        self.text = response.get_data(as_text=True) if is_text else ""
        self.location = response.headers.get("Location")
        builder = CheckingBuilder()
        self.html = BeautifulSoup(self.text, builder=builder)
        self.faults = builder.faults

    def one(self, selector: str) -> Any:
        """The one element that fits, or a failed test."""
        found = self.html.select(selector)
        assert len(found) == 1, f"{len(found)} elements fit {selector!r}"
        return found[0]

    def words(self, selector: str = "body") -> str:
        """The text of one element, white space folded."""
        return " ".join(self.one(selector).get_text(" ").split())


class Client:
    """GET and POST as a browser would: with the page's CSRF token, checking every page."""

    def __init__(self, app: Flask, language: str = "sv") -> None:
        self.app = app
        self.http = app.test_client()
        self.language = language
        self.csrf = ""

    def get(self, path: str, **kwargs: Any) -> Page:
        return self._read(self.http.get(path, headers=self._headers(kwargs), **kwargs))

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Page:
        """POST a form. `htmx=True` asks as htmx does."""
        values = {"csrf_token": self.csrf} | (data or {})
        return self._read(
            self.http.post(path, data=values, headers=self._headers(kwargs), **kwargs)
        )

    def open_link(self, link: PersonalLink) -> "Client":
        """Open a personal link and the checklist behind it."""
        key = self.app.extensions["hp_link_key"]
        self.get(f"/r/{links.make_token(key, link.id, link.version)}")
        self.get(f"/checklist/{link.response_id}")
        return self

    def sign_in_as(self, session: Session, user: User) -> "Client":
        """Be signed in, without the sign-in page."""
        token = secrets.token_urlsafe()
        now = dt.datetime.now(dt.UTC)
        session.add(
            UserSession(
                user_id=user.id,
                token_hash=hash_token(token),
                created_at=now,
                expires_at=now + dt.timedelta(hours=10),
            )
        )
        session.commit()
        with self.http.session_transaction() as cookie:
            cookie["user"] = token
        return self

    def _headers(self, kwargs: dict[str, Any]) -> dict[str, str]:
        headers = {"Accept-Language": self.language} | kwargs.pop("headers", {})
        if kwargs.pop("htmx", False):
            headers["HX-Request"] = "true"
        return headers

    def _read(self, response: TestResponse) -> Page:
        if not response.mimetype.startswith("text/html") or response.status_code in (302, 303):
            return Page(response)
        page = Page(response)
        if page.text.lstrip().startswith("<!doctype"):
            check_page(page)
        token = page.html.find("input", attrs={"name": "csrf_token"})
        if token:
            self.csrf = token["value"]
        return page


def check_page(page: Page) -> None:
    """What must hold on any page, whatever it is about."""
    assert not page.faults, f"not valid HTML: {page.faults}"
    assert len(page.html.find_all("h1")) == 1, "a page has one h1"
    ids = [element["id"] for element in page.html.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    for form in page.html.find_all("form"):
        if form.get("method", "get").lower() == "post":
            assert form.find("input", attrs={"name": "csrf_token"}), "a form without CSRF token"
    assert not page.html.find_all(style=True), "inline style, which the CSP blocks"
    assert not re.search(r"\son[a-z]+=", re.sub(r">[^<]*<", "><", page.text)), "inline script"
    for target in page.html.find_all(attrs={"aria-describedby": True}):
        for identifier in target["aria-describedby"].split():
            assert identifier in ids, f"aria-describedby names {identifier}, which is not there"
    for anchor in page.html.select("a[href^='#']"):
        assert anchor["href"][1:] in ids, f"link to {anchor['href']}, which is not there"
