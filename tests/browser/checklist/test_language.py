"""The other language, in the middle of typing: nothing is lost by it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checklist.harbour import Harbour
from tests.browser.checklist.pages import Checklist
from tests.browser.conftest import OpenPage

TEXT = "Klart innan augusti 2023"


@pytest.mark.parametrize("javascript", [True, False])
def test_switching_language_keeps_what_was_typed(
    open_page: OpenPage, harbour: Harbour, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    swedish = Checklist(page).open(harbour.anna)
    swedish.activity(2).choose("partly").write(TEXT)

    switch(page, "English")

    english = Checklist(page, "en").activity(2)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(english.answer("partly")).to_be_checked()
    expect(english.comment).to_have_value(TEXT)
    english.expect_saved()
    harbour.wait_for(2, ("partly", TEXT))

    switch(page, "Svenska")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(swedish.activity(2).comment).to_have_value(TEXT)


def test_a_window_in_english_is_answered_in_english(open_page: OpenPage, harbour: Harbour) -> None:
    page = open_page("en")
    checklist = Checklist(page, "en").open(f"{harbour.anna}?lang=en")
    checklist.listen()

    activity = checklist.activity(3)
    activity.choose("not_applicable").expect_saved()

    expect(checklist.progress).to_contain_text("1 of 13 answered")
    assert checklist.heard[0].startswith("Activity 3: Not applicable. Saved ")


def switch(page: Page, language: str) -> None:
    """Choose the other language in the head of the page."""
    head = page.get_by_role("banner")
    with page.expect_navigation():
        head.get_by_role("link", name=language).or_(
            head.get_by_role("button", name=language)
        ).click()
