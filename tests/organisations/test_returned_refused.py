"""Returned Word forms that are not taken, and who may not see them."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.domain.answers import ResponseStatus
from hp.models import Answer, Document, Response, Submission
from hp.models.users import Role
from tests.client import Client, Page
from tests.documents.word_files import make_form
from tests.organisations.test_returned_forms import (
    ANSWERS_TAKEN,
    DATA,
    REAL,
    confirm,
    count,
    send,
    send_for,
)
from tests.world import World, make_user


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (ANSWERS_TAKEN | {4: ("Kanske", [])}, "“Kanske” is no answer."),
        (ANSWERS_TAKEN | {4: ("", [])}, "The activity has no answer."),
        (
            {n: a for n, a in ANSWERS_TAKEN.items() if n != 4},
            "The activity is not in the document.",
        ),
        (ANSWERS_TAKEN | {4: ("Ja", ["x" * 4001])}, "longer than 4000 characters"),
    ],
)
def test_what_is_in_the_way_is_named_and_nothing_can_be_saved(
    sara: Client,
    session: Session,
    world: World,
    answers: dict[int, tuple[str, list[str]]],
    said: str,
) -> None:
    page = send_for(sara, world.harbour, make_form(answers))
    assert page.words("h1") == "One thing in the form is in the way"
    assert page.words("#wrong").startswith("4. ")
    assert said in page.words("#wrong")
    assert not page.html.select("form#confirm")
    address = page.one("form[action$=discard]")["action"].removesuffix("/discard")
    values = {"response": str(world.harbour.id), "name": "Eva", "seen": "0-0"}
    assert sara.post(address, values).status == 422
    assert (count(session, Answer), count(session, Submission)) == (0, 0)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7", "no Word document"),
        ((DATA / "blank-form-2023.docx").read_bytes(), "The form is blank"),
        (REAL[:-400], "damaged"),
        (make_form({}), "another document"),
    ],
)
def test_a_file_that_is_no_returned_form_is_named_and_not_kept(
    sara: Client, session: Session, world: World, data: bytes, said: str
) -> None:
    page = send(sara, (data, "C:\\mina filer\\fel.docx"))
    assert page.status == 422
    assert said in page.words("#problems")
    assert "fel.docx:" in page.words("#problems")
    assert count(session, Document) == 0


def test_an_excused_organisation_and_a_closed_round_take_no_form(
    sara: Client, session: Session, world: World
) -> None:
    page = send_for(sara, world.harbour)
    response = session.get_one(Response, world.harbour.id)
    response.status, response.excused_reason = ResponseStatus.EXCUSED, "Vilande"
    session.commit()
    refused = confirm(sara, page)
    assert refused.status == 422
    assert "is excused from answering" in refused.words()
    response.status = ResponseStatus.NOT_STARTED
    world.round.closed_at = session.get_one(type(world.round), world.round.id).opened_at
    session.merge(world.round)
    session.commit()
    assert "The follow-up is closed" in confirm(sara, page).words()
    assert "forms cannot be read in" in sara.get("/organisations/forms").words()
    assert count(session, Submission) == 0


def test_nobody_else_sees_a_form_that_waits(
    sara: Client, app: Flask, session: Session, world: World
) -> None:
    address = send_for(sara, world.harbour).one("#confirm")["action"]
    eva = Client(app).sign_in_as(session, make_user(session, "eva@staden.example"))
    assert eva.get(address).status == 404
    eva.get("/organisations/forms")
    eva.post(address, {"response": str(world.harbour.id), "name": "Eva", "seen": ""})
    eva.post(f"{address}/discard")
    assert (count(session, Document), count(session, Submission)) == (1, 0)


def test_a_reader_gets_neither_forms_nor_files(
    sara: Client, app: Flask, session: Session, world: World
) -> None:
    confirm(sara, send_for(sara, world.harbour))
    reader = Client(app).sign_in_as(session, make_user(session, "las@staden.example", Role.READER))
    kept = session.scalars(select(Document.id)).one()
    assert reader.get(f"/organisations/documents/{kept}").status == 403
    assert reader.get("/organisations/forms").status == 403
    page = reader.get(f"/organisations/{world.harbour.organisation_id}")
    assert "svar.docx" not in page.text


def test_what_nobody_confirms_for_a_week_is_removed_by_the_next_form(
    sara: Client, session: Session, world: World, clock: object
) -> None:
    send_for(sara, world.harbour)
    clock.shift(8 * 24 * 3600)  # type: ignore[attr-defined]
    sara.sign_in_as(session, session.get_one(type(make_user(session, "x@y.example")), 1))
    send_for(sara, world.harbour, make_form(ANSWERS_TAKEN))
    assert count(session, Document) == 1


def test_sending_nothing_says_what_to_send(sara: Client, world: World) -> None:
    page = send(sara)
    assert page.status == 422
    assert "Choose one or more Word files" in page.words("#problems")
    assert page.one("#files")["aria-invalid"] == "true"


def test_more_than_a_form_of_text_can_be_is_taken_here(sara: Client, world: World) -> None:
    sara.get("/organisations/forms")
    head = "--x\r\nContent-Disposition: form-data; name="
    large = b"PK\x03\x04" + b"\0" * (3 * 1024 * 1024)
    body = f'{head}csrf_token\r\n\r\n{sara.csrf}\r\n{head}files; filename="a.docx"\r\n\r\n'.encode()
    how = {
        "data": body + large + b"\r\n--x--\r\n",
        "content_type": "multipart/form-data; boundary=x",
    }
    page = Page(sara.http.post("/organisations/forms", headers={"Accept-Language": "en"}, **how))
    assert page.status == 422
    assert "a.docx: The file is too large" in page.words("#problems")
