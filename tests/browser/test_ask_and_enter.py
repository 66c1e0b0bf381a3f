"""The coordinator asks for more after a hand-in, and enters what was answered by telephone."""

import re
import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hp.i18n import read_catalogue
from tests.browser.checklist import harbour as harbours
from tests.browser.checklist.pages import Checklist, Review
from tests.browser.checklist.test_whole_story import WORDS, open_in
from tests.browser.conftest import OpenPage
from tests.browser.server import Server

BOTH = pytest.mark.parametrize(("language", "javascript"), [("sv", True), ("en", False)])
HARBOUR, CULTURE = "Hamnbolaget AB", "Kulturnämnden"
REASONS = {2: "När är det klart?", 11: "Vilken funktion ansvarar?"}
BO = "Bo Ek, förvaltningschef"
REST = "Resten i höst"
SignIn = Callable[[Page], Page]


class Coordinator:
    """Sara, who does what the pages say."""

    def __init__(self, server: Server, page: Page, language: str) -> None:
        self.overview = f"{server.url}/overview"
        self.page = page
        self.language = language

    def say(self, words: str, **values: str) -> str:
        """Words of ours in her language."""
        said: str = read_catalogue(self.language).ugettext(words)
        return said % values if values else said

    def follow(self, words: str) -> None:
        """Follow a link that says so."""
        self.page.locator("main").get_by_role("link", name=self.say(words), exact=True).click()

    def press(self, words: str) -> None:
        """Press a button that says so."""
        self.page.locator("main").get_by_role("button", name=self.say(words), exact=True).click()

    def show(self, organisation: str, status: str) -> None:
        """Find an organisation in the matrix, in this state, and open its page."""
        self.page.goto(self.overview)
        row = self.page.locator(f"#matrix tr[data-organisation='{organisation}']")
        expect(row.locator(".stc")).to_have_text(self.say(status))
        row.get_by_role("link").first.click()
        expect(self.page.locator("h1")).to_have_text(organisation)
        expect(self.page.locator("dl.facts")).to_contain_text(self.say(status))

    def ask_for_more(self) -> None:
        """Ask at two activities, with their answers before her eyes."""
        self.follow("Ask for more")
        asked = self.page.locator(".sum-r").filter(has=self.page.locator("#reason-2"))
        expect(asked).to_contain_text(REST)
        for number, reason in REASONS.items():
            label = self.say("What is needed for activity %(number)d") % {"number": number}
            self.page.get_by_label(label, exact=True).fill(reason)
        self.press("Request changes")
        done = self.say("An e-mail to %(names)s is on its way.", names="Anna Lindqvist")
        expect(self.page.locator(".note")).to_contain_text(done)
        for number, reason in REASONS.items():
            expect(self.page.locator(f"#answer-{number}")).to_contain_text(reason)

    def compare(self) -> None:
        """Read the old and the new answers side by side."""
        self.follow("Compare with the hand-in before")
        expect(self.page.locator("h1")).to_have_text(
            self.say("What has changed between two hand-ins")
        )
        expect(self.page.locator("tbody tr")).to_have_count(len(REASONS))
        for number, reason in REASONS.items():
            row = self.page.locator(f"#activity-{number}")
            expect(row.locator("th")).to_contain_text(reason)
        sides = self.page.locator("#activity-2 td")
        expect(sides.nth(0)).to_contain_text(self.say("Partly"))
        expect(sides.nth(1)).to_contain_text(self.say("Yes"))
        sides = self.page.locator("#activity-11 td")
        expect(sides.nth(0)).not_to_contain_text("Ekonomichef")
        expect(sides.nth(1)).to_contain_text("Ekonomichef")

    def enter_what_bo_says(self) -> None:
        """Write down a telephone call: all answers, one with a comment."""
        self.follow("Enter answers for it")
        self.page.get_by_label(self.say("By telephone")).check()
        self.page.get_by_label(self.say("Who answered")).fill(BO)
        self.page.get_by_label(self.say("Which day")).fill("2024-03-05")
        for number in range(1, 14):
            value = "partly" if number == 3 else "yes"
            self.page.locator(f"#activity-{number} label.v-{value}").click()
        self.page.locator("#activity-3 summary").click()
        self.page.locator("#comment-3").fill(REST)
        self.press("Save and go on to hand in")

    def hand_in_for_bo(self) -> None:
        """Read it through, with who answered filled in already, and hand in."""
        expect(self.page.locator("h1")).to_have_text(self.say("Hand in for the organisation"))
        expect(self.page.locator("#answer-3")).to_contain_text(REST)
        expect(self.page.locator("#name")).to_have_value(BO)
        self.press("Hand in")
        done = self.say("The answers are handed in for the organisation.")
        expect(self.page.get_by_text(done)).to_be_visible()

    def read_origins(self, *, confirmed: bool) -> None:
        """See beside each answer of the organisation where it came from."""
        expect(self.page.locator(".origin")).to_have_text([self._origin(confirmed)] * 13)
        expect(self.page.locator("main")).to_contain_text(f"({self.say('by telephone')})")

    def read_matrix(self, *, confirmed: bool) -> None:
        """See it in the matrix too."""
        self.page.goto(self.overview)
        cell = self.page.locator(f"tr[data-organisation='{CULTURE}'] td[data-activity='3']")
        expect(cell.locator(".pop")).to_be_hidden()
        cell.get_by_role("button").click()
        expect(cell.locator(".pop")).to_be_visible()
        expect(cell.locator(".pop")).to_contain_text(REST)
        expect(cell.locator(".pop p").last).to_have_text(self._origin(confirmed))

    def confirm(self) -> None:
        """Note that Bo has confirmed, which nothing offers again."""
        said = self.say("Note that it is confirmed")
        button = self.page.get_by_role("button", name=said)
        button.click()
        done = self.say("Noted: the organisation has confirmed the answers.")
        expect(self.page.get_by_text(done)).to_be_visible()
        expect(button).to_have_count(0)

    def _origin(self, confirmed: bool) -> str:
        said = self.say(
            "Answered %(how)s by %(name)s on %(date)s.",
            how=self.say("by telephone"),
            name=BO,
            date={"sv": "5 mars 2024", "en": "5 March 2024"}[self.language],
        )
        return said if confirmed else f"{said} {self.say('Not confirmed.')}"


