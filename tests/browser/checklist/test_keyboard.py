"""By keyboard alone, and without ever losing one's place."""

from playwright.sync_api import Page, expect

from tests.browser.checklist.harbour import Harbour
from tests.browser.checklist.pages import SAVE, Checklist, saves
from tests.browser.conftest import OpenPage
from tests.browser.watch import Watch

ACTIVE = "document.activeElement"


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what has focus fits a selector. Focus is never nowhere on the way."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(f"{ACTIVE} !== document.body"), f"nothing has focus before {wanted}"
        if page.evaluate(f"selector => {ACTIVE}.matches(selector)", wanted):
            return
    raise AssertionError(f"Tab does not come to {wanted}")


def type_date(page: Page) -> None:
    """Set a date by its arrows; in which order its parts stand is up to the computer's language."""
    for _ in range(3):
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowRight")


def test_the_whole_form_is_filled_in_and_handed_in_by_keyboard(
    page: Page, harbour: Harbour
) -> None:
    checklist = Checklist(page).open(harbour.anna)
    for number in range(1, 14):
        tab_to(page, f"input[name=value-{number}]")
        page.keyboard.press("Space")
        if number in (2, 12):
            page.keyboard.press("ArrowRight")
            tab_to(page, f"textarea[name=comment-{number}]")
            page.keyboard.type(f"Kommentar {number}")
        if number == 2:
            tab_to(page, "input[type=date]")
            type_date(page)
            date = page.locator("[name=planned_on-2]").input_value()
        if number == 6:
            tab_to(page, "#activity-6 summary")
            page.keyboard.press("Enter")
            tab_to(page, "textarea[name=comment-6]")
            page.keyboard.type("Kommentar 6")
        if number == 11:
            tab_to(page, "textarea[name=comment-11]")
            page.keyboard.type("Ekonomichef")
    expect(checklist.progress).to_contain_text("13 av 13 besvarade")
    tab_to(page, "button[value=review]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Granska")
    tab_to(page, "#hand-in button")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Tack, svaren är inlämnade")
    harbour.wait_for(1, ("yes", ""))
    harbour.wait_for(2, ("partly", "Kommentar 2"))
    row = harbour.answer(2)
    assert row is not None
    assert str(row.planned_on) == date
    harbour.wait_for(6, ("yes", "Kommentar 6"))
    harbour.wait_for(11, ("yes", "Ekonomichef"))
    harbour.wait_for(12, ("partly", "Kommentar 12"))


def test_arrows_through_the_answers_make_one_save_with_the_last(
    page: Page, harbour: Harbour
) -> None:
    activity = Checklist(page).open(harbour.anna).activity(2)
    activity.answer("yes").focus()

    with saves(page) as sent:
        for key in ("Space", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight"):
            page.keyboard.press(key)
        activity.expect_saved()
        page.wait_for_timeout(1500)

    assert len(sent) == 1
    assert harbour.said(2)[0] == "no"


def test_the_caret_stays_where_it_is_when_a_save_comes_back(page: Page, harbour: Harbour) -> None:
    checklist = Checklist(page).open(harbour.anna)
    activity = checklist.activity(2).choose("partly").expect_saved()
    activity.comment.press_sequentially("Klart augusti")
    for _ in range(len("augusti")):
        page.keyboard.press("ArrowLeft")
    with page.expect_response(SAVE):
        page.keyboard.type("innan ")
    activity.expect_saved()

    assert checklist.focused == "textarea comment-2 12-12"
    page.keyboard.type("senast ")
    expect(activity.comment).to_have_value("Klart innan senast augusti")


def test_focus_stays_on_what_the_save_changes(page: Page, harbour: Harbour) -> None:
    """The cell's link and the button of the panel get new words while they have focus."""
    checklist = Checklist(page).open(harbour.anna)
    for number, selector in ((2, "#cell-2"), (3, "#go-to"), (4, "#activity-4 summary")):
        before = page.locator("#all-saved").inner_text()
        checklist.activity(number).choose("no")
        page.locator(selector).focus()
        at = checklist.focused
        checklist.activity(number).expect_saved()
        expect(page.locator(f"#cell-{number}")).to_have_text(f"Aktivitet {number}: Nej")
        assert page.evaluate(f"selector => {ACTIVE}.matches(selector)", selector), (at, before)


def test_focus_goes_back_into_the_activity_when_the_note_it_was_in_goes(
    page: Page, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 503")
    checklist = Checklist(page).open(harbour.anna)
    page.route(SAVE, lambda route: route.fulfill(status=503))
    activity = checklist.activity(2).choose("partly").expect_not_saved()
    activity.button("Försök igen nu").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert checklist.focused == "button Försök igen nu", "a try that fails takes nothing away"
    page.unroute_all()

    page.keyboard.press("Enter")
    activity.expect_saved()

    assert checklist.focused == "input value-2 partly"


def test_enter_in_a_date_or_on_an_answer_hands_nothing_in(page: Page, harbour: Harbour) -> None:
    activity = Checklist(page).open(harbour.anna).activity(2)
    page.evaluate("window.stayed = true")

    activity.answer("yes").focus()
    page.keyboard.press("Enter")
    activity.choose("partly").planned_on.focus()
    type_date(page)
    page.keyboard.press("Enter")
    activity.expect_saved()

    assert page.evaluate("window.stayed")


def test_without_script_enter_saves_and_stays(open_page: OpenPage, harbour: Harbour) -> None:
    """The browser presses the form's first button, whichever that is."""
    page = open_page(javascript=False)
    activity = Checklist(page).open(harbour.anna).activity(2).choose("partly")
    activity.planned_on.fill("2024-03-31")

    with page.expect_navigation():
        activity.planned_on.press("Enter")

    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator("form#checklist")).to_be_visible()
    expect(activity.answer("partly")).to_be_checked()
    assert harbour.said(2)[0] == "partly"


def test_the_skip_link_comes_first_and_leads_past_the_head(page: Page, harbour: Harbour) -> None:
    Checklist(page).open(harbour.anna)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate(f"document.querySelector('main').contains({ACTIVE})")
