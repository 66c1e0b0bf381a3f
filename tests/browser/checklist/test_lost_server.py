"""No answer from the server: it is said, what was typed stays, and it is saved when it can be."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.checklist import harbour as harbours
from tests.browser.checklist.harbour import Harbour
from tests.browser.checklist.pages import SAVE, Activity, Checklist, saves
from tests.browser.server import Server
from tests.browser.watch import Watch

TEXT = "Klart innan augusti 2023"
PAUSE = 1.2  # seconds after the last key until a comment is saved


@pytest.fixture(autouse=True)
def expected(watch: Watch) -> None:
    """What Chromium and htmx log where a request fails is what these tests are about."""
    watch.expect_error("Failed to load resource")
    watch.expect_error("htmx: htmx:error: Failed to fetch")


def fail_with(status: int) -> Callable[[Route], None]:
    """Answers a save in the server's place."""
    body = "<!doctype html><html><head><title>Fel</title></head><body><p>Nere</p></body></html>"
    return lambda route: route.fulfill(status=status, content_type="text/html", body=body)


def expect_note(activity: Activity, text: str = TEXT) -> None:
    """It says that nothing is saved, and what was typed is there."""
    activity.expect_not_saved()
    expect(activity.note).to_contain_text("Svaret är inte sparat")
    expect(activity.button("Försök igen nu")).to_be_visible()
    expect(activity.comment).to_have_value(text)
    expect(activity.answer("partly")).to_be_checked()
    expect(Checklist(activity.page).progress).not_to_contain_text("Allt är sparat")


def expect_all_well(activity: Activity) -> None:
    """The note is gone, and everything is saved."""
    activity.expect_saved()
    expect(Checklist(activity.page).progress).to_contain_text("1 av 13 besvarade")
    expect(Checklist(activity.page).progress).to_contain_text("Allt är sparat")


def test_a_server_that_is_killed_and_started_again_gets_what_was_typed(
    page: Page, server: Server
) -> None:
    harbour = harbours.of(server, server.world)
    checklist = Checklist(page).open_and_stop_the_clock(harbour.anna)
    server.kill()
    checklist.listen()

    activity = checklist.activity(2).choose("partly")
    checklist.pass_time(PAUSE)
    activity.expect_not_saved()
    activity.write(TEXT)
    expect_note(activity)
    server.start()
    checklist.pass_time(5)

    expect_all_well(activity)
    harbour.wait_for(2, ("partly", TEXT))
    assert checklist.heard.count("Aktivitet 2 är inte sparad.") == 1
    assert re.match(r"Aktivitet 2: Delvis\. Sparat \d\d:\d\d\. 1 av 13", checklist.heard[-1])


def test_try_again_now_saves_at_once(page: Page, server: Server) -> None:
    harbour = harbours.of(server, server.world)
    checklist = Checklist(page).open_and_stop_the_clock(harbour.anna)
    server.kill()
    activity = checklist.activity(2).choose("partly").write(TEXT)
    checklist.pass_time(PAUSE)
    expect_note(activity)
    server.start()

    activity.button("Försök igen nu").click()

    expect_all_well(activity)
    harbour.wait_for(2, ("partly", TEXT))


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_is_no_answer(page: Page, harbour: Harbour, status: int) -> None:
    checklist = Checklist(page).open(harbour.anna)
    checklist.listen()
    page.route(SAVE, fail_with(status))

    activity = checklist.activity(2).choose("partly").write(TEXT)
    expect_note(activity)
    expect(page.get_by_text("Nere")).to_have_count(0)
    page.unroute_all()
    activity.button("Försök igen nu").click()

    expect_all_well(activity)
    harbour.wait_for(2, ("partly", TEXT))
    assert checklist.heard.count("Aktivitet 2 är inte sparad.") == 1


