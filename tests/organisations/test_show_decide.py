"""What a coordinator decides about one response: deadline, excuse, note, being asked at all."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models import Organisation, PersonalLink, Response
from hp.models.events import EventKind
from hp.models.users import Role
from tests.checklist import records
from tests.client import Client, Page
from tests.overview.arrange import answer, hand_in, reopen
from tests.world import DUE, NOW, World, make_contact, make_organisation, make_round, make_user


def address(response: Response, what: str) -> str:
    return f"/organisations/responses/{response.id}/{what}"


def send(client: Client, response: Response, what: str, **data: str) -> Page:
    """Open a form and send it."""
    client.get(address(response, what.split("/")[0]))
    return client.post(address(response, what), data)


def read(session: Session, response: Response) -> Response:
    return records.response(session, response)


def test_an_own_deadline_lasts_to_the_end_of_the_swedish_day(
    sara: Client, session: Session, world: World
) -> None:
    done = send(sara, world.harbour, "deadline", due_on="2023-10-31")
    assert done.location == f"/organisations/{world.harbour.organisation_id}?round=2023"
    assert read(session, world.harbour).due_at == dt.datetime(
        2023, 10, 31, 22, 59, 59, tzinfo=dt.UTC
    )
    page = sara.get(done.location)
    assert "The deadline is set." in page.words()
    assert "Last day 31 October 2023 Its own deadline" in page.words(".facts")
    assert "Own deadline changed, by Sara Ek" in page.words("ol.log")
    form = sara.get(address(world.harbour, "deadline"))
    assert form.one("#due_on")["value"] == "2023-10-31"


def test_an_own_deadline_can_be_taken_away(sara: Client, session: Session, world: World) -> None:
    world.harbour.due_at = DUE + dt.timedelta(days=20)
    session.commit()
    send(sara, world.harbour, "deadline", then="remove", due_on="rubbish")
    assert read(session, world.harbour).due_at is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Choose a day"),
        ("31/10", "Write the day as year"),
        ("20231-01-01", "Write the day as year"),
        ("2023-09-15", "later than the round’s last day, 15 September 2023"),
        ("2023-08-31", "The day has passed"),
    ],
)
def test_a_deadline_that_cannot_be_is_explained_at_the_field(
    typed: str, words: str, sara: Client, session: Session, world: World
) -> None:
    page = send(sara, world.harbour, "deadline", due_on=typed)
    assert page.status == 422
    assert words in page.words("#due_on-error")
    assert page.one("#problems a")["href"] == "#due_on"
    assert page.one("#due_on")["value"] == typed
    assert page.one("#due_on")["aria-invalid"] == "true"
    assert read(session, world.harbour).due_at is None


def test_a_round_that_closed_by_itself_opens_again_for_who_gets_more_time(
    app: Flask, sara: Client, session: Session, world: World
) -> None:
    world.round.closes_by_itself = True
    world.round.due_at = NOW - dt.timedelta(days=1)
    session.commit()
    send(sara, world.harbour, "deadline", due_on="2023-09-08")
    page = Client(app).open_link(world.anna).get(f"/checklist/{world.harbour.id}")
    assert page.html.select("#checklist")


def test_in_a_closed_round_no_deadline_can_be_set(
    sara: Client, session: Session, world: World
) -> None:
    sara.get(address(world.harbour, "deadline"))
    world.round.closed_at = NOW
    session.commit()
    assert sara.post(address(world.harbour, "deadline"), {"due_on": "2023-10-31"}).status == 409
    assert read(session, world.harbour).due_at is None
    page = sara.get(f"/organisations/{world.harbour.organisation_id}")
    assert "Change the deadline" not in page.words()


def test_an_excuse_needs_a_reason_and_ends_where_the_answers_stand(
    anna: Client, sara: Client, session: Session, world: World
) -> None:
    assert send(sara, world.harbour, "excuse", reason=" ").status == 422
    for marks, status in (
        ("", ResponseStatus.NOT_STARTED),
        ("yy", ResponseStatus.STARTED),
        ("y" * 13, ResponseStatus.READY),
    ):
        response = read(session, world.harbour)
        for row in records.read(session, records.Answer):
            session.delete(row)
        session.flush()
        answer(session, response, marks)
        session.commit()
        done = send(sara, world.harbour, "excuse", reason="Avvecklas & säljs")
        assert read(session, world.harbour).status == ResponseStatus.EXCUSED
        page = sara.get(done.location or "")
        assert "Not answering Avvecklas & säljs" in page.words(".facts")
        send(sara, world.harbour, "excuse/end")
        after = read(session, world.harbour)
        assert (after.status, after.excused_reason) == (status, "")
    assert anna.get(f"/checklist/{world.harbour.id}").html.select("#checklist")
    assert len(records.events(session, EventKind.EXCUSED)) == 3
    assert len(records.events(session, EventKind.EXCUSE_ENDED)) == 3


@pytest.mark.parametrize("is_reopened", [False, True])
def test_who_has_handed_in_cannot_be_excused(
    is_reopened: bool, sara: Client, session: Session, world: World
) -> None:
    hand_in(session, world.harbour)
    if is_reopened:
        reopen(world.harbour)
    session.commit()
    status = world.harbour.status
    assert "has submitted its answers" in sara.get(address(world.harbour, "excuse")).words()
    page = send(sara, world.harbour, "excuse", reason="Försent")
    assert page.status == 409
    assert read(session, world.harbour).status == status


def test_the_note_is_kept_for_coordinators_alone(
    sara: Client, session: Session, world: World
) -> None:
    done = send(sara, world.harbour, "note", note="Ringde.\r\nÅterkommer.", before="")
    assert read(session, world.harbour).note == "Ringde.\nÅterkommer."
    page = sara.get(done.location or "")
    assert page.one("p.kept").get_text() == "Ringde.\nÅterkommer."
    (event,) = records.events(session, EventKind.NOTE_CHANGED)
    assert (event.response_id, bool(event.user_id)) == (world.harbour.id, True)


def test_two_coordinators_do_not_overwrite_each_others_note(
    sara: Client, session: Session, world: World
) -> None:
    sara.get(address(world.harbour, "note"))
    world.harbour.note = "Från en kollega."
    session.commit()
    page = sara.post(address(world.harbour, "note"), {"note": "Min egen.", "before": ""})
    assert page.status == 409
    assert "Från en kollega." in page.words(".note")
    assert page.one("textarea").get_text().strip() == "Min egen."
    assert read(session, world.harbour).note == "Från en kollega."
    before = page.one("input[name=before]")["value"]
    sara.post(address(world.harbour, "note"), {"note": "Min egen.", "before": before})
    assert read(session, world.harbour).note == "Min egen."


def test_a_note_that_is_too_long_is_kept_in_the_form(
    sara: Client, session: Session, world: World
) -> None:
    page = send(sara, world.harbour, "note", note="x" * 4001, before="")
    assert page.status == 422
    assert len(page.one("textarea").get_text().strip()) == 4001
    assert read(session, world.harbour).note == ""


def test_an_organisation_that_came_later_can_be_asked(
    sara: Client, session: Session, world: World
) -> None:
    late = make_organisation(session, "Sena bolaget")
    make_contact(session, late, "Eva Sen", email="")
    make_round(session, "2021", closed_at=NOW)
    session.commit()
    page = sara.get(f"/organisations/{late.id}")
    assert [b.get_text() for b in page.html.select("form.box button")] == [
        "Ask it in follow-up 2023"
    ]
    for _twice in range(2):
        done = sara.post(f"/organisations/{late.id}/ask/{world.round.id}")
        assert done.status == 303
    shown = sara.get(done.location or "")
    assert "The organisation is asked." in shown.words()
    assert "Has a link since" in shown.words(".people")
    assert "Asked in the follow-up, by Sara Ek" in shown.words("ol.log")
    assert len(records.read(session, PersonalLink)) == 4
    assert "Ask it in" not in shown.words()


def test_nobody_is_asked_who_is_retired_or_where_no_answers_are_taken(
    sara: Client, session: Session, world: World
) -> None:
    old = make_organisation(session, "Gamla bolaget")
    closed = make_round(session, "2021", closed_at=NOW)
    old.retired_on = NOW.date()
    session.commit()
    assert "Ask it in" not in sara.get(f"/organisations/{old.id}").words()
    done = sara.post(f"/organisations/{old.id}/ask/{world.round.id}")
    assert "A retired organisation cannot be asked" in sara.get(done.location or "").words()
    session.get_one(Organisation, old.id).retired_on = None
    session.commit()
    done = sara.post(f"/organisations/{old.id}/ask/{closed.id}")
    assert "does not take answers now" in sara.get(done.location or "").words()
    assert sara.post(f"/organisations/{old.id}/ask/999").status == 404
    assert len(records.read(session, Response)) == 2


def test_an_earlier_hand_in_is_shown_as_it_was(
    sara: Client, session: Session, world: World
) -> None:
    first = hand_in(session, world.harbour, "n" * 13, {1: "Först."}, at=NOW)
    hand_in(session, world.harbour, "y" * 13, {1: "Sedan."}, at=NOW, ordinal=2)
    session.commit()
    page = sara.get(f"/organisations/{world.harbour.organisation_id}/hand-ins/{first.id}")
    assert "Först." in page.words()
    assert "Sedan." not in page.words()
    assert "a later hand-in has replaced it" in page.words()
    elsewhere = f"/organisations/{world.culture.organisation_id}/hand-ins/{first.id}"
    assert sara.get(elsewhere).status == 404


@pytest.mark.parametrize("what", ["deadline", "excuse", "excuse/end", "note", "answered-by"])
def test_readers_and_respondents_decide_nothing(
    what: str, app: Flask, anna: Client, session: Session, world: World
) -> None:
    user = make_user(session, "las@staden.example", Role.READER)
    session.commit()
    reader = Client(app).sign_in_as(session, user)
    reader.get("/overview")
    data = {"due_on": "2023-10-31", "reason": "x", "note": "x", "answered_by": world.culture.id}
    assert reader.post(address(world.harbour, what), data).status == 403
    assert anna.post(address(world.harbour, what), data).status == 303
    after = read(session, world.harbour)
    assert (after.due_at, after.note, after.answered_by_id) == (None, "", None)
    assert after.status == ResponseStatus.NOT_STARTED


def test_only_what_can_be_done_is_offered(sara: Client, session: Session, world: World) -> None:
    def offered() -> list[str]:
        page = sara.get(f"/organisations/{world.harbour.organisation_id}")
        return [link.get_text() for link in page.html.select("#decide a")][:-2]

    assert set(offered()) == {
        "Change the deadline",
        "Enter answers for it",
        "Read in a returned Word form",
        "Excuse it from answering",
        "Choose who answers",
    }
    hand_in(session, world.harbour)
    session.commit()
    assert set(offered()) == {
        "Ask for more",
        "Change the deadline",
        "Read in a returned Word form",
    }
    world.round.closed_at = NOW
    session.commit()
    assert offered() == []


@pytest.mark.parametrize("typed", ["x", "0", "-1", "٣", "9" * 25])
def test_who_is_not_there_cannot_answer(
    sara: Client, session: Session, world: World, typed: str
) -> None:
    page = send(sara, world.harbour, "answered-by", answered_by=typed)
    assert page.status == 422
    assert "Choose an organisation in the list." in page.words("#problems")
    assert records.response(session, world.harbour).answered_by_id is None
