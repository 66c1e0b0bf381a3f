"""Answers that come as a Word form are read in; what was promised is asked for, and told."""

import datetime as dt
import re
import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from hp.i18n import read_catalogue
from tests.browser.conftest import OpenPage
from tests.browser.server import Server
from tests.browser.watch import Watch
from tests.overview.arrange import hand_in

BOTH = pytest.mark.parametrize(("language", "javascript"), [("sv", True), ("en", False)])
DATA = Path(__file__).parents[1] / "data"
REAL = DATA / "returned-form-2023.docx"
COMMENTS = {
    2: "Klart innan augusti 2023",
    12: "Deltar inte pga. bolagets storlek men följer fattade beslut",
}
PLANNED = dt.date(2040, 3, 31)
SHOWN = {"sv": "31 mars 2040", "en": "31 March 2040"}
NEWS = "Avtalet är skrivet, alla är utbildade."
THANKS = {"sv": "Tack, det är sparat.", "en": "Thank you, it is saved."}
Say = Callable[[str], str]


class Sara:
    """The coordinator, who does what the pages say."""

    def __init__(self, server: Server, page: Page, language: str) -> None:
        self.server, self.page = server, page
        self.say: Say = read_catalogue(language).ugettext
        self.main = page.locator("main")

    def follow(self, words: str) -> None:
        self.main.get_by_role("link", name=self.say(words), exact=True).click()

    def press(self, words: str) -> None:
        self.main.get_by_role("button", name=self.say(words), exact=True).click()

    def open_organisation(self, name: str) -> None:
        self.page.goto(f"{self.server.url}/overview")
        self.main.get_by_role("link", name=name).first.click()

    def open_forms(self) -> None:
        self.page.goto(f"{self.server.url}/overview")
        self.follow("Returned Word forms")

    def send(self, *files: Path) -> None:
        """Choose files and have them read."""
        self.page.locator("#files").set_input_files(list(files))
        self.press("Show what they say")

    def answers(self, row: str) -> dict[int, tuple[str, list[str]]]:
        """The word and the comments in each row of a list of answers."""
        return {number: said(self.page.locator(f"#{row}-{number}")) for number in range(1, 14)}

    def expected(self) -> dict[int, tuple[str, list[str]]]:
        """What the returned form says."""
        return {
            n: (self.say("Partly"), [COMMENTS[n]]) if n in COMMENTS else (self.say("Yes"), [])
            for n in range(1, 14)
        }


def said(row: Locator) -> tuple[str, list[str]]:
    answer = row.get_by_role("definition").first
    word = answer.locator(".val").inner_text().strip()
    return word, answer.locator("p.kept").all_inner_texts()


@BOTH
def test_a_returned_form_is_read_row_by_row_and_then_confirmed(
    server: Server,
    sign_in: Callable[[Page], Page],
    open_page: OpenPage,
    tmp_path: Path,
    language: str,
    javascript: bool,
) -> None:
    sara = Sara(server, sign_in(open_page(language, javascript=javascript)), language)
    file = tmp_path / "svar_hamnbolaget.docx"
    file.write_bytes(REAL.read_bytes())

    sara.open_forms()
    sara.send(file)
    expect(sara.page.locator("h1")).to_have_text(sara.say("This is what the form says"))
    expect(sara.main).to_contain_text(sara.say("Nothing is saved yet."))
    expect(sara.page.locator("#response option:checked")).to_have_text("Hamnbolaget AB")
    assert sara.answers("row") == sara.expected()
    expect(sara.page.locator("#row-2")).to_contain_text(sara.say("Stored now"))

    sara.page.locator("#name").fill("Eva Ny")
    sara.press("Save and hand in")
    expect(sara.page.locator("h1")).to_have_text("Hamnbolaget AB")
    assert sara.answers("answer") == sara.expected()
    with sara.page.expect_download() as download:
        sara.page.locator("#documents a", has_text="svar_hamnbolaget.docx").click()
    assert download.value.path().read_bytes() == REAL.read_bytes()

    sara.open_organisation("Kulturnämnden")
    expect(sara.main).to_contain_text(sara.say("Nothing has been submitted yet."))


