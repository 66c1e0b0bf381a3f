"""What the server will not take any more: it is said in plain words, and the text stays."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checklist.harbour import Harbour
from tests.browser.checklist.pages import SAVE, Activity, Checklist, Review, saves
from tests.browser.conftest import OpenPage
from tests.browser.watch import Watch

TEXT = "Klart innan augusti 2023"


@pytest.fixture(autouse=True)
def expected(watch: Watch) -> None:
    """The statuses that say no."""
    watch.expect_error("status of (400|403|409)")


def type_and_be_refused(checklist: Checklist, reason: str) -> Activity:
    """One save is refused: the reason is shown, the text is there, and that is the end of it."""
    page = checklist.page
    activity = checklist.activity(2).choose("partly").write(TEXT)
    with page.expect_response(SAVE):
        checklist.pass_time(1.2)
    activity.expect_not_saved()
    expect(activity.note).to_contain_text(reason)
    expect(checklist.announcer).to_contain_text("Aktivitet 2 är inte sparad.")
    expect(activity.comment).to_have_value(TEXT)
    expect(activity.answer("partly")).to_be_checked()
    with saves(page) as sent:
        checklist.pass_time(120)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(200)
    assert sent == [], "it tries again although the answer is no"
    return activity


def test_a_round_that_closes_while_somebody_types(page: Page, harbour: Harbour) -> None:
    checklist = Checklist(page).open_and_stop_the_clock(harbour.anna)
    harbour.close_round()

    type_and_be_refused(
        checklist, "Uppföljningen är stängd. Det du har skrivit finns kvar på sidan"
    )

    assert harbour.said(2) == (None, "")


def test_a_link_that_is_revoked_while_somebody_types(page: Page, harbour: Harbour) -> None:
    checklist = Checklist(page).open_and_stop_the_clock(harbour.anna)
    harbour.revoke_annas_link()

    type_and_be_refused(
        checklist, "Länken gäller inte längre. Det du har skrivit finns kvar på sidan"
    )

    assert harbour.said(2) == (None, "")


def test_cookies_that_are_cleared_while_somebody_types(page: Page, harbour: Harbour) -> None:
    checklist = Checklist(page).open_and_stop_the_clock(harbour.anna)
    page.context.clear_cookies()

    type_and_be_refused(checklist, "Kopiera det du har skrivit")

    assert harbour.said(2) == (None, "")


def test_a_colleague_who_hands_in_while_somebody_types(
    open_page: OpenPage, harbour: Harbour
) -> None:
    page = open_page()
    checklist = Checklist(page).open_and_stop_the_clock(harbour.anna)
    karin_hands_in(open_page(), harbour)

    activity = type_and_be_refused(checklist, "En kollega har lämnat in.")

    harbour.wait_for(2, ("yes", ""))
    page.once("dialog", lambda dialog: dialog.accept())
    activity.note.get_by_role("link", name="Visa kvittot").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack, svaren är inlämnade")


def test_what_was_refused_is_taken_when_it_can_be_again(
    open_page: OpenPage, harbour: Harbour
) -> None:
    page, karins = open_page(), open_page()
    checklist = Checklist(page).open(harbour.anna)
    karin_hands_in(karins, harbour)
    activity = checklist.activity(2).choose("partly").write(TEXT)
    activity.expect_not_saved()

    karins.get_by_role("button", name="Öppna svaret igen").click()
    expect(karins.locator("form#checklist")).to_be_visible()
    activity.write(".")

    expect(activity.note).to_contain_text("Karin Berg ändrade svaret")
    activity.button("Spara mitt i stället").click()
    activity.expect_saved()
    harbour.wait_for(2, ("partly", TEXT + "."))


@pytest.mark.parametrize("ended", ["closed", "revoked", "handed in"])
def test_without_script_what_was_typed_is_there_to_be_copied(
    open_page: OpenPage, harbour: Harbour, ended: str
) -> None:
    page = open_page(javascript=False)
    Checklist(page).open(harbour.anna).activity(2).choose("partly").write(TEXT)
    if ended == "closed":
        harbour.close_round()
    elif ended == "revoked":
        harbour.revoke_annas_link()
    else:
        karin_hands_in(open_page(), harbour)

    page.get_by_role("button", name="Spara", exact=True).first.click()

    expect(page.locator("form#checklist")).to_have_count(0)
    expect(page.get_by_text(TEXT)).to_be_visible()
    assert harbour.said(2)[1] == ""


def karin_hands_in(page: Page, harbour: Harbour) -> None:
    """Karin answers everything and hands in."""
    checklist = Checklist(page).open(harbour.karin)
    for number in range(1, 14):
        checklist.activity(number).choose("yes")
    page.get_by_role("button", name="Granska svaren").click()
    Review(page).hand_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack, svaren är inlämnade")
