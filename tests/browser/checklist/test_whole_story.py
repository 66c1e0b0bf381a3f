"""The form that was really returned in 2023: answered, handed in, and seen by the coordinator."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checklist import harbour as harbours
from tests.browser.checklist.pages import Checklist, Review
from tests.browser.conftest import OpenPage
from tests.browser.server import Server

COMMENTS = {
    2: "Klart innan augusti 2023",
    12: "Deltar inte pga. bolagets storlek men följer fattade beslut",
}
ANSWERS = {number: "partly" if number in COMMENTS else "yes" for number in range(1, 14)}
AREAS = [range(1, 6), range(6, 11), range(11, 12), range(12, 13), range(13, 14)]
WORDS = {
    "sv": {
        "save": "Spara",
        "review": "Granska svaren",
        "all": "13 av 13 besvarade",
        "thanks": "Tack, svaren är inlämnade",
        "show": "Visa alla svar och kommentarer",
        "yes": "Ja",
        "partly": "Delvis",
        "missing": "Funktion saknas",  # which the paper could not ask
    },
    "en": {
        "save": "Save",
        "review": "Review answers",
        "all": "13 of 13 answered",
        "thanks": "Thank you, your answers are submitted",
        "show": "Show all answers and comments",
        "yes": "Yes",
        "partly": "Partly",
        "missing": "Function missing",
    },
}


@pytest.mark.parametrize(("language", "javascript"), [("sv", True), ("sv", False), ("en", True)])
def test_the_returned_form_arrives_in_the_matrix_word_for_word(
    server: Server,
    open_page: OpenPage,
    sign_in: Callable[[Page], Page],
    language: str,
    javascript: bool,
) -> None:
    harbour = harbours.of(server, server.world)
    page = open_page(language, javascript=javascript)
    words = WORDS[language]

    open_in(page, harbour.anna, language)
    fill_in(Checklist(page, language), words, javascript)
    page.get_by_role("button", name=words["review"]).click()
    expect_answers(page, words, {11: words["missing"]})
    expect(page.locator("#hand-in [name=name]")).to_have_value("Anna Lindqvist")
    Review(page).hand_in()

    expect(page.get_by_role("heading", level=1)).to_have_text(words["thanks"])
    expect(page.locator(".receipt")).to_contain_text("2023-0001")
    page.get_by_text(words["show"]).click()
    expect_answers(page, words)
    page.goto(harbour.anna)
    expect(page).to_have_url(f"{harbour.checklist}/receipt")
    expect_in_overview(sign_in(open_page(language, javascript=javascript)), words)


def open_in(page: Page, address: str, language: str) -> None:
    """Open the link. It speaks the contact's language, which is Swedish, until told otherwise."""
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    if language == "en":
        page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def fill_in(checklist: Checklist, words: dict[str, str], javascript: bool) -> None:
    """Give the answers and comments, area by area."""
    for position, numbers in enumerate(AREAS):
        for number in numbers:
            activity = checklist.activity(number).choose(ANSWERS[number])
            if number in COMMENTS:
                activity.write(COMMENTS[number])
        if not javascript:
            save = checklist.page.get_by_role("button", name=words["save"], exact=True)
            with checklist.page.expect_navigation():
                save.nth(position).click()
        for number in numbers:
            checklist.activity(number).expect_saved()
    expect(checklist.progress).to_contain_text(words["all"])


def expect_answers(page: Page, words: dict[str, str], asked: dict[int, str] | None = None) -> None:
    """Exactly the answers and comments in a list to read, and what is asked besides."""
    texts = COMMENTS | (asked or {})
    # what can be done with a comment is not part of it
    page.locator(".mask-it").evaluate_all("links => links.forEach(link => link.remove())")
    for number, value in ANSWERS.items():
        shown = [words[value], *([texts[number]] if number in texts else [])]
        answer = page.locator(f"#answer-{number}").get_by_role("definition").first
        expect(answer).to_be_visible()
        assert [line.strip() for line in answer.inner_text().split("\n") if line.strip()] == shown


def expect_in_overview(page: Page, words: dict[str, str]) -> None:
    """The coordinator sees exactly that: in the matrix, in its popovers, on the page behind."""
    row = page.locator("table#matrix tr[data-organisation='Hamnbolaget AB']")
    expect(row).to_have_attribute("data-status", "submitted")
    cells = row.locator("td[data-activity][data-value]")
    found = cells.evaluate_all("all => all.map(td => [td.dataset.activity, td.dataset.value])")
    assert found == [[str(number), value] for number, value in ANSWERS.items()]
    expect(row.get_by_role("button")).to_have_count(len(COMMENTS))
    for number, comment in COMMENTS.items():
        cell = row.locator(f"td[data-activity='{number}']")
        expect(page.get_by_text(comment)).to_be_hidden()
        cell.get_by_role("button").click()
        expect(page.get_by_text(comment)).to_be_visible()
        page.keyboard.press("Escape")
    silent = page.locator("table#matrix tr[data-organisation='Kulturnämnden'] td[data-activity]")
    assert set(silent.evaluate_all("all => all.map(td => td.dataset.value)")) == {""}
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hamnbolaget AB")
    expect(page.locator("main")).to_contain_text("2023-0001")
    expect_answers(page, words)
