"""Returned Word forms in the browser: send, look, confirm; and the file that is kept."""

import io
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.domain.answers import AnswerSource, AnswerValue, ResponseStatus
from hp.models import (
    Answer,
    AnswerVersion,
    Document,
    Event,
    Message,
    Response,
    Submission,
    SubmittedAnswer,
)
from hp.models.events import EventKind
from tests.checklist.tab import submit_everything
from tests.client import Client, Page
from tests.documents.test_word_read import ANSWERS
from tests.documents.word_files import make_form
from tests.world import World

DATA = Path(__file__).parents[1] / "data"
REAL = (DATA / "returned-form-2023.docx").read_bytes()


def send(client: Client, *files: tuple[bytes, str], query: str = "?round=2023") -> Page:
    """Send forms, and open the page that follows."""
    client.get("/organisations/forms")
    sent = [(io.BytesIO(data), name) for data, name in files]
    page = client.post(f"/organisations/forms{query}", {"files": sent})
    return client.get(str(page.location)) if page.status == 303 else page


def send_for(client: Client, response: Response, data: bytes = REAL) -> Page:
    """Send one form from an organisation's page."""
    return send(client, (data, "svar.docx"), query=f"?round=2023&response={response.id}")


def confirm(client: Client, page: Page, **typed: str) -> Page:
    """Press the button of a preview."""
    form = page.one("form#confirm")
    values = {i["name"]: i["value"] for i in form.select("input") if i["name"] != "csrf_token"}
    return client.post(form["action"], values | {"name": "Eva Ny"} | typed)


def count(session: Session, model: type) -> int:
    session.rollback()
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_real_form_is_saved_and_handed_in_as_a_returned_form(
    sara: Client, session: Session, world: World
) -> None:
    page = send_for(sara, world.harbour)
    assert page.words("h1") == "This is what the form says"
    assert "Klart innan augusti 2023" in page.words("#row-2")
    done = confirm(sara, page, function="VD")
    assert done.location == f"/organisations/{world.harbour.organisation_id}?round=2023"
    session.expire_all()
    response = session.get_one(Response, world.harbour.id)
    assert response.status is ResponseStatus.SUBMITTED
    assert response.submitted_marks == "ypyyyyyyyyypy"
    submission = session.scalars(select(Submission)).one()
    assert (submission.source, submission.name, submission.function) == (
        AnswerSource.WORD,
        "Eva Ny",
        "VD",
    )
    frozen = session.scalars(select(SubmittedAnswer).order_by(SubmittedAnswer.number)).all()
    assert frozen[11].comment == "Deltar inte pga. bolagets storlek men följer fattade beslut"
    assert all(answer.origin_id for answer in frozen)
    assert session.scalars(select(Message.to_email)).all() == ["anna@hamnen.example"], "the receipt"


def test_the_file_is_kept_as_it_came_and_can_be_downloaded(
    sara: Client, session: Session, world: World
) -> None:
    confirm(sara, send_for(sara, world.harbour))
    page = sara.get(f"/organisations/{world.harbour.organisation_id}")
    assert "Returned Word form read in, by Sara Ek" in page.words()
    link = page.one("#documents a")
    assert link.get_text() == "svar.docx"
    answer = sara.http.get(link["href"])
    assert answer.data == REAL
    assert answer.headers["Content-Disposition"] == "attachment; filename=svar.docx"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert session.scalars(select(Document.text)).one() == "", "the answers have the words now"


def test_nothing_is_saved_until_confirmed(sara: Client, session: Session, world: World) -> None:
    page = send_for(sara, world.harbour)
    assert "Nothing is saved yet." in page.words()
    assert (count(session, Answer), count(session, Submission)) == (0, 0)
    assert sara.post(page.one("#confirm")["action"] + "/discard").status == 303
    assert count(session, Document) == 0


def test_two_presses_save_once(sara: Client, session: Session, world: World) -> None:
    page = send_for(sara, world.harbour)
    first, second = confirm(sara, page), confirm(sara, page)
    assert first.location == second.location
    assert (count(session, Submission), count(session, AnswerVersion)) == (1, 13)
    assert count(session, Message) == 1


def test_the_same_file_sent_twice_waits_once(sara: Client, session: Session, world: World) -> None:
    send_for(sara, world.harbour)
    send_for(sara, world.culture)
    assert session.scalars(select(Document.proposed_id)).all() == [world.culture.id]


def test_who_has_answered_is_needed_and_what_was_typed_is_kept(
    sara: Client, session: Session, world: World
) -> None:
    again = confirm(sara, send_for(sara, world.harbour), name=" ", function="VD")
    assert again.status == 422
    assert again.one("#problems a")["href"] == "#name"
    assert again.one("#name")["aria-invalid"] == "true"
    assert again.one("#function")["value"] == "VD"
    assert count(session, Submission) == 0


def test_who_filled_the_form_in_is_proposed_from_it(sara: Client, world: World) -> None:
    before = "".join(
        f"<w:p><w:r><w:t>{t}</w:t></w:r></w:p>" for t in ("Namn: Bo Ek", "Titel: Chef")
    )
    page = send_for(sara, world.harbour, make_form(ANSWERS_TAKEN, before=before))
    assert page.one("#name")["value"] == "Bo Ek"
    assert page.one("#function")["value"] == "Chef"


ANSWERS_TAKEN = ANSWERS | {5: ("Ja", [])}


