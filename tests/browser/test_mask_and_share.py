"""What somebody should not have written is masked for good; a closed result is shown by a link."""

import io
import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from hp.i18n import read_catalogue
from tests.browser.checklist.pages import Checklist, Review
from tests.browser.conftest import OpenPage
from tests.browser.server import Server
from tests.browser.watch import Watch
from tests.organisations.masked import traces

SECRET = "Åke Öhrn på 070-174 06 58"
COMMENT = f"Fråga {SECRET} om tidplanen"
MASKED = "Fråga [***] om tidplanen"
REASON = "Ett privat telefonnummer"
DRAFT = "Ett utkast som ingen ska se"
NOTE = "Ring dem före jul"
BOTH = pytest.mark.parametrize(("language", "javascript"), [("sv", True), ("en", False)])
SignIn = Callable[[Page], Page]
Say = Callable[[str], str]


def start_answering(page: Page, link: str, language: str, comment: str) -> Checklist:
    """Open a personal link, which speaks Swedish until told otherwise, and answer activity 2."""
    checklist = Checklist(page, language).open(link)
    if language == "en":
        page.get_by_role("button", name="English").click()
    checklist.activity(2).choose("partly").open_comment().comment.fill(comment)
    return checklist


def answer_and_hand_in(page: Page, link: str, language: str, say: Say) -> None:
    checklist = start_answering(page, link, language, COMMENT)
    for number in {*range(1, 14)} - {2}:
        checklist.activity(number).choose("yes")
    page.get_by_role("button", name=say("Review answers")).click()
    Review(page).hand_in()
    heading(page, say("Thank you, your answers are submitted"))


def wait_for_receipt(outbox: Path) -> str:
    """The words of the one mail that the server writes."""
    until = time.monotonic() + 20
    while not (files := list(outbox.glob("*.eml"))):
        assert time.monotonic() < until, "no mail has come"
        time.sleep(0.1)
    return read_mail(files[0])


def read_mail(file: Path) -> str:
    """All its texts, however they are encoded."""
    parts = message_from_bytes(file.read_bytes(), policy=default).walk()
    texts = [part.get_content() for part in parts if part.get_content_maintype() == "text"]
    return " ".join(" ".join(texts).split())


def read_download(page: Page, say: Say) -> str:
    """All cells of the Excel file that the page offers."""
    with page.expect_download() as download:
        page.get_by_role("link", name=say("Download (Excel)"), exact=True).click()
    book = CalamineWorkbook.from_filelike(io.BytesIO(download.value.path().read_bytes()))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return "\n".join(str(cell) for rows in sheets for row in rows for cell in row)


