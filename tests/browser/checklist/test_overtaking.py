"""One person's saves that overtake each other: the last choice is the one that counts."""

from playwright.sync_api import Page, expect

from tests.browser.checklist.harbour import Harbour
from tests.browser.checklist.pages import Checklist, hold_saves


def test_while_one_save_is_on_its_way_only_the_last_choice_waits_for_it(
    page: Page, harbour: Harbour
) -> None:
    activity = Checklist(page).open(harbour.anna).activity(2)
    held = hold_saves(page)
    activity.choose("yes")
    held.wait_for(1)
    expect(activity.saved).to_have_text("Sparar …")
    for value in ("partly", "no", "partly", "no"):
        activity.choose(value)
        page.wait_for_timeout(500)
    assert len(held.routes) == 1, "two saves of one activity at once"

    held.let_go()
    held.wait_for(2)
    held.let_go(1)
    activity.expect_saved()

    expect(activity.answer("no")).to_be_checked()
    assert harbour.said(2)[0] == "no"
    assert len(held.routes) == 2


def test_a_save_that_arrives_after_a_newer_one_changes_nothing(
    page: Page, harbour: Harbour
) -> None:
    activity = Checklist(page).open(harbour.anna).activity(2)
    held = hold_saves(page)
    activity.choose("yes")
    held.wait_for(1)
    activity.choose("no")
    page.unroute_all()
    page.goto(f"{harbour.checklist}/questions")  # sends what is not saved, at once
    page.goto(harbour.checklist)
    expect(activity.answer("no")).to_be_checked()

    late = held.routes[0].request
    answer = page.request.post(
        late.url, data=late.post_data, headers={"Content-Type": late.headers["content-type"]}
    )

    assert answer.status == 200
    assert "value-2=yes" in held.bodies[0]
    assert harbour.said(2)[0] == "no"
