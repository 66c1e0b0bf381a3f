"""A coordinator asks for more: the response opens again with reasons, until the next hand-in."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from hp.actions.answers_for import set_answered_by
from hp.actions.rounds import close_round
from hp.domain.answers import ResponseStatus
from hp.models import ChangeRequest, Contact, Message, User
from hp.models.events import EventKind
from hp.models.users import Role
from tests.checklist import records
from tests.checklist.tab import submit_everything
from tests.client import Client, Page
from tests.overview.arrange import status, values
from tests.world import NOW, World, make_user

REASON = "Skriv vilken funktion som ansvarar."


@pytest.fixture
def address(world: World) -> str:
    return f"/organisations/responses/{world.harbour.id}/return"


def ask(sara: Client, address: str, **reasons: str) -> Page:
    page = sara.get(address)
    fields = {"submission": page.one("input[name=submission]")["value"]}
    return sara.post(address, fields | {f"reason-{n[1:]}": text for n, text in reasons.items()})


def returned_mails(session: Session) -> list[Message]:
    return [m for m in records.messages(session) if "Skriv vilken" in m.text]


def test_the_response_opens_again_with_the_reason_beside_its_activity(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    submit_everything(anna, world.harbour)
    answer = ask(sara, address, n11=REASON)
    assert answer.status == 303

    response = records.response(session, world.harbour)
    assert response.status == ResponseStatus.RETURNED
    page = anna.get(f"/checklist/{world.harbour.id}")
    assert REASON in page.words("#activity-11")
    assert page.one("#activity-11")["aria-describedby"] == "reason-11"
    assert len(page.html.select(".reason")) == 1
    assert "#activity-11" in [a["href"] for a in page.html.select(".lead .note a")]
    assert REASON in anna.get(f"/checklist/{world.harbour.id}/review").words("#answer-11")


def test_the_main_contact_gets_one_mail_that_says_which(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    submit_everything(anna, world.harbour)
    ask(sara, address, n2="Vad återstår?", n11=REASON)
    (mail,) = returned_mails(session)
    assert (mail.to_email, mail.link_id) == ("anna@hamnen.example", world.anna.id)
    assert "Vad återstår?" in mail.text
    assert "{link}" in mail.text
    assert REASON in mail.html


def test_who_handed_in_is_mailed_beside_the_main_contact(
    karin: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    submit_everything(karin, world.harbour)
    ask(sara, address, n11=REASON)
    assert [m.to_email for m in returned_mails(session)] == [
        "anna@hamnen.example",
        "karin@hamnen.example",
    ]


def test_asking_twice_asks_once(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    submit_everything(anna, world.harbour)
    fields = {"submission": str(records.submissions(session)[0].id), "reason-11": REASON}
    sara.get(address)
    assert sara.post(address, fields).status == 303
    assert sara.post(address, fields).status == 303
    assert len(returned_mails(session)) == 1
    assert len(records.events(session, EventKind.CHANGES_REQUESTED)) == 1


def test_the_old_hand_in_does_not_look_like_the_answer(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    submit_everything(anna, world.harbour)
    ask(sara, address, n11=REASON)
    overview = sara.get("/overview")
    assert status(overview, "Hamnbolaget AB") == "Changes requested"
    assert set(values(overview, "Hamnbolaget AB")) == {"yes"}
    shown = sara.get(f"/organisations/{world.harbour.organisation_id}")
    assert "Changes requested" in shown.words("dl.facts")
    assert REASON in shown.words("#answer-11")
    export = sara.http.get("/overview/export.csv", headers={"Accept-Language": "en"})
    assert "Changes requested" in export.get_data(as_text=True)


def test_a_follower_follows(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    submit_everything(anna, world.harbour)
    set_answered_by(
        session, world.culture.id, world.harbour.id, records.read(session, User)[0].id, NOW
    )
    ask(sara, address, n11=REASON)
    assert records.response(session, world.culture).status == ResponseStatus.RETURNED


def test_the_next_hand_in_ends_it_and_both_are_seen_side_by_side(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    submit_everything(anna, world.harbour)
    ask(sara, address, n11=REASON)
    checklist = f"/checklist/{world.harbour.id}"
    fields = {"version-11": "1", "value-11": "yes", "comment-11": "Ekonomichefen"}
    anna.post(f"{checklist}/activities/11", fields, htmx=True)
    assert records.response(session, world.harbour).status == ResponseStatus.RETURNED
    seen = anna.get(f"{checklist}/review").one("input[name=seen]")["value"]
    anna.post(f"{checklist}/review", {"seen": seen, "name": "Anna", "function": ""})

    assert records.response(session, world.harbour).status == ResponseStatus.SUBMITTED
    latest = records.submissions(session)[-1]
    changes = sara.get(
        f"/organisations/{world.harbour.organisation_id}/hand-ins/{latest.id}/changes"
    )
    words = changes.words("#activity-11")
    assert REASON in words
    assert "Ekonomichefen" in words
    assert len(changes.html.select("tbody tr")) == 1
    first = records.submissions(session)[0]
    gone = f"/organisations/{world.harbour.organisation_id}/hand-ins/{first.id}/changes"
    assert sara.get(gone).status == 404


def test_a_reader_sees_the_change_and_not_the_reason(
    anna: Client, sara: Client, app: Flask, session: Session, world: World, address: str
) -> None:
    submit_everything(anna, world.harbour)
    ask(sara, address, n11=REASON)
    reader = Client(app).sign_in_as(
        session, make_user(session, "las@staden.example", role=Role.READER)
    )
    assert REASON not in reader.get(f"/organisations/{world.harbour.organisation_id}").text


def test_others_do_not_see_the_reasons(
    anna: Client, bo: Client, sara: Client, world: World, address: str
) -> None:
    submit_everything(anna, world.harbour)
    ask(sara, address, n11=REASON)
    assert REASON not in bo.get(f"/checklist/{world.culture.id}").text
    assert bo.get(f"/checklist/{world.harbour.id}").status == 403


@pytest.mark.parametrize("reasons", [{}, {"n3": "x" * 4001}])
def test_a_form_without_reasons_or_with_too_long_ones_changes_nothing(
    anna: Client,
    sara: Client,
    session: Session,
    world: World,
    address: str,
    reasons: dict[str, str],
) -> None:
    submit_everything(anna, world.harbour)
    page = ask(sara, address, **reasons)
    assert page.status == 422
    assert page.html.select("#problems a")
    assert page.html.select("[aria-invalid]")
    assert records.response(session, world.harbour).status == ResponseStatus.SUBMITTED


def test_what_was_handed_in_again_meanwhile_is_not_sent_back_unread(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    submit_everything(anna, world.harbour)
    old = str(records.submissions(session)[0].id)
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    seen = anna.get(f"/checklist/{world.harbour.id}/review").one("input[name=seen]")["value"]
    anna.post(f"/checklist/{world.harbour.id}/review", {"seen": seen, "name": "Anna"})
    sara.get(address)
    page = sara.post(address, {"submission": old, "reason-11": REASON})
    assert page.status == 409
    assert REASON in page.words("#reason-11")
    assert not records.read(session, ChangeRequest)


def test_a_closed_follow_up_is_not_opened_again(
    anna: Client,
    sara: Client,
    session: Session,
    world: World,
    address: str,
    clock: time_machine.Traveller,
) -> None:
    submit_everything(anna, world.harbour)
    close_round(session, world.round.id, now=NOW + dt.timedelta(hours=1), user_id=None)
    clock.move_to(NOW + dt.timedelta(hours=2))
    assert "does not take answers now" in sara.get(address).words(".note")
    fields = {"submission": str(records.submissions(session)[0].id), "reason-11": REASON}
    assert sara.post(address, fields).status == 409
    assert records.response(session, world.harbour).status == ResponseStatus.SUBMITTED


def test_without_any_address_the_page_says_so(
    anna: Client, sara: Client, session: Session, world: World, address: str
) -> None:
    submit_everything(anna, world.harbour)
    for contact in records.read(session, Contact):
        contact.email = ""
    session.commit()
    ask(sara, address, n11=REASON)
    assert not returned_mails(session)
    page = sara.get(f"/organisations/{world.harbour.organisation_id}")
    assert "copy a link below" in page.text
