"""Reminders from the overview and by the standing schedule: what pages foretell is what is sent."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hp.i18n import read_catalogue
from tests.browser.conftest import OpenPage
from tests.browser.server import Server

MONDAY = dt.datetime(2040, 3, 5, 9, 0, tzinfo=dt.UTC)  # 10:00 in Sweden; the last day is the 19th
MINUTE = dt.timedelta(seconds=61)  # after which nothing can be undone any more
SECONDS = 20  # that sending may take; it takes far less
ANNA, BO = "anna@hamnen.example", "bo@kultur.example"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path, now=MONDAY)
    try:
        made.start_at(MONDAY)
        yield made
    finally:
        made.close()


@dataclass(frozen=True)
class Mail:
    """What somebody gets: a link is told as the example that pages show."""

    to: str
    subject: str
    words: str


def read_folder(server: Server, expected: int) -> list[Mail]:
    """The mails that have been sent, when there are as many as expected."""
    folder = server.folder / "outbox"
    until = time.monotonic() + SECONDS
    while len(files := sorted(folder.glob("*.eml"))) < expected:
        assert time.monotonic() < until, f"{len(files)} of {expected}: {server.output[-1000:]}"
        time.sleep(0.05)
    mails = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return sorted((read_mail(mail, server) for mail in mails), key=lambda mail: mail.to)


def read_mail(mail: EmailMessage, server: Server) -> Mail:
    body = mail.get_body(("plain",))
    assert body
    words = [
        f"{server.url}/r/..." if word.startswith(f"{server.url}/r/") else word
        for word in body.get_content().split()
    ]
    return Mail(mail["To"].addresses[0].addr_spec, mail["Subject"], " ".join(words))


class Coordinator:
    """Sara, who does what the pages say and counts her clicks."""

    def __init__(self, server: Server, page: Page, language: str) -> None:
        self.server = server
        self.page = page
        self.catalogue = read_catalogue(language)
        self.clicks = 0

    def click(self, words: str, *more: object) -> None:
        """Press a button or follow a link that says so."""
        self.clicks += 1
        said = self.say(words, *more)
        role = self.page.locator("main").get_by_role
        role("button", name=said).or_(role("link", name=said)).click()

    def say(self, words: str, *more: object) -> str:
        """Words of ours in her language; with a number, and the words for many, too."""
        if not more:
            return self.catalogue.ugettext(words)
        many, number = more
        assert isinstance(number, int)
        found: str = self.catalogue.ungettext(words, str(many), number)
        return found % {"num": number}

    def begin_to_remind(self, number: int) -> None:
        """From the overview to the page that sends."""
        self.page.goto(f"{self.server.url}/overview")
        one, many = (
            "Remind the one who has not submitted",
            "Remind the %(num)d who have not submitted",
        )
        self.clicks = 0
        self.click(one, many, number)

    def press_send(self, number: int) -> None:
        """Press the button, which says how many were ticked when the page was shown."""
        self.click("Send %(num)d reminder", "Send %(num)d reminders", number)

    def ticked(self) -> list[str]:
        """The addresses of those who are ticked."""
        rows = self.page.locator("form.rem tbody tr").filter(has=self.page.locator("input:checked"))
        return sorted(words.rpartition(", ")[2] for words in rows.locator(".oc").all_inner_texts())

    def untick(self, name: str) -> None:
        """Leave somebody out."""
        self.page.locator("form.rem tbody tr", has_text=name).locator("input").uncheck()

    def leaf_through(self, number: int) -> list[Mail]:
        """The mail of each recipient, as the page foretells it."""
        mails = []
        for _ in range(number):
            mails.append(self._read_preview())
            if number > 1:
                shown = self.page.locator(".pager").inner_text()
                self.click("Next")
                expect(self.page.locator(".pager")).not_to_have_text(shown)
        return sorted(mails, key=lambda mail: mail.to)

    def read_forecast(self) -> list[tuple[str, list[str]]]:
        """The days on which the schedule sends, and to which addresses."""
        found = []
        for day in self.page.locator("details.day").all():
            day.evaluate("day => { day.open = true }")
            people = sorted(
                words.rpartition(", ")[2]
                for words in day.locator(".oc", has_text="@").all_inner_texts()
            )
            found.append((day.locator("summary").inner_text(), people))
        return found

    def _read_preview(self) -> Mail:
        heads = self.page.locator("div.mail dd").all_inner_texts()
        words = " ".join(self.page.locator("div.mail .mb").inner_text().split())
        return Mail(heads[1].rpartition(", ")[2], heads[2], words)


@pytest.mark.parametrize(("language", "javascript"), [("sv", True), ("en", False)])
def test_three_clicks_remind_those_who_were_not_reminded_lately(
    server: Server,
    open_page: OpenPage,
    sign_in: Callable[[Page], Page],
    language: str,
    javascript: bool,
) -> None:
    page = sign_in(open_page(language, javascript=javascript))
    sara = Coordinator(server, page, language)

    sara.begin_to_remind(2)
    sara.press_send(2)
    sara.click("Undo the mailing")
    expect(page.get_by_text(sara.say("The mailing was undone"))).to_be_visible()

    sara.begin_to_remind(2)
    foretold = sara.leaf_through(2)
    sara.untick("Anna")
    sara.press_send(2)
    expect(page.locator("tbody tr")).to_have_count(1)
    server.start_at(MONDAY + 2 * MINUTE)
    (mail,) = read_folder(server, 1)
    assert [mail] == [mail for mail in foretold if mail.to == BO], "none of what was undone"

    sara.begin_to_remind(2)
    assert sara.ticked() == [ANNA], "Bo has just been reminded"
    sara.press_send(1)
    assert sara.clicks <= 3
    server.start_at(MONDAY + 4 * MINUTE)
    assert read_folder(server, 2) == foretold
    page.reload()
    expect(page.locator("tbody tr", has_text="Anna")).to_contain_text(sara.say("Sent")[:5])


def test_the_schedule_sends_what_its_page_has_foretold(
    server: Server, page: Page, sign_in: Callable[[Page], Page]
) -> None:
    """On working days before and after the last day; the clock is put on from one to the next."""
    sara = Coordinator(server, sign_in(page), "sv")
    page.goto(f"{server.url}/reminders")
    sara.click("Scheduled reminders")
    for name, value in {"before": "5, 1", "after": "2", "send_at": "08:30"}.items():
        page.locator(f"[name={name}]").fill(value)
    sara.click("Show what it would send")
    shown = sara.read_forecast()
    sara.click("Start the schedule")
    expect(page.get_by_text(sara.say("The schedule is running"))).to_be_visible()
    foretold = sara.read_forecast()
    assert foretold == shown
    assert foretold == [
        ("Måndag 12 mars 2040 08:30: 2 mejl", [ANNA, BO]),
        ("Fredag 16 mars 2040 08:30: 2 mejl", [ANNA, BO]),
        ("Onsdag 21 mars 2040 08:30: 2 mejl", [ANNA, BO]),
    ]
    for times, day in enumerate((12, 16, 21), 1):
        server.start_at(MONDAY.replace(day=day, hour=7, minute=30, second=1))
        mails = read_folder(server, 2 * times)
        assert Counter(mail.to for mail in mails) == {ANNA: times, BO: times}
        late = sum(mail.subject.startswith("Påminnelse: sista dagen har") for mail in mails)
        assert late == (2 if day == 21 else 0)
    sign_in(page).goto(f"{server.url}/reminders/schedule")
    assert sara.read_forecast() == [], "all of it has been sent"
    page.goto(f"{server.url}/reminders")
    days = page.locator(".hist tbody td .num").all_inner_texts()
    assert days == ["21 mars 2040 08:30", "16 mars 2040 08:30", "12 mars 2040 08:30"]
