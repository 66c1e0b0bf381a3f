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
    wrong = []
    for name, page in look(width=width):
        found = accessibility.layout(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            here = accessibility.axe(page) + accessibility.popover(page)
            here += accessibility.own(page, "faint_borders")
            found += [f"{scheme}: {words}" for words in here]
        page.emulate_media(color_scheme="light")
        wrong += [f"{name}: {words}" for words in found]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("site", ["sv"], indirect=True)
@pytest.mark.parametrize(("width", "dark"), [(320, False), (1440, True)])
def test_focus_shows_wherever_tab_comes(width: int, dark: bool, look: Look) -> None:
    wrong = []
    for name, page in look(width=width, dark=dark):
        wrong += [f"{name}: {words}" for words in accessibility.focus(page)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("site", ["sv"], indirect=True)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_symbols_show_in_forced_colours(dark: bool, look: Look) -> None:
    wrong = []
    symbols = 0
    for name, page in look(forced_colors=True, dark=dark):
        for selector, symbol in accessibility.symbols(page):
            symbols += 1
            contrast = accessibility.contrast_of_picture(page, selector)
            wrong += [f"{name}: {symbol} has contrast {contrast:.1f}"] if contrast < 3 else []
    assert symbols > 5
    assert not wrong, "\n".join(wrong)


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
        "/reminders/outbox",
    } <= found


def test_no_link_is_broken(site: Site) -> None:
    assert not site.broken, "\n".join(site.broken)


def test_pages_are_in_the_language_asked_for(site: Site) -> None:
    assert {str(page.html.html["lang"]) for page in site.sent} == {site.language}
