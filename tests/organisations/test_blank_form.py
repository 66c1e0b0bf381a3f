"""The blank form as Word: made from the round's own plan, and read back in when it is filled in."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from sqlalchemy import select
from sqlalchemy.orm import Session

from hp.documents.word_form import MIMETYPE
from hp.models import Answer, Response, Submission
from tests.client import Client
from tests.documents.fill_in import controls_of, fill_in
from tests.organisations.test_returned_forms import confirm, send
from tests.world import World

TYPED = {
    "sv": {
        **{f"Svar på aktivitet {n}": ("Ja", "Delvis", "Nej")[n % 3] for n in range(1, 14)},
        "Svar på aktivitet 3": "Ej aktuellt",
        "Kommentar till aktivitet 4": "Klart i <maj>\nSedan resten",
        "Namn": "Eva Ny",
        "Funktion": "VD",
    },
    "en": {
        **{f"Answer to activity {n}": ("Yes", "Partly", "No")[n % 3] for n in range(1, 14)},
        "Answer to activity 3": "Not applicable",
        "Comment on activity 4": "Klart i <maj>\nSedan resten",
        "Name": "Eva Ny",
        "Function": "VD",
    },
}
MARKS = "pnxpnypnypnyp"


def get_blank(client: Client, world: World, language: str) -> bytes:
    """The form that the checklist gives, in the language that the respondent reads."""
    with client.http.session_transaction() as cookie:
        cookie["language"] = language
    answer = client.http.get(f"/checklist/{world.harbour.id}/form.docx")
    assert answer.status_code == 200
    assert answer.mimetype == MIMETYPE
    data: bytes = answer.data
    return data


@pytest.mark.parametrize("language", ["sv", "en"])
def test_filled_in_it_reads_back_in(
    sara: Client, anna: Client, session: Session, world: World, language: str
) -> None:
    filled_in = fill_in(get_blank(anna, world, language), TYPED[language])
    page = send(sara, (filled_in, "svar.docx"))
    assert page.one("#name")["value"] == "Eva Ny"
    confirm(sara, page, function="VD")
    session.expire_all()
    response = session.get_one(Response, world.harbour.id)
    assert response.submitted_marks == MARKS, "its own name says whose it is"
    answer = session.scalars(select(Answer).where(Answer.number == 4)).one()
    assert answer.comment == "Klart i <maj>\nSedan resten"
    assert session.scalars(select(Submission.function)).one() == "VD"


def test_as_it_is_it_is_blank(sara: Client, anna: Client, world: World) -> None:
    page = send(sara, (get_blank(anna, world, "sv"), "svar.docx"))
    assert "The form is blank" in page.words("#problems")


def test_it_has_a_choice_of_answers_for_each_activity(anna: Client, world: World) -> None:
    controls = controls_of(get_blank(anna, world, "sv"))
    assert controls["Svar på aktivitet 1"] == ["Ja", "Delvis", "Nej"]
    assert controls["Svar på aktivitet 3"] == ["Ja", "Delvis", "Nej", "Ej aktuellt"]
    assert controls["Kommentar till aktivitet 13"] == []


def test_screen_readers_learn_its_language_its_headings_and_what_its_tables_are(
    sara: Client, world: World
) -> None:
    address = "/organisations/forms/blank.docx?round=2023"
    answer = sara.http.get(address, headers={"Accept-Language": "en"})
    document = Document(io.BytesIO(answer.data))
    assert document.core_properties.title == "Follow-up of the purchasing action plan"
    assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    captions = [one.get(qn("w:val")) for one in document.element.iter(qn("w:tblCaption"))]
    assert len(headings) == 5
    assert captions == ["Who answers", *headings]
    assert len(list(document.element.iter(qn("w:tblHeader")))) == 5


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_saved_again_by_libreoffice_it_reads_back_in(
    sara: Client, anna: Client, world: World, tmp_path: Path
) -> None:
    made = tmp_path / "form.docx"
    made.write_bytes(fill_in(get_blank(anna, world, "sv"), TYPED["sv"]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    how = ["--headless", "--convert-to", "docx", "--outdir", str(tmp_path / "saved"), str(made)]
    subprocess.run(["soffice", profile, *how], check=True, capture_output=True, timeout=120)
    page = send(sara, ((tmp_path / "saved" / "form.docx").read_bytes(), "svar.docx"))
    assert page.words("h1") == "This is what the form says"
    assert "Sedan resten" in page.words("#row-4")
    assert "Kommentera" not in page.words("main"), "what asks for a comment is none"
    assert page.one("#function")["value"] == "VD"
