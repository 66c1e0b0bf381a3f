"""What cannot be saved as it is, and what must never be taken for more than text."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checklist.harbour import Harbour
from tests.browser.checklist.pages import Checklist, Review
from tests.browser.conftest import OpenPage
from tests.browser.watch import Watch

HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }} </textarea><script>alert(2)</script>"


def test_a_comment_that_is_too_long_is_kept_until_it_is_shortened(
    page: Page, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 422")
    checklist = Checklist(page).open(harbour.anna)
    activity = checklist.activity(2).choose("partly").expect_saved()
    checklist.listen()

    activity.comment.fill("å" * 4001)

    activity.expect_not_saved()
    expect(activity.note).to_contain_text("Kommentaren är för lång")
    expect(activity.note).to_contain_text("4\u00a0000 tecken")
    expect(activity.comment).to_have_attribute("aria-invalid", "true")
    expect(activity.comment).to_have_accessible_description(re.compile("Kommentaren är för lång"))
    expect(activity.comment).to_have_value("å" * 4001)
    assert checklist.heard == ["Aktivitet 2 är inte sparad."]
    harbour.wait_for(2, ("partly", ""))

    activity.comment.press("End")
    activity.comment.press("Backspace")
    activity.expect_saved()
    expect(activity.comment).not_to_have_attribute("aria-invalid", "true")
    harbour.wait_for(2, ("partly", "å" * 4000))


def test_a_comment_shortened_at_the_last_moment_is_saved_on_leaving(
    page: Page, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 422")
    activity = Checklist(page).open(harbour.anna).activity(2).choose("partly").expect_saved()
    activity.comment.fill("å" * 4001)
    activity.expect_not_saved()
    page.on("dialog", lambda dialog: dialog.accept())

    activity.comment.fill("Kort")
    page.goto(f"{harbour.checklist}/questions")

    harbour.wait_for(2, ("partly", "Kort"))


def test_without_script_a_comment_that_is_too_long_is_kept(
    open_page: OpenPage, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 422")
    page = open_page(javascript=False)
    checklist = Checklist(page).open(harbour.anna)
    checklist.activity(1).choose("yes")
    activity = checklist.activity(2).choose("partly").open_comment()
    activity.comment.fill("å" * 4001)

    page.get_by_role("button", name="Spara", exact=True).first.click()

    expect(page.locator("#problems")).to_contain_text("Ett svar är inte sparat")
    expect(activity.note).to_contain_text("Kommentaren är för lång")
    expect(activity.comment).to_have_attribute("aria-invalid", "true")
    expect(activity.comment).to_have_value("å" * 4001)
    expect(activity.answer("partly")).to_be_checked()
    harbour.wait_for(1, ("yes", ""))


def test_a_date_out_of_reason_is_said_at_the_field(
    page: Page, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 422")
    activity = Checklist(page).open(harbour.anna).activity(2).choose("partly").expect_saved()

    activity.planned_on.fill("1899-01-01")

    activity.expect_not_saved()
    expect(activity.note).to_contain_text("Datumet går inte att läsa")
    expect(activity.planned_on).to_have_attribute("aria-invalid", "true")
    activity.planned_on.fill("2024-03-31")
    activity.expect_saved()
    expect(activity.planned_on).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("javascript", [True, False])
def test_hostile_text_is_text_everywhere(
    open_page: OpenPage, harbour: Harbour, watch: Watch, javascript: bool
) -> None:
    watch.expect_error("status of 409")
    page = open_page(javascript=javascript)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    checklist = Checklist(page).open(harbour.anna)
    Checklist(open_page()).open(harbour.karin).activity(3).choose("no").write(
        HOSTILE
    ).expect_saved()
    for number in range(1, 14):
        checklist.activity(number).choose("partly")
    checklist.activity(2).open_comment().comment.fill(HOSTILE)
    page.get_by_role("button", name="Granska svaren").click()
    expect(checklist.activity(3).note).to_contain_text(HOSTILE)
    expect(checklist.activity(2).comment).to_have_value(HOSTILE)
    checklist.activity(3).button("Behåll svaret från Karin Berg").click()
    expect(checklist.activity(3).comment).to_have_value(HOSTILE)
    page.get_by_role("button", name="Granska svaren").click()
    expect(page.get_by_text(HOSTILE)).to_have_count(2)
    page.get_by_role("textbox", name="Lämnas in av").fill(HOSTILE)
    page.get_by_role("textbox", name="Funktion").fill(HOSTILE)
    Review(page).hand_in()
    page.get_by_text("Visa alla svar och kommentarer").click()

    expect(page.get_by_text(HOSTILE)).to_have_count(3)
    expect(page.locator("img")).to_have_count(0)
    assert dialogs == []