@pytest.mark.parametrize("status", [200, 403, 429])
def test_an_answer_from_somebody_else_than_the_server_does_not_count_as_saved(
    page: Page, harbour: Harbour, status: int
) -> None:
    """A proxy's page, or a hotel's sign-in in between."""
    page.route(SAVE, fail_with(status))

    activity = Checklist(page).open(harbour.anna).activity(2).choose("partly").write(TEXT)
    expect_note(activity)
    expect(page.get_by_text("Nere")).to_have_count(0)
    page.unroute_all()
    activity.button("Försök igen nu").click()

    expect_all_well(activity)
    harbour.wait_for(2, ("partly", TEXT))


def test_it_is_saved_when_the_network_is_back(page: Page, harbour: Harbour) -> None:
    checklist = Checklist(page).open_and_stop_the_clock(harbour.anna)
    page.context.set_offline(True)
    activity = checklist.activity(2).choose("partly").write(TEXT)
    checklist.pass_time(PAUSE)
    expect_note(activity)

    page.context.set_offline(False)
    checklist.pass_time(0)

    expect_all_well(activity)
    harbour.wait_for(2, ("partly", TEXT))


def test_a_save_whose_answer_got_lost_is_shown_in_the_panel_after_all(
    page: Page, harbour: Harbour
) -> None:
    checklist = Checklist(page).open(harbour.anna)
    checklist.listen()

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(SAVE, lose_the_answer)
    activity = checklist.activity(2).choose("partly")
    activity.expect_not_saved()
    assert harbour.said(2)[0] == "partly"
    page.unroute_all()
    activity.button("Försök igen nu").click()

    expect_all_well(activity)
    expect(activity.cell).to_have_text("Aktivitet 2: Delvis")
    assert re.match(r"Aktivitet 2: Delvis\. Sparat", checklist.heard[-1])


def test_it_tries_again_after_5_15_and_30_seconds_and_then_every_30(
    page: Page, harbour: Harbour
) -> None:
    checklist = Checklist(page).open_and_stop_the_clock(harbour.anna)
    checklist.listen()
    page.route(SAVE, fail_with(503))
    activity = checklist.activity(2)

    with saves(page) as sent:
        activity.choose("yes")
        checklist.pass_time(0.4)
        activity.expect_not_saved()
        for tries, wait in enumerate((5, 15, 30, 30, 30), 1):
            checklist.pass_time(wait - 0.001)
            page.wait_for_timeout(50)
            assert len(sent) == tries, f"before {wait} seconds"
            with page.expect_response(SAVE):
                checklist.pass_time(0.001)
            activity.expect_not_saved()
            assert len(sent) == tries + 1
        page.unroute_all()
        checklist.pass_time(30)
        activity.expect_saved()
        checklist.pass_time(300)
        assert len(sent) == 7, "it goes on although it is saved"

    assert harbour.said(2)[0] == "yes"
    assert checklist.heard.count("Aktivitet 2 är inte sparad.") == 1


def test_what_is_typed_while_it_waits_goes_along(page: Page, harbour: Harbour) -> None:
    page.route(SAVE, fail_with(503))
    activity = Checklist(page).open(harbour.anna).activity(2).choose("partly")
    activity.expect_not_saved()
    activity.open_comment().comment.fill(TEXT)
    page.unroute_all()

    activity.button("Försök igen nu").click()

    expect_all_well(activity)
    harbour.wait_for(2, ("partly", TEXT))


def test_everything_is_saved_is_not_said_while_another_activity_is_not(
    page: Page, harbour: Harbour
) -> None:
    checklist = Checklist(page).open(harbour.anna)
    page.route("**/activities/2", fail_with(503))
    checklist.activity(2).choose("yes").expect_not_saved()

    checklist.activity(3).choose("yes").expect_saved()

    expect(checklist.progress).to_contain_text("1 av 13 besvarade")
    expect(checklist.progress).not_to_contain_text("Allt är sparat")
    expect(checklist.progress).to_contain_text("Inte sparat")
    page.unroute_all()
    checklist.activity(2).button("Försök igen nu").click()
    expect(checklist.progress).to_contain_text("2 av 13 besvarade")
    expect(checklist.progress).to_contain_text("Allt är sparat")