@BOTH
def test_wrong_files_are_refused_in_plain_words_and_nothing_is_saved(
    server: Server,
    sign_in: Callable[[Page], Page],
    open_page: OpenPage,
    watch: Watch,
    tmp_path: Path,
    language: str,
    javascript: bool,
) -> None:
    sara = Sara(server, sign_in(open_page(language, javascript=javascript)), language)
    watch.expect_error("status of 422")
    broken, letter = tmp_path / "trasig.docx", tmp_path / "hamnbolaget.docx"
    broken.write_bytes(REAL.read_bytes()[:20_000])
    letter.write_text("Hej! Svaren kommer i morgon.", encoding="utf-8")

    sara.open_forms()
    with sara.page.expect_download() as download:
        sara.follow("Download the blank form (Word)")
    blank = tmp_path / "blank.docx"
    download.value.save_as(blank)
    sara.send(broken, letter, blank)

    told = sara.page.locator("#problems li")
    expect(told).to_have_count(3)
    expect(told.nth(0)).to_contain_text("trasig.docx: " + sara.say(DAMAGED))
    expect(told.nth(1)).to_contain_text("hamnbolaget.docx: " + sara.say(NO_FORM))
    expect(told.nth(2)).to_contain_text("blank.docx: " + sara.say(BLANK))
    expect(sara.page.locator("#waiting")).to_have_count(0)
    sara.open_organisation("Hamnbolaget AB")
    expect(sara.main).to_contain_text(sara.say("Nothing has been submitted yet."))
    expect(sara.page.locator("#documents")).to_have_count(0)


DAMAGED = (
    "The file is damaged and cannot be read. Open it in Word, save it again and send the new file."
)
NO_FORM = "The file is no Word document. Save it as Word (.docx) and send it again."
BLANK = "The form is blank: no activity has an answer. Ask for the one filled in."


@BOTH
def test_a_promise_is_asked_for_and_what_is_told_stands_beside_the_answer(
    server: Server,
    sign_in: Callable[[Page], Page],
    open_page: OpenPage,
    language: str,
    javascript: bool,
) -> None:
    promise(server)
    sara = Sara(server, sign_in(open_page(language, javascript=javascript)), language)
    sara.page.locator("nav").get_by_role("link", name=sara.say("Planned"), exact=True).click()
    row = sara.page.locator(".promises .sum-r")
    expect(row).to_have_count(1)
    for words in (SHOWN[language], sara.say("Is to come"), "Hamnbolaget AB", "I vår."):
        expect(row).to_contain_text(words)

    row.get_by_role("checkbox").check()
    sara.press("Ask those ticked how it went")
    expect(sara.main.locator("section.rev")).to_contain_text("Hamnbolaget AB")
    assert not list((server.folder / "outbox").glob("*.eml")), "first it is shown"
    sara.main.locator("form button.btn-primary").click()
    expect(row).to_contain_text(asked_on(sara.say))

    tell_it_is_done(open_page(language, javascript=javascript), server, sara.say, language)

    sara.page.reload()
    for words in (sara.say("Is done"), "Anna Lindqvist", sara.say("Done."), NEWS):
        expect(row).to_contain_text(words)
    row.get_by_role("link", name="Hamnbolaget AB").click()
    answer = sara.page.locator("#answer-2")
    expect(answer.locator(".val")).to_have_text(sara.say("Partly"))
    expect(answer).to_contain_text(SHOWN[language])
    expect(answer.locator("p.kept").first).to_have_text("I vår.")
    expect(answer.locator("p.news")).to_contain_text(NEWS)


def promise(server: Server) -> None:
    """Hamnbolaget AB has handed in, with Delvis and a date at activity 2."""
    with server.database.new_session() as session:
        response = session.merge(server.world.harbour)
        now = dt.datetime.now(dt.UTC)
        hand_in(session, response, "yp" + "y" * 11, {2: "I vår."}, {2: PLANNED}, now)
        session.commit()


def asked_on(say: Say) -> str:
    """What a page says before the day on which somebody was asked."""
    return say("Asked on %(date)s").partition("%")[0].strip()


def tell_it_is_done(page: Page, server: Server, say: Say, language: str) -> None:
    """Anna opens the link in her mail and tells."""
    page.goto(link_in_the_mail(server.folder / "outbox"))
    if language == "en":  # she is written to in Swedish
        page.get_by_role("link", name="English").or_(
            page.get_by_role("button", name="English")
        ).click()
    expect(page.locator("h1")).to_have_text(say("How did it go with what you planned?"))
    activity = page.locator("#activity-2")
    expect(activity).to_contain_text(SHOWN[language])
    activity.get_by_label(say("It is done")).check()
    activity.get_by_label(say("In your own words")).fill(NEWS)
    page.get_by_role("button", name=say("Save"), exact=True).click()
    expect(page.get_by_text(THANKS[language])).to_be_visible()
    expect(activity).to_contain_text(NEWS)


def link_in_the_mail(outbox: Path) -> str:
    """Where the one mail that the server writes leads to tell news."""
    until = time.monotonic() + 20
    while not (files := list(outbox.glob("*.eml"))):
        assert time.monotonic() < until, "no mail has come"
        time.sleep(0.2)
    mail = message_from_bytes(files[0].read_bytes(), policy=default)
    assert mail["To"].addresses[0].addr_spec == "anna@hamnen.example"
    body = mail.get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"http\S+\?to=news", body.get_content())
    return str(link)
