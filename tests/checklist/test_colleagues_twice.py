"""A form about a colleague that is sent twice acts once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hp.models.events import EventKind
from tests.checklist import records
from tests.checklist.invitations import FORM, follow
from tests.client import Client, Page
from tests.world import World


def form_of(page: Page, ending: str) -> dict[str, Any]:
    """The hidden fields of the form whose address ends so, as a browser sends them."""
    form = page.one(f"main form[action$='{ending}']")
    return {field["name"]: field["value"] for field in form.select("input[type=hidden]")}


@pytest.mark.parametrize("keeps_link", ["yes", "no"])
def test_passing_on_twice_mails_once(
    anna: Client, session: Session, world: World, keeps_link: str
) -> None:
    path = f"/checklist/{world.harbour.id}/pass-on"
    fields = FORM | form_of(anna.get(path), "/pass-on") | {"keeps_link": keeps_link}
    cookie = anna.http.get_cookie("hp")
    first = anna.post(path, fields)
    assert cookie
    anna.http.set_cookie("hp", cookie.value)  # a browser that pressed twice has read no answer yet
    second = anna.post(path, fields)
    assert second.location == first.location
    assert len(records.messages(session)) == 1
    assert len(records.events(session, EventKind.PASSED_ON)) == 1


def test_inviting_twice_says_twice_that_the_mail_is_on_its_way(
    anna: Client, session: Session, world: World
) -> None:
    path = f"/checklist/{world.harbour.id}/colleagues"
    fields = FORM | form_of(anna.get(path), "/colleagues")
    first, second = anna.post(path, fields), anna.post(path, fields)
    assert second.location == first.location
    assert len(records.messages(session)) == 1


def test_sending_again_twice_mails_once_and_once_more_when_asked_again(
    anna: Client, session: Session, world: World
) -> None:
    path = f"/checklist/{world.harbour.id}/colleagues"
    again = f"{path}/{world.karin.contact_id}/send-again"
    for mails in (1, 2):
        fields = form_of(anna.get(path), "/send-again")
        anna.post(again, fields)
        follow(anna, anna.post(again, fields))
        assert len(records.messages(session)) == mails


def test_passing_on_again_after_looking_at_the_page_again_mails_again(
    anna: Client, session: Session, world: World
) -> None:
    path = f"/checklist/{world.harbour.id}/pass-on"
    for mails in (1, 2):
        fields = FORM | form_of(anna.get(path), "/pass-on") | {"keeps_link": "yes"}
        anna.post(path, fields)
        assert len(records.messages(session)) == mails


def test_pressed_twice_at_the_same_moment_it_mails_once(
    anna: Client, karin: Client, session: Session, world: World
) -> None:
    """Two browsers with the same form stand in for two requests at once."""
    path = f"/checklist/{world.harbour.id}/pass-on"
    fields = FORM | form_of(anna.get(path), "/pass-on") | {"keeps_link": "yes"}
    karin.get(path)
    begin = Barrier(2)

    def press(client: Client) -> Page:
        begin.wait()
        return client.post(path, fields | {"csrf_token": client.csrf})

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, (anna, karin)))
    assert [answer.status for answer in answers] == [303, 303]
    assert len(records.messages(session)) == 1


def test_another_persons_token_says_nothing_of_another_response(
    anna: Client, bo: Client, session: Session, world: World
) -> None:
    path = f"/checklist/{world.harbour.id}/pass-on"
    fields = FORM | form_of(anna.get(path), "/pass-on") | {"keeps_link": "yes"}
    anna.post(path, fields)
    theirs = f"/checklist/{world.culture.id}/pass-on"
    bo.get(theirs)
    answer = bo.post(theirs, fields | {"csrf_token": bo.csrf})
    assert answer.status == 303
    assert len(records.messages(session)) == 2
