"""A coordinator enters what an organisation has said by telephone or mail, and hands in for it."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hp.actions.answers_for import set_answered_by
from hp.domain.answers import AnswerSource, AnswerValue, ResponseStatus
from hp.models import AnswerOrigin, User
from hp.models.events import EventKind
from tests.checklist import records
from tests.checklist.tab import submit_everything
from tests.client import Client, Page
from tests.overview.arrange import row
from tests.world import NOW, World

FACTS = {"source": "telephone", "said_by": "Anna, ekonomichef", "said_on": "2023-08-31"}


@pytest.fixture
def address(world: World) -> str:
    return f"/organisations/responses/{world.harbour.id}/on-behalf"


def fields(page: Page) -> dict[str, Any]:
    """What the form holds as the browser would send it."""
    found: dict[Any, Any] = {
        i["name"]: i.get("value", "") for i in page.html.select("form input[type=hidden]")
    }
    found |= {a["name"]: a.get_text().lstrip("\n") for a in page.html.select("textarea")}
    found |= {i["name"]: i["value"] for i in page.html.select("input[type=date]")}
    return found | {i["name"]: i["value"] for i in page.html.select("input[checked]")}


def enter(sara: Client, address: str, **changes: str) -> Page:
    page = sara.get(address)
    renamed = {name.replace("_", "-"): text for name, text in changes.items()}
    return sara.post(address, fields(page) | FACTS | renamed)


def everything(**but: str) -> dict[str, str]:
    return {f"value_{n}": "yes" for n in range(1, 14)} | but


def tick(client: Client, world: World, number: int, value: str, version: int = 0) -> None:
    data = {f"value-{number}": value, f"version-{number}": str(version)}
    client.post(f"/checklist/{world.harbour.id}/activities/{number}", data, htmx=True)


def test_answers_are_saved_with_where_they_came_from(
    sara: Client, session: Session, world: World, address: str
) -> None:
    assert enter(sara, address, value_2="partly", comment_2="I höst.").status == 303
    answer = records.answer(session, world.harbour, 2)
    assert answer is not None
    assert (answer.value, answer.comment, answer.contact_id) == ("partly", "I höst.", None)
    (origin,) = records.read(session, AnswerOrigin)
    assert (answer.origin_id, origin.source) == (origin.id, AnswerSource.TELEPHONE)
    assert (origin.said_by, origin.said_on) == (FACTS["said_by"], dt.date(2023, 8, 31))
    assert not origin.is_confirmed
    (event,) = records.events(session, EventKind.ANSWER_SAVED)
    assert (event.number, event.user_id) == (2, origin.user_id)
    assert records.response(session, world.harbour).marks == ".p" + "." * 11
    assert "Answered by telephone" in sara.get(address).words("#activity-2")


def test_the_respondent_sees_who_entered_it_and_can_change_it(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    enter(sara, address, value_2="yes")
    page = anna.get(f"/checklist/{world.harbour.id}")
    assert "Anna, ekonomichef" in page.words("#saved-2")
    tick(anna, world, 2, "no", version=1)
    answer = records.answer(session, world.harbour, 2)
    assert answer is not None
    assert (answer.value, answer.origin_id, answer.version) == ("no", None, 2)
    assert records.versions(session, world.harbour, 2)[0].origin_id is not None


def test_drafts_stay_hidden_and_are_left_alone(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    tick(anna, world, 3, "no")
    page = sara.get(address)
    assert not page.html.select("#activity-3 input[checked]")
    assert "answered and not submitted" in page.words("#activity-3")
    enter(sara, address, value_2="yes")
    answer = records.answer(session, world.harbour, 3)
    assert answer is not None
    assert (answer.value, answer.version) == (AnswerValue.NO, 1)


def test_the_same_answer_as_a_draft_becomes_a_known_one(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    tick(anna, world, 3, "no")
    enter(sara, address, value_3="no")
    answer = records.answer(session, world.harbour, 3)
    assert answer is not None
    assert (answer.version, answer.origin_id is None) == (2, False)


def test_what_the_organisation_answers_meanwhile_is_not_lost(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    form = fields(sara.get(address)) | FACTS | {"value-2": "yes", "value-4": "yes"}
    tick(anna, world, 2, "no")
    page = sara.post(address, form)
    assert page.status == 409
    assert not records.read(session, AnswerOrigin)
    assert records.answer(session, world.harbour, 4) is None
    assert "has written there itself" in page.words("#note-2")
    assert page.one("#activity-4 input[checked]")["value"] == "yes"
    assert page.one("#said_by")["value"] == FACTS["said_by"]

    mine = fields(page) | FACTS | {"mine-2": page.one("input[name=mine-2]")["value"]}
    assert sara.post(address, mine).status == 303
    answer = records.answer(session, world.harbour, 2)
    assert answer is not None
    assert (answer.value, answer.version) == (AnswerValue.YES, 2)


def test_the_organisations_answer_can_be_kept(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    form = fields(sara.get(address)) | FACTS | {"value-2": "yes", "value-4": "yes"}
    tick(anna, world, 2, "no")
    page = sara.post(address, form)
    assert sara.post(address, fields(page) | FACTS | {"theirs-2": "1"}).status == 303
    kept, mine = (records.answer(session, world.harbour, n) for n in (2, 4))
    assert kept is not None
    assert mine is not None
    assert (kept.value, mine.value) == (AnswerValue.NO, AnswerValue.YES)


def test_the_form_sent_twice_saves_once(
    sara: Client, session: Session, world: World, address: str
) -> None:
    form = fields(sara.get(address)) | FACTS | {"value-2": "yes"}
    assert sara.post(address, form).status == 303
    assert sara.post(address, form).status == 303
    assert len(records.read(session, AnswerOrigin)) == 1
    assert len(records.versions(session, world.harbour, 2)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", ""),
        ("source", "word"),
        ("said_by", " "),
        ("said_by", "x" * 201),
        ("said_on", ""),
        ("said_on", "igår"),
        ("said_on", "2023-09-02"),
    ],
)
def test_without_where_it_came_from_nothing_is_saved(
    sara: Client, session: Session, world: World, address: str, field: str, value: str
) -> None:
    form = fields(sara.get(address)) | FACTS | {"value-2": "yes", field: value}
    page = sara.post(address, form)
    assert page.status == 422
    assert [a["href"] for a in page.html.select("#problems a")] == [f"#{field}"]
    assert page.html.select(f"#{field}[aria-invalid]")
    assert page.one("#activity-2 input[checked]")["value"] == "yes"
    assert records.answer(session, world.harbour, 2) is None


def test_a_hand_in_for_the_organisation_says_so_everywhere(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    enter(sara, address, **everything(value_2="partly"))
    review = sara.get(f"{address}/hand-in")
    data = {"seen": review.one("input[name=seen]")["value"], "source": "telephone"}
    data |= {"name": "Anna Lindqvist", "function": "Ekonomichef"}
    assert sara.post(f"{address}/hand-in", data).status == 303
    assert sara.post(f"{address}/hand-in", data).status == 303

    (submission,) = records.submissions(session)
    assert (submission.source, submission.contact_id) == (AnswerSource.TELEPHONE, None)
    assert submission.user_id is not None
    assert records.response(session, world.harbour).status == ResponseStatus.SUBMITTED
    (mail,) = records.messages(session)
    assert mail.link_id == world.anna.id

    said = "Answered by telephone by Anna, ekonomichef on 31 August 2023. Not confirmed."
    overview = sara.get("/overview")
    assert said in row(overview, "Hamnbolaget AB").select_one("[data-activity='1']").get_text()
    shown = sara.get(f"/organisations/{world.harbour.organisation_id}")
    assert said in shown.words("#answer-1")
    assert "(by telephone)" in shown.text
    export = sara.http.get("/overview/export.csv", headers={"Accept-Language": "en"})
    assert said in export.get_data(as_text=True)
    receipt = anna.get(f"/checklist/{world.harbour.id}/receipt")
    assert "per telefon" in receipt.words(".receipt")


def test_a_handed_in_comment_says_so_among_the_comments(
    sara: Client, world: World, address: str
) -> None:
    enter(sara, address, **everything(comment_1="Klart."))
    hand_in(sara, address)
    assert "Answered by telephone" in sara.get("/overview/comments").words("#activity-1")


def hand_in(sara: Client, address: str) -> Page:
    review = sara.get(f"{address}/hand-in")
    found = review.html.select_one("input[name=seen]")
    data = {"seen": found["value"] if found else "", "source": "telephone", "name": "Anna"}
    return sara.post(f"{address}/hand-in", data)


def test_what_the_organisation_has_not_submitted_is_never_handed_in_for_it(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    tick(anna, world, 13, "no")
    enter(sara, address, **{k: v for k, v in everything().items() if k != "value_13"})
    page = sara.get(f"{address}/hand-in")
    assert not page.html.select("#hand-in")
    assert "Only the organisation can submit" in page.words("main")
    assert hand_in(sara, address).status == 409
    assert not records.submissions(session)


def test_missing_answers_stop_the_hand_in(
    sara: Client, session: Session, world: World, address: str
) -> None:
    enter(sara, address, value_2="yes")
    assert hand_in(sara, address).status == 409
    assert not records.submissions(session)


def test_an_answer_changed_since_it_was_read_stops_the_hand_in(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    enter(sara, address, **everything())
    seen = sara.get(f"{address}/hand-in").one("input[name=seen]")["value"]
    enter(sara, address, value_2="no")
    data = {"seen": seen, "source": "telephone", "name": "Anna"}
    page = sara.post(f"{address}/hand-in", data)
    assert page.status == 409
    assert page.one("input#name")["value"] == "Anna"
    assert not records.submissions(session)


def test_a_submitted_response_takes_nothing(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    form = fields(sara.get(address)) | FACTS | {"value-2": "no"}
    submit_everything(anna, world.harbour)
    page = sara.post(address, form)
    assert page.status == 409
    assert "submitted" in page.words(".note")
    assert "2. No." in page.words("main")
    assert not records.read(session, AnswerOrigin)


def test_nothing_is_entered_where_another_organisation_answers(
    sara: Client, session: Session, world: World
) -> None:
    user_id = records.read(session, User)[0].id
    set_answered_by(session, world.culture.id, world.harbour.id, user_id, NOW)
    page = sara.get(f"/organisations/responses/{world.culture.id}/on-behalf")
    assert "Hamnbolaget AB answers" in page.words(".note")


def test_followers_follow_what_is_entered_and_handed_in(
    sara: Client, session: Session, world: World, address: str
) -> None:
    user_id = records.read(session, User)[0].id
    set_answered_by(session, world.culture.id, world.harbour.id, user_id, NOW)
    enter(sara, address, **everything())
    hand_in(sara, address)
    follower = records.response(session, world.culture)
    assert (follower.status, follower.submitted_marks) == (ResponseStatus.SUBMITTED, "y" * 13)


def test_it_can_be_noted_that_the_organisation_has_confirmed(
    sara: Client, session: Session, world: World, address: str
) -> None:
    enter(sara, address, value_2="yes")
    page = sara.get(f"/organisations/{world.harbour.organisation_id}")
    action = page.one("form[action$='/confirm']")["action"]
    for _again in range(2):
        assert sara.post(action).status == 303
    (origin,) = records.read(session, AnswerOrigin)
    assert origin.is_confirmed
    assert len(records.events(session, EventKind.ANSWERS_CONFIRMED)) == 1
    assert "Not confirmed" not in sara.get(address).text