def wait_for_link(outbox: Path, words: str) -> str:
    """The link in the mail that says so."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for file in outbox.glob("*.eml"):
            body = message_from_bytes(file.read_bytes(), policy=default).get_body(("plain",))
            if body is not None and words in (said := body.get_content()):
                assert all(reason in said for reason in REASONS.values())
                return str(re.findall(r"http\S+/r/\S+", said)[0])
        time.sleep(0.1)
    raise AssertionError("no mail has come")


def answer_everything(checklist: Checklist) -> None:
    """Thirteen answers, which the button at the end saves."""
    for number in range(1, 14):
        checklist.activity(number).choose("partly" if number == 2 else "yes")
    checklist.activity(2).open_comment().comment.fill(REST)


def hand_in(page: Page, words: dict[str, str]) -> None:
    """Review, press the last button, and get the receipt."""
    page.get_by_role("button", name=words["review"]).click()
    Review(page).hand_in()
    expect(page.locator("h1")).to_have_text(words["thanks"])


def answer_what_is_asked(page: Page, language: str, javascript: bool) -> None:
    """See the reasons beside the two activities, and change the answers there."""
    expect(page.locator(".lead .note a")).to_have_count(len(REASONS))
    expect(page.locator(".reason")).to_have_count(len(REASONS))
    for number, reason in REASONS.items():
        expect(page.locator(f"#activity-{number} .reason")).to_contain_text(reason)
    checklist = Checklist(page, language)
    changed = checklist.activity(2).choose("yes")
    if javascript:
        changed.expect_saved()
    checklist.activity(11).comment.fill("Ekonomichef")


@BOTH
def test_more_is_asked_for_and_the_new_answers_stand_beside_the_old(
    server: Server, sign_in: SignIn, open_page: OpenPage, language: str, javascript: bool
) -> None:
    words = WORDS[language]
    anna = open_page(language, javascript=javascript)
    open_in(anna, harbours.of(server, server.world).anna, language)
    answer_everything(Checklist(anna, language))
    hand_in(anna, words)

    page = sign_in(open_page(language, javascript=javascript))
    sara = Coordinator(server, page, language)
    sara.show(HARBOUR, "Submitted")
    sara.ask_for_more()

    anna.goto(wait_for_link(server.folder / "outbox", REASONS[11]))
    answer_what_is_asked(anna, language, javascript)
    sara.show(HARBOUR, "Changes requested")
    hand_in(anna, words)

    sara.show(HARBOUR, "Submitted")
    sara.compare()


@BOTH
def test_answers_by_telephone_are_shown_as_such_until_confirmed_and_after(
    server: Server, sign_in: SignIn, open_page: OpenPage, language: str, javascript: bool
) -> None:
    page = sign_in(open_page(language, javascript=javascript))
    sara = Coordinator(server, page, language)
    sara.show(CULTURE, "Not started")
    sara.enter_what_bo_says()
    sara.hand_in_for_bo()
    sara.read_origins(confirmed=False)
    sara.read_matrix(confirmed=False)
    sara.show(CULTURE, "Submitted")
    sara.confirm()
    sara.read_origins(confirmed=True)
    sara.read_matrix(confirmed=True)

    bo = open_page(language, javascript=javascript)
    bo.goto(server.link(server.world.bo))
    expect(bo.locator(".receipt")).to_contain_text("per telefon")
