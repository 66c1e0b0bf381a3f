"""The comment that opens, the date, the fourth answer, and the panel that follows each save."""

import re

from playwright.sync_api import Page, expect

from tests.browser.checklist.harbour import Harbour
from tests.browser.checklist.pages import Checklist


def test_the_comment_opens_by_itself_at_partly_and_no_and_nowhere_else(
    page: Page, harbour: Harbour
) -> None:
    checklist = Checklist(page).open(harbour.anna)
    for number, value, opens in ((1, "yes", False), (2, "partly", True), (6, "no", True)):
        activity = checklist.activity(number)
        expect(activity.comment).to_be_hidden()
        activity.choose(value)
        expect(activity.comment).to_be_visible(visible=opens)
        expect(activity.planned_on).to_be_visible(visible=opens)
        expect(activity.root.get_by_text("Berätta kort vad som återstår.")).to_be_visible(
            visible=opens
        )
    expect(checklist.activity(11).comment).to_be_visible()
    expect(checklist.activity(11).root).to_contain_text("Skriv funktionen")


def test_a_planned_date_is_saved_and_shown_again(page: Page, harbour: Harbour) -> None:
    activity = Checklist(page).open(harbour.anna).activity(2).choose("partly")
    activity.planned_on.fill("2024-03-31")
    activity.expect_saved()
    harbour.wait_for(2, ("partly", ""))

    page.reload()

    expect(activity.planned_on).to_have_value("2024-03-31")
    expect(activity.planned_on).to_be_visible()
    row = harbour.answer(2)
    assert row is not None
    assert str(row.planned_on) == "2024-03-31"


def test_a_date_and_a_comment_survive_a_change_of_mind(page: Page, harbour: Harbour) -> None:
    activity = Checklist(page).open(harbour.anna).activity(2).choose("partly").write("Snart")
    activity.planned_on.fill("2024-03-31")
    activity.expect_saved()
    activity.choose("yes").expect_saved()
    harbour.wait_for(2, ("yes", "Snart"))
    expect(activity.planned_on).to_be_hidden()
    expect(activity.comment).to_be_visible()

    activity.choose("no").expect_saved()

    harbour.wait_for(2, ("no", "Snart"))
    row = harbour.answer(2)
    assert row is not None
    assert str(row.planned_on) == "2024-03-31"


def test_not_applicable_is_offered_at_activities_3_and_5_alone(
    page: Page, harbour: Harbour
) -> None:
    checklist = Checklist(page).open(harbour.anna)

    for number in range(1, 14):
        known = ["yes", "partly", "no"] + ["not_applicable"] * (number in (3, 5))
        assert checklist.activity(number).answers == known
    checklist.activity(3).choose("not_applicable").expect_saved()
    expect(checklist.activity(3).cell).to_have_text("Aktivitet 3: Ej aktuellt")
    assert harbour.said(3)[0] == "not_applicable"


def test_the_panel_follows_each_save(page: Page, harbour: Harbour) -> None:
    checklist = Checklist(page).open(harbour.anna)
    panel, go_on = checklist.progress, page.locator("#go-to")
    expect(panel).to_contain_text("0 av 13 besvarade")
    expect(panel).to_contain_text("Svaren sparas när ni ger dem.")
    expect(go_on).to_have_text("Börja med aktivitet 1")
    expect(go_on).to_have_attribute("href", "#activity-1")

    checklist.activity(1).choose("yes").expect_saved()
    expect(panel).to_contain_text("1 av 13 besvarade")
    expect(panel).to_contain_text(re.compile(r"Allt är sparat, senast \d\d:\d\d"))
    expect(checklist.activity(1).cell).to_have_text("Aktivitet 1: Ja")
    expect(checklist.activity(1).cell.locator(".v-yes")).to_be_visible()
    expect(go_on).to_have_text("Fortsätt med aktivitet 2")
    expect(go_on).to_have_attribute("href", "#activity-2")
    expect(page.locator("#remaining")).to_contain_text("12 aktiviteter är kvar")

    for number in range(2, 14):
        checklist.activity(number).choose("partly")
    expect(panel).to_contain_text("13 av 13 besvarade")
    expect(go_on).to_have_text("Granska svaren")
    expect(page.locator("#remaining")).to_contain_text("Alla aktiviteter är besvarade")
    go_on.click()
    expect(page.locator("#remaining")).to_be_in_viewport()

    page.reload()
    expect(panel).to_contain_text("13 av 13 besvarade")


def test_continue_leads_to_an_activity_that_is_in_sight(page: Page, harbour: Harbour) -> None:
    checklist = Checklist(page).open(harbour.anna)
    checklist.activity(1).choose("yes").expect_saved()

    page.locator("#go-to").click()

    expect(checklist.activity(2).answer("yes")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(checklist.activity(2).answer("yes")).to_be_focused()


def test_each_save_is_announced_once(page: Page, harbour: Harbour) -> None:
    checklist = Checklist(page).open(harbour.anna)
    checklist.listen()
    activity = checklist.activity(2).choose("partly").expect_saved()
    activity.write("Snart")
    page.keyboard.press("Tab")
    harbour.wait_for(2, ("partly", "Snart"))
    page.wait_for_timeout(1500)

    said = [re.sub(r"\d\d:\d\d", "14:02", text) for text in checklist.heard]
    assert said == [
        "Aktivitet 2: Delvis. Sparat 14:02. 1 av 13 besvarade.",
        "Kommentar till aktivitet 2 sparad 14:02.",
    ]


def test_two_comments_in_the_same_minute_are_both_announced(page: Page, harbour: Harbour) -> None:
    """A live region that is given the same words again says nothing."""
    checklist = Checklist(page).open(harbour.anna)
    activity = checklist.activity(2).choose("partly").expect_saved()
    checklist.listen()
    for count, text in enumerate(("Ett", " två"), 1):
        activity.write(text)
        page.wait_for_function("count => window.heard.length === count", arg=count)
    assert len(checklist.heard) == 2
