"""Finds the pages of the demonstration by following its links, as everybody who can come in.

Pages are read over HTTP, without a browser. Of pages that are alike (the same address but for
numbers, nothing new in the markup) one is kept: 65 organisations are one page in a few states.
"""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bs4 import BeautifulSoup

MOST_PAGES = 400  # read, of one person; more means that links go on for ever
MOST_ALIKE = 6  # of pages behind another, as /organisations/N/change


@dataclass(frozen=True)
class Found:
    """A page as it was sent to somebody."""

    address: str  # the whole address
    status: int
    text: str

    @cached_property
    def html(self) -> BeautifulSoup:
        """The page, parsed; by the quick parser, because validity is another test's business."""
        return BeautifulSoup(self.text, "html.parser")

    @property
    def pattern(self) -> str:
        """The path, with N for numbers: pages with the same one come of the same template."""
        return pattern_of(self.address)


def pattern_of(address: str) -> str:
    """The path of an address, with N for numbers."""
    return re.sub(r"\d+", "N", urllib.parse.urlsplit(address).path)


class Visitor:
    """Somebody with cookies and a language, who reads addresses of one host."""

    def __init__(self, language: str) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.language = language
        self._opener = urllib.request.build_opener(cookies)
        self._opener.addheaders = [("Accept-Language", language)]

    def get(self, address: str) -> Found | None:
        """The page there, after redirects; None for what is no page."""
        return self._open(address)

    def post(self, address: str, form: str, values: dict[str, str]) -> Found | None:
        """The page after sending a form of the page at `address`, filled in with `values`."""
        page = self.get(address)
        assert page, f"{address} is no page"
        (element,) = page.html.select(form)
        sent = {i["name"]: i.get("value", "") for i in element.select("input[type=hidden][name]")}
        target = urllib.parse.urljoin(page.address, str(element.get("action") or page.address))
        return self._open(target, urllib.parse.urlencode(sent | values).encode())

    def come_in(self, address: str) -> Found:
        """Open the address that lets this person in, then choose the language."""
        first = self.get(address)
        assert first
        assert first.status == 200, f"{first.status} at {first.address}"
        page = self.get(first.address + "?" + urllib.parse.urlencode({"lang": self.language}))
        assert page
        return page

    def _open(self, address: str, data: bytes | None = None) -> Found | None:
        try:
            answer = self._opener.open(address, data, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            if answer.headers.get_content_type() != "text/html":
                return None
            return Found(answer.url, answer.status, answer.read().decode("utf-8"))


def read_all(visitor: Visitor, start: Found) -> list[Found]:
    """Every page that links lead to from `start`, itself first.

    Of what one page can be asked (sorted by each column, filtered by each choice) two of a kind.
    """
    pages = {start.address: start}
    asked: Counter[tuple[str, ...]] = Counter()
    alike: Counter[str] = Counter()
    waiting = [start]
    while waiting:
        for address in links_of(waiting.pop(0)):
            parts = urllib.parse.urlsplit(address)
            question = (parts.path, *urllib.parse.parse_qs(parts.query))
            if address in pages or (parts.query and asked[question] >= 2):
                continue
            behind = pattern_of(address)
            if behind.count("/") > 2 and alike[behind] >= MOST_ALIKE:
                continue
            asked[question] += 1
            alike[behind] += 1
            found = visitor.get(address)
            if found:
                pages[address] = found
                waiting.append(found)
            assert len(pages) < MOST_PAGES, sorted(pages)[:: MOST_PAGES // 20]
    return list(pages.values())


def links_of(page: Found) -> Iterator[str]:
    """Same-origin addresses to read next.

    A page with a query (a filter, a sort order) is read but leads no further, or the combinations
    would have no end. Choices of a GET form count as links, one at a time.
    """
    here = urllib.parse.urlsplit(page.address)
    hrefs = [str(a["href"]) for a in page.html.select("a[href]")]
    for form in page.html.select("form[method=get i], form:not([method])"):
        target = str(form.get("action") or here.path)
        hrefs += [f"{target}?{query}" for query in queries(form)]
    for href in hrefs:
        address = urllib.parse.urljoin(page.address, href).partition("#")[0]
        parts = urllib.parse.urlsplit(address)
        same = (parts.scheme, parts.netloc) == (here.scheme, here.netloc)
        somebody_else = parts.path.startswith("/r/") or "lang=" in parts.query
        if same and not somebody_else and not (parts.query and here.query):
            yield address


def queries(form: object) -> Iterator[str]:
    """What a GET form can ask for: each choice by itself, and words that nothing has."""
    for control in form.select("select[name], input[name]"):  # type: ignore[attr-defined]
        values = [option.get("value", "") for option in control.select("option")]
        if control.name == "input":
            text = control.get("type", "text") in ("text", "search")
            values = ["ingenting heter så"] if text else [control.get("value", "on")]
        for value in filter(None, values):
            yield urllib.parse.urlencode({control["name"]: value})


def broken_links(pages: list[Found]) -> list[str]:
    """Links among `pages` to a page that is not well, or to a place that is not on it."""
    by_address = {page.address: page for page in pages}
    broken = []
    for page in pages:
        for link in page.html.select("a[href]"):
            address, _, place = urllib.parse.urljoin(page.address, str(link["href"])).partition("#")
            target = by_address.get(address)
            lost = target and place and not target.html.find(id=place)
            if lost or (target and target is not page and target.status != 200):
                broken.append(f"{page.address}: {link['href']}")
    return sorted(set(broken))


def one_of_each(pages: list[Found], seen: dict[str, set[str]]) -> list[Found]:
    """Pages that show something new: of those with the same pattern, each that brings new markup.

    `seen` is what each pattern has shown so far; it is added to.
    """
    kept = []
    for page in pages:
        known = seen.setdefault(page.pattern, set())
        parts = markup(page.html)
        if parts - known:
            kept.append(page)
            known |= parts
    return kept


def markup(html: BeautifulSoup) -> set[str]:
    """What a page is made of: its elements with their classes, and their kinds."""
    return {
        " ".join((element.name, str(element.get("type", "")), str(element.get("class", ""))))
        for element in html.select("main, main *")
    }
