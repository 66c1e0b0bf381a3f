"""On paper: the receipt with all answers, the questions before anybody has answered."""

from playwright.sync_api import Page, expect

from tests.browser.checklist.harbour import Harbour
from tests.browser.checklist.pages import Checklist, Review


def test_the_receipt_prints_all_answers_without_having_been_opened(
    page: Page, harbour: Harbour
) -> None:
    hand_in(page, harbour)
    comment = page.get_by_text("Kommentar till aktivitet 12")
    expect(comment).to_be_hidden()

    page.emulate_media(media="print")

    for number in range(1, 14):
        answer = page.locator(f"#answer-{number}")
        expect(answer).to_be_visible()
        expect(answer).to_contain_text("Delvis" if number in (2, 12) else "Ja")
        assert answer.bounding_box()["height"] > 10
    expect(comment).to_be_visible()
    expect(page.get_by_text("Ekonomichef", exact=True)).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_the_questions_print_with_a_box_for_each_answer(page: Page, harbour: Harbour) -> None:
    checklist = Checklist(page).open(harbour.anna)
    asked = [checklist.activity(n).root.locator(".q").inner_text() for n in range(1, 14)]
    page.goto(f"{harbour.checklist}/questions")
    expect(page.get_by_role("button", name="Skriv ut")).to_be_visible()

    page.emulate_media(media="print")

    for text in asked:
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Ej aktuellt")).to_have_count(4)
    expect(page.get_by_role("button")).to_have_count(0)
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_the_print_button_prints(page: Page, harbour: Harbour) -> None:
    page.add_init_script("window.print = () => { window.printed = true; }")
    Checklist(page).open(harbour.anna)
    page.goto(f"{harbour.checklist}/questions")

    page.get_by_role("button", name="Skriv ut").click()

    assert page.evaluate("window.printed")


def hand_in(page: Page, harbour: Harbour) -> None:
    """Answer everything and hand in."""
    checklist = Checklist(page).open(harbour.anna)
    for number in range(1, 14):
        checklist.activity(number).choose("partly" if number in (2, 12) else "yes")
    checklist.activity(11).write("Ekonomichef")
    checklist.activity(12).write("Kommentar till aktivitet 12")
    page.get_by_role("button", name="Granska svaren").click()
    Review(page).hand_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack, svaren är inlämnade")
