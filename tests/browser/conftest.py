"""What a browser test can ask for: a real server with people in it, and pages in real Chromium.

Every page of a test fails it on errors in the console, on a script error and on a request to
another host, unless the test says `watch.expect_error(...)`. Without Chromium the tests fail.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.server import Demo, Server, find_chromium
from tests.browser.site import Site, read_site
from tests.browser.watch import Watch
from tests.world import PASSWORD

OpenPage = Callable[..., Page]
_LOCALES = {"sv": "sv-SE", "en": "en-GB"}
_ARGUMENTS = [
    "--no-sandbox",  # a container has none to give
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that use the browser carry the mark, so that `-m "not browser"` leaves them out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def window(
    language: str,
    *,
    javascript: bool = True,
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
    forced_colors: bool = False,
    **more: Any,
) -> dict[str, Any]:
    """A window in Playwright's words."""
    return {
        "locale": _LOCALES[language],
        "timezone_id": "Europe/Stockholm",
        "java_script_enabled": javascript,
        "viewport": {"width": width, "height": height},
        "color_scheme": "dark" if dark else "light",
        "forced_colors": "active" if forced_colors else "none",
        "reduced_motion": "reduce",  # no test waits for a page to glide into place
    } | more


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one per worker of the test run."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_chromium(), args=_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """`hp serve` on a new database with the people of `tests.world`, and Sara to sign in."""
    made = Server(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`hp demo`. Shared by a worker's tests, so they only look."""
    made = Demo(tmp_path_factory.mktemp("demo"))
    try:
        made.start()
        made.add_mailings()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session", params=["sv", "en"])
def site(demo: Demo, request: pytest.FixtureRequest) -> Site:
    """All pages of the demonstration, in each language: what a crawl of it finds."""
    return read_site(demo, request.param)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test for errors on its pages; `watch.expect_error("status of 503")` lets one be."""
    watching = Watch()
    yield watching
    assert not watching.unexpected(), "\n".join(watching.unexpected())


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[OpenPage]:
    """Opens a new window, as another person's: `open_page("en", javascript=False, width=320)`.

    Takes what `window` takes.
    """
    contexts = []

    def opened(language: str = "sv", **options: Any) -> Page:
        context = browser.new_context(**window(language, **options))
        context.set_default_timeout(10_000)
        contexts.append(context)
        watch.follow(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A window in Swedish, with script, 1280 wide, light."""
    return open_page()


@pytest.fixture
def sign_in(server: Server) -> Callable[[Page], Page]:
    """Signs Sara in, through the sign-in page."""

    def signed_in(page: Page) -> Page:
        page.goto(f"{server.url}/account/sign-in")
        page.locator("input[name=email]").fill("sara.ek@staden.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("#sign-in button").click()
        page.wait_for_url("**/overview")
        return page

    return signed_in
