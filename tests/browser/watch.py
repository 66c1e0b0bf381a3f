"""What must never happen while a page is open, whatever the test is about."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request


class Watch:
    """Listens to browser windows and remembers every error and every request to a stranger."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.expected: list[str] = []

    def expect_error(self, pattern: str) -> None:
        """Errors that fit this regular expression are part of the test: "status of 503"."""
        self.expected.append(pattern)

    def follow(self, context: BrowserContext) -> None:
        """Listen to all pages of a window."""
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("page", self._page)

    def unexpected(self) -> list[str]:
        """What went wrong and was not part of the test."""
        return [p for p in self.problems if not any(re.search(e, p) for e in self.expected)]

    def _page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = message.location.get("url", "")
            self.problems.append(f"console {message.type}: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1":
            self.problems.append(f"request to another host: {request.url}")
