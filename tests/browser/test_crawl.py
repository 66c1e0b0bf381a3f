"""Every page that links lead to, for everybody, in both languages, narrow and wide, light and dark.

Which pages is in `site.py`, what is looked at in `accessibility.py`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import accessibility
from tests.browser.conftest import OpenPage
from tests.browser.site import Site
from tests.browser.watch import Watch

WIDTHS = (320, 768, 1440)
Look = Any


class Findings:
    """What is wrong, told once for all pages where it is: most faults are those of a part."""

    def __init__(self) -> None:
        self.places: dict[str, list[str]] = {}

    def add(self, place: str, found: list[str]) -> None:
        for words in found:
            self.places.setdefault(words, []).append(place)

    def fail_if_any(self) -> None:
        lines = [f"{words} ({len(on)}: {', '.join(on[:3])})" for words, on in self.places.items()]
        assert not lines, "\n".join(lines)


@pytest.fixture
def look(site: Site, open_page: OpenPage, watch: Watch) -> Look:
    """Opens every kind of page of everybody, one after the other."""

    def looking(**window: Any) -> Iterator[tuple[str, Page]]:
        for visit in site.visits:
            page = open_page(site.language, **window)
            visit.come_in(page, site.language)
            for step in visit.steps:
                step.open(page, watch)
                accessibility.prepare(page)
                yield step.name, page
            page.context.close()

    return looking


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible(width: int, look: Look) -> None:
    findings = Findings()
    for name, page in look(width=width):
        findings.add(name, accessibility.layout(page))
        for scheme, colours_only in (("light", False), ("dark", True)):
            page.emulate_media(color_scheme=scheme)
            found = accessibility.axe(page, colours_only=colours_only)
            found += accessibility.popover(page, colours_only)
            found += accessibility.own(page, "faint_borders")
            findings.add(f"{name} in {scheme}", found)
        page.emulate_media(color_scheme="light")
    findings.fail_if_any()


@pytest.mark.parametrize("site", ["sv"], indirect=True)
@pytest.mark.parametrize(("width", "dark"), [(320, False), (1440, True)])
def test_focus_shows_wherever_tab_comes(width: int, dark: bool, look: Look) -> None:
    findings = Findings()
    for name, page in look(width=width, dark=dark):
        findings.add(name, accessibility.focus(page))
    findings.fail_if_any()


@pytest.mark.parametrize("site", ["sv"], indirect=True)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("forced", [False, True], ids=["own colours", "forced colours"])
def test_symbols_show(forced: bool, dark: bool, look: Look) -> None:
    """As they are painted, because neither axe nor computed styles know what a picture shows.

    Each in each sort of place, on the first page that has it.
    """
    findings = Findings()
    seen: set[str] = set()
    for name, page in look(forced_colors=forced, dark=dark):
        for selector, symbol in accessibility.symbols(page):
            if symbol in seen:
                continue
            seen.add(symbol)
            contrast = accessibility.contrast_of_picture(page, selector)
            if contrast < 3:
                findings.add(name, [f"{symbol} has contrast {contrast:.1f}"])
    assert len(seen) > 5
    findings.fail_if_any()


def test_the_crawl_comes_to_the_pages_there_are(site: Site) -> None:
    found = {page.pattern for page in site.sent}
    assert {
        "/about",
        "/accessibility",
        "/account/sign-in",
        "/checklist/N",
        "/checklist/N/previous",
        "/checklist/N/questions",
        "/checklist/N/receipt",
        "/checklist/N/review",
        "/organisations/N",
        "/overview",
        "/reminders",
        "/reminders/N",
        "/reminders/messages/N",
        "/reminders/new",
        "/reminders/outbox",
        "/reminders/schedule",
        "/reminders/texts",
        "/reminders/texts/started/sv",
    } <= found


def test_no_link_is_broken(site: Site) -> None:
    assert not site.broken, "\n".join(site.broken)


def test_pages_are_in_the_language_asked_for(site: Site) -> None:
    assert {str(page.html.html["lang"]) for page in site.sent} == {site.language}
