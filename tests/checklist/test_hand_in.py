"""Handing in: what stops it, what it makes, and that twice is once."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from hp.actions.rounds import add_response
from hp.database import Database
from hp.domain.answers import AnswerValue, ResponseStatus
from hp.models import Response, Round, SubmittedAnswer
from hp.models.events import EventKind
from tests import world as world_module
from tests.checklist import records
from tests.checklist.tab import (
    EVERYTHING,
    Tab,
    answer_everything,
    hand_in,
    read_fields,
    submit_everything,
)
from tests.client import Client
from tests.world import DUE, NOW, World


def test_it_freezes_the_answers(anna: Client, session: Session, world: World) -> None:
    tab = answer_everything(anna, world.harbour)
    tab.fill(2, "partly", comment="Pågår\nännu", planned_on="2024-03-31").submit()
    tab.fill(3, "not_applicable").submit()
    answer = hand_in(anna, world.harbour, name=" Anna  Ek ", function="vd")
    assert answer.location == f"/checklist/{world.harbour.id}/receipt"
    (submission,) = records.submissions(session)
    assert (submission.name, submission.function) == ("Anna Ek", "vd")
    assert (submission.response_id, submission.ordinal) == (world.harbour.id, 1)
    assert (submission.submitted_at, submission.contact_id) == (NOW, world.anna.contact_id)
    assert submission.is_late is False
    frozen = {a.number: a for a in records.read(session, SubmittedAnswer)}
    assert list(frozen) == list(EVERYTHING)
    two = frozen[2]
    assert (two.value, two.comment) == (AnswerValue.PARTLY, "Pågår\nännu")
    assert (two.planned_on, two.version) == (dt.date(2024, 3, 31), 2)
    response = records.response(session, world.harbour)
    assert response.status is ResponseStatus.SUBMITTED
    assert response.marks == response.submitted_marks == "ypx" + "y" * 10
    assert (response.submission_id, response.submitted_at) == (submission.id, NOW)
    (event,) = records.events(session, EventKind.SUBMITTED)
    assert (event.response_id, event.contact_id) == (world.harbour.id, world.anna.contact_id)


def test_it_mails_one_receipt_to_the_person_whose_link_it_was(
    karin: Client, session: Session, world: World
) -> None:
    submit_everything(karin, world.harbour)
    (mail,) = records.messages(session)
    assert mail.to_name == "Karin Berg"
    assert mail.subject == "Kvitto: Hamnbolaget AB har lämnat in uppföljningen"
    assert records.submissions(session)[0].receipt in mail.text


class TestReceiptNumber:
    """A number to quote on the telephone."""

    def test_it_is_the_rounds_name_and_a_running_number(
        self, anna: Client, bo: Client, session: Session, world: World
    ) -> None:
        submit_everything(bo, world.culture)
        submit_everything(anna, world.harbour)
        receipts = [s.receipt for s in records.submissions(session)]
        assert receipts == ["2023-0001", "2023-0002"]

    def test_it_runs_on_where_somebody_hands_in_again(
        self, anna: Client, bo: Client, session: Session, world: World
    ) -> None:
        submit_everything(anna, world.harbour)
        anna.post(f"/checklist/{world.harbour.id}/reopen")
        hand_in(anna, world.harbour)
        submit_everything(bo, world.culture)
        receipts = [s.receipt for s in records.submissions(session)]
        assert receipts == ["2023-0001", "2023-0002", "2023-0003"]

    @pytest.mark.parametrize("name", ["20 23", "2023.", "2 0-2/3", "2023!"])
    def test_it_is_unique_whatever_rounds_are_called(
        self, app: Flask, anna: Client, session: Session, world: World, name: str
    ) -> None:
        other = world_module.make_round(session, name)
        organisation = world_module.make_organisation(session, "Spårbolaget AB")
        response = add_response(session, other, organisation)
        contact = world_module.make_contact(session, organisation, "Disa Ek")
        link = world_module.add_link(session, response, contact, NOW)
        session.commit()
        submit_everything(anna, world.harbour)
        submit_everything(Client(app).open_link(link), response)
        receipts = [s.receipt for s in records.submissions(session)]
        assert len(set(receipts)) == 2

    def test_it_holds_no_signs_that_are_hard_to_say(
        self, anna: Client, session: Session, world: World
    ) -> None:
        session.get_one(Round, world.round.id).name = "Vår 2024 / <del 2>"
        session.commit()
        submit_everything(anna, world.harbour)
        assert records.submissions(session)[0].receipt == "Vår2024del2-0001"


class TestStopped:
    """Nothing is handed in, and the page says why."""

    def test_by_missing_answers(
        self, anna: Client, database: Database, session: Session, world: World
    ) -> None:
        tab = Tab(anna, world.harbour)
        for number in EVERYTHING:
            if number not in (4, 12):
                tab.fill(number, "yes")
        tab.fill(4, "", comment="En kommentar är inget svar").submit()
        before = records.everything(database)
        page = hand_in(anna, world.harbour, name="Anna L", function="vd")
        assert page.status == 422
        assert page.html.title
        assert page.html.title.get_text().startswith("Inte inlämnat: ")
        summary = page.one("#problems")
        assert summary["tabindex"] == "-1"
        assert "2 aktiviteter är inte besvarade" in summary.get_text()
        links = [a["href"] for a in summary.select("a")]
        assert links == [f"{tab.address}#activity-4", f"{tab.address}#activity-12"]
        assert read_fields(page.one("form#hand-in"))["name"] == "Anna L"
        assert records.everything(database) == before

    def test_by_everything_missing(self, anna: Client, database: Database, world: World) -> None:
        before = records.everything(database)
        assert hand_in(anna, world.harbour).status == 422
        assert records.everything(database) == before

    def test_by_an_answer_that_changed_since_it_was_read(
        self, anna: Client, karin: Client, session: Session, world: World
    ) -> None:
        answer_everything(anna, world.harbour)
        read = anna.get(f"/checklist/{world.harbour.id}/review")
        fields = read_fields(read.one("form#hand-in")) | {"function": "vd"}
        Tab(karin, world.harbour).save(2, "no", comment="Ändrat av Karin")
        page = anna.post(f"/checklist/{world.harbour.id}/review", fields)
        assert page.status == 409
        assert "En kollega har ändrat ett svar" in page.words("#problems")
        assert "Ändrat av Karin" in page.words("#answer-2")
        assert not records.submissions(session)
        again = read_fields(page.one("form#hand-in"))
        assert again["function"] == "vd"
        answer = anna.post(f"/checklist/{world.harbour.id}/review", again)
        assert answer.location == f"/checklist/{world.harbour.id}/receipt"

    def test_not_by_an_answer_that_was_saved_again_unchanged(
        self, anna: Client, karin: Client, session: Session, world: World
    ) -> None:
        answer_everything(anna, world.harbour)
        read = anna.get(f"/checklist/{world.harbour.id}/review")
        Tab(karin, world.harbour).submit(then="review")
        fields = read_fields(read.one("form#hand-in"))
        assert anna.post(f"/checklist/{world.harbour.id}/review", fields).status == 303

    @pytest.mark.parametrize("seen", ["", "1", "9-9", "x", "1-1-1-1-1-1-1-1-1-1-1-1-1-1"])
    def test_by_a_form_that_does_not_say_what_was_read(
        self, anna: Client, session: Session, world: World, seen: str
    ) -> None:
        answer_everything(anna, world.harbour)
        assert hand_in(anna, world.harbour, seen=seen).status == 409
        assert not records.submissions(session)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"name": ""}, "Skriv namnet på den som lämnar in."),
            ({"name": " \u00a0\x00 "}, "Skriv namnet på den som lämnar in."),
            ({"name": "x" * 201}, "Skriv högst 200 tecken."),
            ({"function": "x" * 201}, "Skriv högst 200 tecken."),
        ],
    )
    def test_by_a_name_that_is_missing_or_too_long(
        self, anna: Client, session: Session, world: World, fields: dict[str, str], words: str
    ) -> None:
        answer_everything(anna, world.harbour)
        page = hand_in(anna, world.harbour, **fields)
        (field,) = fields
        assert page.status == 422
        assert [a["href"] for a in page.html.select("#problems a")] == [f"#{field}"]
        assert page.words(f"#{field}-error") == words
        assert page.one(f"#{field}")["aria-describedby"] == f"{field}-error"
        assert not records.submissions(session)

    def test_by_the_round_being_closed(self, anna: Client, session: Session, world: World) -> None:
        answer_everything(anna, world.harbour)
        page = anna.get(f"/checklist/{world.harbour.id}/review")
        session.get_one(Round, world.round.id).closed_at = NOW
        session.commit()
        fields = read_fields(page.one("form#hand-in"))
        refused = anna.post(f"/checklist/{world.harbour.id}/review", fields)
        assert refused.status == 409
        assert refused.words("h1") == "Uppföljningen är stängd"
        assert not records.submissions(session)

    def test_by_being_excused(self, anna: Client, session: Session, world: World) -> None:
        answer_everything(anna, world.harbour)
        page = anna.get(f"/checklist/{world.harbour.id}/review")
        session.get_one(Response, world.harbour.id).status = ResponseStatus.EXCUSED
        session.commit()
        fields = read_fields(page.one("form#hand-in"))
        refused = anna.post(f"/checklist/{world.harbour.id}/review", fields)
        assert refused.status == 409
        assert refused.words("h1") == "Ni behöver inte svara"
        nameless = anna.post(f"/checklist/{world.harbour.id}/review", fields | {"name": ""})
        assert nameless.location == f"/checklist/{world.harbour.id}"
        assert not records.submissions(session)


def test_the_last_day_is_soft_and_what_comes_after_it_is_late(
    anna: Client, bo: Client, session: Session, world: World, clock: time_machine.Traveller
) -> None:
    clock.move_to(DUE)
    submit_everything(bo, world.culture)
    clock.move_to(DUE + dt.timedelta(seconds=1))
    page = submit_everything(anna, world.harbour)
    assert "Efter sista dagen; märkt som sen" in page.words("dl.facts")
    assert [s.is_late for s in records.submissions(session)] == [False, True]


def test_late_goes_by_the_organisations_own_last_day(
    anna: Client, session: Session, world: World, clock: time_machine.Traveller
) -> None:
    session.get_one(Response, world.harbour.id).due_at = DUE + dt.timedelta(days=7)
    session.commit()
    clock.move_to(DUE + dt.timedelta(days=7))
    page = submit_everything(anna, world.harbour)
    assert "Efter sista dagen" not in page.words("dl.facts")
    assert [s.is_late for s in records.submissions(session)] == [False]


def test_a_returned_response_can_be_handed_in_again(
    anna: Client, session: Session, world: World
) -> None:
    submit_everything(anna, world.harbour)
    session.get_one(Response, world.harbour.id).status = ResponseStatus.RETURNED
    session.commit()
    Tab(anna, world.harbour).save(2, "no")
    assert records.response(session, world.harbour).status is ResponseStatus.RETURNED
    hand_in(anna, world.harbour)
    response = records.response(session, world.harbour)
    assert (response.status, response.submitted_marks) == (
        ResponseStatus.SUBMITTED,
        "yn" + "y" * 11,
    )