def test_several_at_once_each_with_a_proposal_of_whose_it_is(
    sara: Client, session: Session, world: World
) -> None:
    said = "<w:p><w:r><w:t>Organisation: Kulturnämnden</w:t></w:r></w:p>"
    page = send(
        sara,
        (make_form(ANSWERS_TAKEN), "svar_hamnbolaget.docx"),
        (make_form(ANSWERS_TAKEN, before=said), "svar.docx"),
        (REAL, "okänd.docx"),
    )
    waiting = [li.get_text(" ", strip=True) for li in page.html.select("#waiting li")]
    assert waiting == [
        "svar_hamnbolaget.docx Hamnbolaget AB Understood",
        "svar.docx Kulturnämnden Understood",
        "okänd.docx Choose which organisation it is from Understood",
    ]
    first = sara.get(str(page.html.select("#waiting a")[0]["href"]))
    assert confirm(sara, first).location == "/organisations/forms?round=2023"
    left = sara.get("/organisations/forms?round=2023")
    assert "2 more forms wait" in left.words()
    assert len(left.html.select("#waiting li")) == 2
    unknown = sara.get(str(left.html.select("#waiting a")[1]["href"]))
    assert not unknown.html.select("form#confirm"), "first it is chosen whose it is"
    assert count(session, Submission) == 1


def test_of_several_the_good_ones_are_kept_and_the_others_named(
    sara: Client, session: Session, world: World
) -> None:
    page = send(sara, (REAL, "bra.docx"), (b"", "tom.docx"))
    assert page.status == 422
    assert "tom.docx: The file is empty" in page.words("#problems")
    assert "bra.docx" in page.words("#waiting")


def test_another_organisation_can_be_chosen(sara: Client, session: Session, world: World) -> None:
    page = send_for(sara, world.harbour)
    address = page.one("form[method=get]")["action"]
    other = sara.get(f"{address}?response={world.culture.id}")
    assert "Kulturnämnden" in other.words("#confirm h2")
    confirm(sara, other)
    session.expire_all()
    assert session.get_one(Response, world.culture.id).status is ResponseStatus.SUBMITTED
    assert session.get_one(Response, world.harbour.id).status is ResponseStatus.NOT_STARTED


def test_drafts_stay_hidden_in_the_preview_and_are_replaced_only_when_confirmed(
    sara: Client, anna: Client, session: Session, world: World
) -> None:
    fields = {"value-1": "no", "comment-1": "Hemligt utkast", "version-1": "0", "page": "0" * 16}
    anna.post(f"/checklist/{world.harbour.id}", fields)
    page = send_for(sara, world.harbour)
    assert "begun to answer in the tool" in page.words()
    assert "Hemligt" not in page.text
    assert "Answered, not submitted" in page.words("#row-1")
    confirm(sara, page)
    versions = session.scalars(select(AnswerVersion).where(AnswerVersion.number == 1)).all()
    assert [version.value for version in versions] == [AnswerValue.NO, AnswerValue.YES]


def test_what_the_organisation_saves_after_the_preview_is_not_overwritten_unseen(
    sara: Client, anna: Client, session: Session, world: World
) -> None:
    page = send_for(sara, world.harbour)
    fields = {"value-1": "no", "version-1": "0", "page": "0" * 16}
    anna.post(f"/checklist/{world.harbour.id}", fields)
    again = confirm(sara, page)
    assert again.status == 409
    assert "The answers have changed since" in again.words()
    assert count(session, Submission) == 0
    assert confirm(sara, again).status == 303


def test_after_a_hand_in_it_becomes_one_more_and_the_earlier_is_kept(
    sara: Client, anna: Client, session: Session, world: World
) -> None:
    submit_everything(anna, world.harbour)
    page = send_for(sara, world.harbour)
    assert "The organisation has submitted before" in page.words()
    confirm(sara, page)
    session.expire_all()
    found = session.scalars(select(Submission).order_by(Submission.ordinal)).all()
    assert [one.source for one in found] == [AnswerSource.OWN, AnswerSource.WORD]
    response = session.get_one(Response, world.harbour.id)
    assert (response.submission_id, response.reopened_at) == (found[1].id, None)
    kinds = session.scalars(select(Event.kind).where(Event.response_id == response.id)).all()
    assert EventKind.REOPENED in kinds
    assert EventKind.FORM_READ in kinds


def test_a_promised_date_stays_where_the_form_says_the_same(
    sara: Client, anna: Client, session: Session, world: World
) -> None:
    submit_everything(anna, world.harbour)
    anna.post(f"/checklist/{world.harbour.id}/reopen")
    anna.get(f"/checklist/{world.harbour.id}")
    given = {"value-2": "partly", "planned_on-2": "2024-05-01", "version-2": "1", "page": "1" * 16}
    anna.post(f"/checklist/{world.harbour.id}", given)
    review = anna.get(f"/checklist/{world.harbour.id}/review")
    seen = review.one("[name=seen]")["value"]
    anna.post(f"/checklist/{world.harbour.id}/review", {"name": "Anna", "seen": seen})
    confirm(sara, send_for(sara, world.harbour))
    session.expire_all()
    answer = session.scalars(select(Answer).where(Answer.number == 2)).one()
    assert answer.comment == "Klart innan augusti 2023"
    assert str(answer.planned_on) == "2024-05-01"
