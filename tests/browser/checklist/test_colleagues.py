"""Two colleagues at the same time: nobody's words disappear without somebody having chosen."""

from playwright.sync_api import Page, expect

from tests.browser.checklist.harbour import Harbour
from tests.browser.checklist.pages import Activity, Checklist
from tests.browser.conftest import OpenPage
from tests.browser.watch import Watch

KARINS = "Klart efter revisionen"
ANNAS = "Klart innan augusti"


def test_two_activities_do_not_collide(open_page: OpenPage, harbour: Harbour) -> None:
    annas, karins = open_page(), open_page()
    anna = Checklist(annas).open(harbour.anna)
    karin = Checklist(karins).open(harbour.karin)

    anna.activity(2).choose("yes").expect_saved()
    karin.activity(3).choose("no").write(KARINS).expect_saved()
    anna.activity(4).choose("yes").expect_saved()

    harbour.wait_for(2, ("yes", ""))
    harbour.wait_for(3, ("no", KARINS))
    harbour.wait_for(4, ("yes", ""))
    expect(anna.progress).to_contain_text("3 av 13 besvarade")


def test_a_changed_activity_shows_both_texts_and_asks(
    open_page: OpenPage, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 409")
    anna = Checklist(open_page()).open(harbour.anna)
    karin_writes(open_page(), harbour)
    anna.listen()

    activity = anna.activity(2).choose("partly").write(ANNAS)

    activity.expect_not_saved()
    expect(activity.note).to_contain_text("Karin Berg ändrade svaret")
    expect(activity.note).to_contain_text("Nej")
    expect(activity.note).to_contain_text(KARINS)
    expect(activity.answer("partly")).to_be_checked()
    expect(activity.comment).to_have_value(ANNAS)
    expect(anna.announcer).to_have_text(
        "Karin Berg ändrade aktivitet 2. Välj vilket svar som ska gälla."
    )
    expect(anna.progress).not_to_contain_text("Allt är sparat")
    harbour.wait_for(2, ("no", KARINS))


def test_keeping_the_colleagues_answer_puts_it_into_the_form(
    open_page: OpenPage, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 409")
    activity = in_conflict(open_page, harbour)

    activity.button("Behåll svaret från Karin Berg").click()

    expect(activity.answer("no")).to_be_checked()
    expect(activity.comment).to_have_value(KARINS)
    expect(activity.note).to_be_empty()
    expect(activity.saved).to_contain_text("av Karin Berg")
    harbour.wait_for(2, ("no", KARINS))


def test_saving_mine_instead_replaces_the_colleagues(
    open_page: OpenPage, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 409")
    activity = in_conflict(open_page, harbour)

    activity.button("Spara mitt i stället").click()

    activity.expect_saved()
    expect(activity.answer("partly")).to_be_checked()
    expect(activity.comment).to_have_value(ANNAS)
    harbour.wait_for(2, ("partly", ANNAS))


def test_the_choice_takes_what_is_typed_elsewhere_along(
    open_page: OpenPage, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 409")
    activity = in_conflict(open_page, harbour)
    other = Checklist(activity.page).activity(7).write("Skrivet strax före")

    activity.button("Behåll svaret från Karin Berg").click()

    expect(activity.answer("no")).to_be_checked()
    expect(other.comment).to_have_value("Skrivet strax före")
    harbour.wait_for(7, (None, "Skrivet strax före"))


def test_a_conflict_that_is_left_open_warns_before_leaving(
    open_page: OpenPage, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 409")
    activity = in_conflict(open_page, harbour)
    asked = []
    activity.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    activity.page.reload()

    assert asked == ["beforeunload"]


def test_without_script_two_activities_do_not_collide(
    open_page: OpenPage, harbour: Harbour
) -> None:
    annas, karins = open_page(javascript=False), open_page(javascript=False)
    anna = Checklist(annas).open(harbour.anna)
    karin = Checklist(karins).open(harbour.karin)

    anna.activity(2).choose("yes")
    press_save(annas, 1)
    karin.activity(3).choose("no").write(KARINS)
    press_save(karins, 1)

    harbour.wait_for(2, ("yes", ""))
    harbour.wait_for(3, ("no", KARINS))
    expect(karin.activity(2).answer("yes")).to_be_checked()


def test_without_script_both_texts_are_shown_and_mine_can_be_saved(
    open_page: OpenPage, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 409")
    activity = in_conflict_without_script(open_page, harbour)

    expect(activity.page.locator("#problems")).to_contain_text("Ett svar är inte sparat")
    expect(activity.note).to_contain_text(KARINS)
    expect(activity.answer("partly")).to_be_checked()
    expect(activity.comment).to_have_value(ANNAS)
    harbour.wait_for(6, ("yes", ""))  # the others are saved

    activity.button("Spara mitt i stället").click()
    activity.expect_saved()
    harbour.wait_for(2, ("partly", ANNAS))


def test_without_script_the_colleagues_can_be_kept(
    open_page: OpenPage, harbour: Harbour, watch: Watch
) -> None:
    watch.expect_error("status of 409")
    activity = in_conflict_without_script(open_page, harbour)

    activity.button("Behåll svaret från Karin Berg").click()

    expect(activity.answer("no")).to_be_checked()
    expect(activity.comment).to_have_value(KARINS)
    harbour.wait_for(2, ("no", KARINS))


def test_a_conflict_shown_without_script_warns_with_script_too(
    open_page: OpenPage, harbour: Harbour, watch: Watch
) -> None:
    """The review saves the whole form: a page with a conflict then comes from the server."""
    watch.expect_error("status of 409")
    page = open_page()
    activity = Checklist(page).open(harbour.anna).activity(2)
    karin_writes(open_page(), harbour)
    activity.choose("partly").write(ANNAS)
    page.get_by_role("button", name="Granska svaren").click()
    expect(activity.note).to_contain_text(KARINS)
    expect(activity.comment).to_have_value(ANNAS)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.mouse.click(5, 5)  # browsers ask only who has done something on the page

    page.goto(f"{harbour.checklist}/questions")

    assert asked == ["beforeunload"]


def karin_writes(page: Page, harbour: Harbour) -> None:
    """Karin answers activity 2."""
    Checklist(page).open(harbour.karin).activity(2).choose("no").write(KARINS).expect_saved()
    harbour.wait_for(2, ("no", KARINS))


def in_conflict(open_page: OpenPage, harbour: Harbour) -> Activity:
    """Anna's activity 2, which Karin has changed since Anna opened the page."""
    anna = Checklist(open_page()).open(harbour.anna)
    karin_writes(open_page(), harbour)
    activity = anna.activity(2).choose("partly").write(ANNAS)
    expect(activity.button("Spara mitt i stället")).to_be_visible()
    return activity


def in_conflict_without_script(open_page: OpenPage, harbour: Harbour) -> Activity:
    """The same with JavaScript switched off; Anna has answered activity 6 as well."""
    page = open_page(javascript=False)
    anna = Checklist(page).open(harbour.anna)
    karin_writes(open_page(), harbour)
    anna.activity(6).choose("yes")
    activity = anna.activity(2).choose("partly").write(ANNAS)
    press_save(page, 1)
    return activity


def press_save(page: Page, area: int) -> None:
    """Press Save after an area; only without script it is there."""
    with page.expect_navigation():
        page.get_by_role("button", name="Spara", exact=True).nth(area - 1).click()
