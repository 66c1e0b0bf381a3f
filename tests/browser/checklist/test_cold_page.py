"""The checklist as a browser gets it that has never been here: few requests, few bytes."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.checklist.harbour import Harbour
from tests.browser.checklist.pages import Checklist
from tests.browser.conftest import OpenPage

MOST_REQUESTS = 6
MOST_BYTES = 70_000  # as sent, headers included


@dataclass
class Traffic:
    """What a page asks for, and the bytes that come."""

    addresses: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)
    redirects: list[tuple[str, float]] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Count from now on."""
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.requestWillBeSent", self._asked)
        devtools.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict) -> None:
        if "redirectResponse" in event:
            redirect = event["redirectResponse"]
            self.redirects.append((redirect["url"], redirect["encodedDataLength"]))
        if not event["request"]["url"].startswith("data:"):
            self.addresses[event["requestId"]] = event["request"]["url"]

    def _came(self, event: dict) -> None:
        if event["requestId"] in self.addresses:
            self.sizes[event["requestId"]] = event["encodedDataLength"]


def test_a_cold_checklist_is_small(open_page: OpenPage, harbour: Harbour) -> None:
    page = open_page()
    traffic = Traffic()
    traffic.follow(page)

    Checklist(page).open(harbour.anna)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")

    files = {traffic.addresses[key]: size for key, size in traffic.sizes.items()}
    for address, size in [*traffic.redirects, *files.items()]:
        print(f"{size:8.0f}  {urlsplit(address).path[:40]}")
    print(f"{sum(files.values()):8.0f}  in {len(files)} requests, without the link itself")
    assert len(traffic.redirects) == 1, "the link leads to the checklist in one step"
    assert harbour.checklist in files
    assert {urlsplit(address).netloc for address in files} == {urlsplit(harbour.anna).netloc}
    assert set(traffic.addresses) == set(traffic.sizes), "something did not arrive"
    assert len(files) <= MOST_REQUESTS
    assert sum(files.values()) <= MOST_BYTES
