"""From an empty instance to a closed round and its file, doing only what the pages say."""

import datetime as dt
import io
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from hp.i18n import read_catalogue
from tests.browser.conftest import OpenPage
from tests.browser.server import HP, Process
from tests.world import PASSWORD

LIST = """namn\ttyp\tkontaktperson\tfunktion\te-post\tspråk
Hamnbolaget AB\tbolag\tAnna Lindqvist\tEkonomichef\tanna@hamnen.example\t{}
Kulturnämnden\tnämnd\t\t\t\t
"""
Say = Callable[[str], str]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Process]:
    """`hp init` and `hp serve`, as the IT person types them; Sara can sign in."""
    subprocess.run(
        [HP, "init", "--email", "sara.ek@staden.example", "--password-stdin"],
        env={k: v for k, v in os.environ.items() if not k.startswith("HP_")}
        | {"HP_INSTANCE": str(tmp_path)},
        input=PASSWORD,
        text=True,
        check=True,
        capture_output=True,
    )
    server = Process(tmp_path, "serve", "--workers", "1")
    server.environment = {"HP_BASE_URL": server.url}
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.mark.parametrize(("language", "javascript"), [("sv", True), ("en", True), ("sv", False)])
def test_a_follow_up_from_nothing_to_its_file(
    empty: Process, open_page: OpenPage, language: str, javascript: bool
) -> None:
    words = read_catalogue(language)
    coordinator = Coordinator(open_page(language, javascript=javascript), words.ugettext)
    coordinator.sign_in(empty.url)
    coordinator.choose_the_plan()
    coordinator.add_the_organisations(LIST.format("svenska" if language == "sv" else "engelska"))
    coordinator.add_the_contact_that_is_missing()
    coordinator.open_the_follow_up()

    link = coordinator.copy_the_link_of("Hamnbolaget AB")
    answer_and_hand_in(open_page(language, javascript=javascript), link, words.ugettext, javascript)

    coordinator.close_the_follow_up(without="Kulturnämnden")
    rows = coordinator.download()
    answers = {row[0]: row for row in rows}
    assert answers["Hamnbolaget AB"].count(words.ugettext("Yes")) >= 13
    assert words.ugettext("Submitted") in answers["Hamnbolaget AB"]
    assert words.ugettext("Not started") in answers["Kulturnämnden"]
    assert words.ugettext("Yes") not in answers["Kulturnämnden"]


class Coordinator:
    """Sara, who does what the pages say."""

    def __init__(self, page: Page, say: Say) -> None:
        self.page = page
        self.say = say

    def sign_in(self, url: str) -> None:
        self.page.goto(url)
        self.follow("Sign in")
        self.page.locator("[name=email]").fill("sara.ek@staden.example")
        self.page.locator("[name=password]").fill(PASSWORD)
        self.press("Sign in")
        self.expect_heading("Prepare a follow-up")

    def choose_the_plan(self) -> None:
        self.follow("Choose the action plan")
        last_day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=14)
        self.page.locator("[name=name]").fill("2026")
        self.page.locator("[name=due_on]").fill(last_day.isoformat())
        self.page.locator("[name=contact_name]").fill("Sara Ek")
        self.page.locator("[name=contact_email]").fill("sara.ek@staden.example")
        self.press("Save the follow-up")
        self.follow("See what remains before it can be opened")

    def add_the_organisations(self, listed: str) -> None:
        self.follow("Add the organisations")
        self.follow("Import a list")
        self.page.locator("[name=pasted]").fill(listed)
        self.press("Show what would change")
        expect(self.page.locator("#confirm")).to_contain_text("Kulturnämnden")
        self.press("Save the list")
        self.follow("Follow-ups", within="nav")

    def add_the_contact_that_is_missing(self) -> None:
        self.follow("Add the contacts")
        self.follow("Add a contact")
        self.page.locator("[name=name]").fill("Bo Ek")
        self.page.locator("[name=email]").fill("bo@kultur.example")
        self.press("Add the contact")
        self.follow("Follow-ups", within="nav")

    def open_the_follow_up(self) -> None:
        self.follow("Open the follow-up")
        expect(
            self.page.get_by_text(self.say("E-mails are only written to a folder"))
        ).to_be_visible()
        self.press("Open the follow-up")
        expect(self.page.get_by_text(self.say("The follow-up is opened"))).to_be_visible()
        self.follow("Show the overview")
        expect(self.page.locator("#matrix tr[data-status=not_started]")).to_have_count(2)

    def copy_the_link_of(self, organisation: str) -> str:
        self.page.get_by_role("link", name=organisation).click()
        self.follow("Copy, send or take back")
        return self.page.locator("#address").input_value()

    def close_the_follow_up(self, without: str) -> None:
        self.follow("Follow-ups", within="nav")
        self.page.locator(".roundlist a").first.click()
        self.follow("Close …")
        expect(self.page.locator(".roundlist")).to_contain_text(without)
        self.press("Close the follow-up")
        expect(self.page.get_by_text(self.say("The follow-up is closed"))).to_be_visible()

    def download(self) -> list[list[object]]:
        self.follow("Show the overview")
        with self.page.expect_download() as download:
            self.follow("Download (Excel)")
        content = download.value.path().read_bytes()
        return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

    def follow(self, text: str, within: str = "main") -> None:
        links = self.page.locator(within).get_by_role("link", name=self.say(text))
        links.first.click()

    def press(self, text: str) -> None:
        self.page.get_by_role("button", name=self.say(text)).click()

    def expect_heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say(text))


def answer_and_hand_in(page: Page, link: str, say: Say, javascript: bool) -> None:
    page.goto(link)
    for number in range(1, 14):
        page.locator(f"#activity-{number} label.v-yes").click()
        if javascript:
            saved = say("Saved %(time)s").split(maxsplit=1)[0]
            expect(page.locator(f"#saved-{number}")).to_contain_text(saved)
    page.get_by_role("button", name=say("Review answers")).click()
    page.locator("#hand-in [name=name]").fill("Anna Lindqvist")
    page.locator("#hand-in button").first.click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(say("Thank you, your answers are submitted"))
