"""Mail scanners open every link, follow where it leads and press on: nothing may come of it."""

import http.cookiejar
import sqlite3
import urllib.error
import urllib.request

from hp.domain.answers import ResponseStatus
from tests.browser.checklist import harbour as harbours
from tests.browser.server import Server

AGENTS = [
    "Mozilla/5.0 (Windows NT 10.0) SafeLinks",
    "Barracuda Sentinel (EE)",
    "python-requests/2.32",
    "curl/8.5",
    "",
]


def test_a_link_opened_fifty_times_by_robots_changes_nothing(server: Server) -> None:
    harbour = harbours.of(server, server.world)
    before = content(server)

    for visit in range(50):
        robot = Robot(AGENTS[visit % 5], keeps_cookies=visit % 2 == 0)
        method = "HEAD" if visit % 3 == 0 else "GET"
        status = robot.open(method, harbour.anna)
        assert status == (200 if robot.keeps_cookies else 403)
        if robot.keeps_cookies:
            for page in ("", "/questions", "/previous", "/review", "/receipt"):
                assert robot.open(method, harbour.checklist + page) == 200

    assert content(server) == before
    assert harbour.status is ResponseStatus.NOT_STARTED


class Robot:
    """Follows every redirect, with or without remembering cookies."""

    def __init__(self, agent: str, *, keeps_cookies: bool) -> None:
        self.keeps_cookies = keeps_cookies
        self.agent = agent
        jar = [urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())]
        self.opener = urllib.request.build_opener(*jar * keeps_cookies)

    def open(self, method: str, address: str) -> int:
        """Open an address; returns the status in the end."""
        request = urllib.request.Request(address, method=method, headers={"User-Agent": self.agent})
        try:
            with self.opener.open(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code


def content(server: Server) -> list[str]:
    """Every row of the database."""
    with sqlite3.connect(server.database.url.database or "") as connection:
        return list(connection.iterdump())
