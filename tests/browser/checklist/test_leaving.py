"""Leaving the page: what was typed is saved all the same, and it asks only where that fails."""

from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.checklist.harbour import Harbour
from tests.browser.checklist.pages import SAVE, Checklist
from tests.browser.conftest import OpenPage, window
from tests.browser.server import find_chromium
from tests.browser.watch import Watch

TEXT = "Klart innan augusti 2023"


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The dialogs that the page has shown; each is agreed to."""
    shown: list[str] = []
    page.on("dialog", lambda dialog: (shown.append(dialog.type), dialog.accept()))
    return shown


def test_going_on_at_once_saves_what_was_typed(page: Page, harbour: Harbour) -> None:
    Checklist(page).open(harbour.anna).activity(2).choose("partly").write(TEXT)

    page.goto(f"{harbour.checklist}/questions")

    harbour.wait_for(2, ("partly", TEXT))


def test_closing_the_page_at_once_saves_what_was_typed(page: Page, harbour: Harbour) -> None:
    Checklist(page).open(harbour.anna).activity(2).choose("partly").write(TEXT)

    page.close(run_before_unload=True)

    harbour.wait_for(2, ("partly", TEXT))


def test_hiding_the_page_saves_what_was_typed(page: Page, harbour: Harbour) -> None:
    """As when a telephone turns to another app, which may be the last that the page hears."""
    Checklist(page).open_and_stop_the_clock(harbour.anna).activity(2).write(TEXT)
    with page.expect_response(SAVE) as answer:
        page.evaluate(
            """() => {
                Object.defineProperty(document, "visibilityState", {value: "hidden"});
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )

    assert answer.value.status == 200
    harbour.wait_for(2, (None, TEXT))


def test_only_the_fields_of_that_activity_are_sent(open_page: OpenPage, harbour: Harbour) -> None:
    page = open_page()
    checklist = Checklist(page).open_and_stop_the_clock(harbour.anna)
    activity = checklist.activity(3).choose("yes")
    checklist.pass_time(0.4)
    activity.expect_saved()
    Checklist(open_page()).open(harbour.karin).activity(3).choose("no").expect_saved()

    remember_what_is_sent(page)
    checklist.activity(2).write(TEXT)
    page.goto(f"{harbour.checklist}/questions")

    [(address, body, keepalive)] = page.evaluate("JSON.parse(localStorage.sent)")
    assert address == f"/checklist/{harbour.response_id}/activities/2"
    assert keepalive, "the browser may drop it with the page"
    fields = {"comment-2", "planned_on-2", "version-2", "csrf_token", "page", "sequence"}
    assert set(parse_qs(body, keep_blank_values=True)) == fields
    harbour.wait_for(2, (None, TEXT))
    assert harbour.said(3)[0] == "no", "the colleague's"


def remember_what_is_sent(page: Page) -> None:
    """Keep what the page sends from now on; of the last, Playwright would not hear."""
    page.evaluate(
        """() => {
            const send = window.fetch, sent = [];
            window.fetch = (address, options) => {
                sent.push([address, String(options.body), options.keepalive === true]);
                localStorage.sent = JSON.stringify(sent);
                return send(address, options);
            };
        }"""
    )


def test_it_does_not_ask_when_everything_is_saved(
    page: Page, harbour: Harbour, asked: list[str]
) -> None:
    activity = Checklist(page).open(harbour.anna).activity(2).choose("partly").write(TEXT)
    harbour.wait_for(2, ("partly", TEXT))
    activity.expect_saved()

    page.goto(f"{harbour.checklist}/questions")

    assert asked == []


def test_it_does_not_ask_when_a_save_is_only_waiting_for_a_pause(
    page: Page, harbour: Harbour, asked: list[str]
) -> None:
    Checklist(page).open(harbour.anna).activity(2).choose("partly").write(TEXT)

    page.goto(f"{harbour.checklist}/questions")

    assert asked == []
    harbour.wait_for(2, ("partly", TEXT))