def heading(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_have_text(words)


def follow(page: Page, words: str) -> None:
    page.get_by_role("link", name=words, exact=True).first.click()


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def open_cell(page: Page) -> Locator:
    """What stands behind the harbour's cell for activity 2; its row in the matrix."""
    row = page.locator("#matrix tr[data-organisation='Hamnbolaget AB']")
    row.locator("td[data-activity='2']").get_by_role("button").click()
    return row


def expect_only_the_mark(page: Page) -> None:
    """The page says the comment as it is masked, and nothing of what is."""
    expect(page.get_by_text(MASKED).first).to_be_visible()
    assert "070-174" not in page.content()


@BOTH
def test_what_is_masked_is_gone_from_pages_files_and_the_folder(
    server: Server, sign_in: SignIn, open_page: OpenPage, language: str, javascript: bool
) -> None:
    say: Say = read_catalogue(language).ugettext
    anna = open_page(language, javascript=javascript)
    answer_and_hand_in(anna, server.link(server.world.anna), language, say)
    assert SECRET in wait_for_receipt(server.folder / "outbox")
    assert traces(server.folder, SECRET), "else the end of this test says nothing"

    sara = sign_in(open_page(language, javascript=javascript))
    follow(sara, "Hamnbolaget AB")
    sara.locator("#answer-2").get_by_role("link", name=say("Mask")).click()
    expect(sara.locator("#said")).to_contain_text(COMMENT)
    sara.locator("#words").fill(SECRET)
    sara.locator("#reason").fill(REASON)
    press(sara, say("Mask for good"))

    done = say("It is masked, and nothing of it is left in the service’s files.")
    expect(sara.get_by_text(done)).to_be_visible()
    expect(sara.locator("ol.log")).to_contain_text(REASON)
    expect_only_the_mark(sara)
    expect_masked_everywhere(sara, say)
    anna.reload()
    anna.get_by_text(say("Show all answers and comments")).click()
    expect_only_the_mark(anna)
    expect_no_trace(server.folder)


def expect_masked_everywhere(sara: Page, say: Say) -> None:
    """In what was handed in, in the matrix, among the comments, in the files of both."""
    sara.locator("a", has_text="2023-0001").click()
    expect_only_the_mark(sara)
    follow(sara, say("Overview"))
    open_cell(sara)
    expect_only_the_mark(sara)
    sara.keyboard.press("Escape")
    files = [read_download(sara, say)]
    follow(sara, say("Comments"))
    expect_only_the_mark(sara)
    files.append(read_download(sara, say))
    for content in files:
        assert MASKED in content
        assert "070-174" not in content


def expect_no_trace(folder: Path) -> None:
    """In no byte of what the running server keeps, and in no mail as somebody reads it."""
    for words in (SECRET, "Åke Öhrn", "070-174 06 58"):
        assert traces(folder, words) == []
        assert not [mail for mail in folder.rglob("*.eml") if words in read_mail(mail)]


@BOTH
def test_a_link_shows_the_result_and_nothing_else_until_it_is_taken_back(
    server: Server,
    sign_in: SignIn,
    open_page: OpenPage,
    watch: Watch,
    language: str,
    javascript: bool,
) -> None:
    say: Say = read_catalogue(language).ugettext
    page = open_page(language, javascript=javascript)
    answer_and_hand_in(page, server.link(server.world.anna), language, say)
    begin_and_leave(open_page(language, javascript=javascript), server, language, say)
    sara = sign_in(open_page(language, javascript=javascript))
    write_a_note(sara, say)
    address = close_and_share(sara, say)

    guest = open_page(language, javascript=javascript)
    guest.goto(address)
    expect(guest.locator("#matrix tr[data-organisation]")).to_have_count(2)
    expect(open_cell(guest)).to_have_attribute("data-status", "submitted")
    expect(guest.get_by_text(COMMENT)).to_be_visible()
    expect_nothing_further(guest, address)
    guest.keyboard.press("Escape")
    follow(guest, say("Comments"))
    heading(guest, say("Comments"))
    expect(guest.get_by_text(COMMENT)).to_be_visible()
    expect_nothing_further(guest, address)

    sara.get_by_role("button", name=say("Take back")).click()
    expect(sara.locator(".people")).to_have_count(0)
    watch.expect_error("status of 404")
    for path in ("", "/comments"):
        guest.goto(address + path)
        heading(guest, say("The link shows nothing any more"))
        assert "Hamnbolaget" not in guest.content()


def begin_and_leave(page: Page, server: Server, language: str, say: Say) -> None:
    """Bo saves an answer with a comment, and never hands in."""
    start_answering(page, server.link(server.world.bo), language, DRAFT)
    press(page, say("Review answers"))
    heading(page, say("Review your answers and submit"))
    expect(page.locator("#answer-2")).to_contain_text(DRAFT)


def write_a_note(sara: Page, say: Say) -> None:
    follow(sara, "Hamnbolaget AB")
    follow(sara, say("Write a note"))
    sara.locator("#note").fill(NOTE)
    sara.locator("main form button").first.click()
    expect(sara.get_by_text(NOTE)).to_be_visible()


def close_and_share(sara: Page, say: Say) -> str:
    """Close the round, make a link; returns the address to copy."""
    follow(sara, say("Follow-ups"))
    sara.locator(".roundlist a").first.click()
    follow(sara, say("Close …"))
    press(sara, say("Close the follow-up"))
    follow(sara, say("Share the result …"))
    sara.locator("#made_for").fill("Stadsrevisionen")
    press(sara, say("Make the link"))
    return sara.locator(".people a").inner_text()


def expect_nothing_further(guest: Page, address: str) -> None:
    """No draft, contact or note; links lead to the two pages of the link, or are about us."""
    content = guest.content()
    for hidden in ("Anna", "Bo Ek", "@hamnen.example", "@kultur.example", DRAFT, NOTE):
        assert hidden not in content
    expect(guest.locator("#matrix a[href*=organisations]")).to_have_count(0)
    links = guest.locator("a[href]").evaluate_all("all => all.map(a => a.href)")
    rest = {link.split("#")[0].split("?")[0] for link in links if not link.startswith(address)}
    rooms = ("/organisations", "/overview", "/rounds", "/reminders", "/checklist", "/account")
    assert not [link for link in rest if any(room in link for room in rooms)]