def test_it_asks_when_something_could_not_be_saved(
    page: Page, harbour: Harbour, asked: list[str], watch: Watch
) -> None:
    watch.expect_error("Failed to load resource")
    activity = Checklist(page).open(harbour.anna).activity(2)
    page.route(SAVE, lambda route: route.fulfill(status=503))
    activity.choose("partly").expect_not_saved()

    page.goto(f"{harbour.checklist}/questions")

    assert asked == ["beforeunload"]


def test_it_asks_before_review_when_something_could_not_be_saved(
    page: Page, harbour: Harbour, watch: Watch
) -> None:
    """Without a server, Review would lead to the browser's own page, and the text be gone."""
    watch.expect_error("Failed to load resource")
    watch.expect_error("Failed to fetch")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    activity = Checklist(page).open(harbour.anna).activity(2)
    page.context.set_offline(True)
    activity.choose("partly").write(TEXT).expect_not_saved()

    page.get_by_role("button", name="Granska svaren").click()
    page.wait_for_timeout(300)

    assert asked == ["beforeunload"]
    expect(activity.comment).to_have_value(TEXT)
    page.context.set_offline(False)
    activity.expect_saved()


def test_reload_right_after_typing_shows_what_was_typed(page: Page, harbour: Harbour) -> None:
    activity = Checklist(page).open(harbour.anna).activity(2).choose("partly").write(TEXT)

    page.reload()

    expect(activity.comment).to_have_value(TEXT)
    expect(activity.answer("partly")).to_be_checked()
    harbour.wait_for(2, ("partly", TEXT))


def test_back_shows_what_is_saved_and_saves_what_comes_then(page: Page, harbour: Harbour) -> None:
    activity = Checklist(page).open(harbour.anna).activity(2)
    activity.choose("partly").write(TEXT)
    harbour.wait_for(2, ("partly", TEXT))
    Checklist(page).activity(3).choose("yes").expect_saved()
    page.get_by_role("link", name="Skriv ut frågorna").click()
    expect(page.get_by_role("heading", name="Frågorna", exact=True)).to_be_visible()

    page.go_back()

    expect(activity.comment).to_have_value(TEXT)
    expect(activity.answer("partly")).to_be_checked()
    expect(Checklist(page).progress).to_contain_text("2 av 13 besvarade")
    activity.choose("no")
    harbour.wait_for(2, ("no", TEXT))
    activity.expect_saved()


def test_a_copy_of_the_tab_is_another_page(
    open_page: OpenPage, harbour: Harbour, watch: Watch
) -> None:
    """A tab that is copied comes out of the browser's cache: the same HTML, with the same id."""
    watch.expect_error("status of 409")
    first = open_page()
    Checklist(first).open(harbour.anna)
    html = first.request.get(harbour.checklist).text()
    second = first.context.new_page()
    for page in (first, second):
        page.route(
            harbour.checklist, lambda route: route.fulfill(body=html, content_type="text/html")
        )
        page.goto(harbour.checklist)

    Checklist(first).activity(2).choose("yes").expect_saved()
    Checklist(first).activity(2).choose("partly").expect_saved()
    copied = Checklist(second).activity(2).choose("no")

    copied.expect_not_saved()
    expect(copied.note).to_contain_text("Anna Lindqvist ändrade svaret")


@pytest.fixture
def remembering_page(browser: Browser) -> Iterator[Page]:
    """A page of a Chromium that keeps pages in memory, as everybody's does but a test's."""
    started = browser.browser_type.launch(
        executable_path=find_chromium(),
        args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield started.new_context(**window("sv")).new_page()
    started.close()


def test_back_from_the_browsers_memory_keeps_all_and_goes_on_saving(
    remembering_page: Page, harbour: Harbour
) -> None:
    page = remembering_page
    activity = Checklist(page).open(harbour.anna).activity(2).choose("partly").write(TEXT)
    page.evaluate("window.remembered = true")
    page.goto(f"{harbour.checklist}/questions")

    page.go_back(wait_until="commit")

    assert page.evaluate("window.remembered"), "the page was made anew"
    expect(activity.comment).to_have_value(TEXT)
    activity.expect_saved()
    activity.write(" eller så").expect_saved()
    harbour.wait_for(2, ("partly", f"{TEXT} eller så"))
