"""`hp import form FILE --organisation NAME`."""

from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.domain.answers import AnswerSource
from hp.models import Document, Response, Submission
from hp.organisations.imports_commands import import_
from tests.world import World

DATA = Path(__file__).parents[1] / "data"
REAL = DATA / "returned-form-2023.docx"


def run(app: Flask, *args: str | Path) -> Result:
    return app.test_cli_runner().invoke(import_, ["form", *map(str, args)])


def test_the_real_form_is_saved_and_handed_in(app: Flask, session: Session, world: World) -> None:
    result = run(app, REAL, "--organisation", "Hamnbolaget AB")
    assert result.exit_code == 0, result.output
    assert "  2  Partly          Klart innan augusti 2023\n" in result.stdout
    assert result.stdout.endswith("Saved and handed in for Hamnbolaget AB.\n")
    session.expire_all()
    assert session.get_one(Response, world.harbour.id).submitted_marks == "ypyyyyyyyyypy"
    submission = session.scalars(select(Submission)).one()
    assert (submission.source, submission.name) == (AnswerSource.WORD, "Hamnbolaget AB")
    kept = session.scalars(select(Document)).one()
    assert (kept.content, kept.submission_id) == (REAL.read_bytes(), submission.id)


def test_a_dry_run_saves_nothing(app: Flask, session: Session, world: World) -> None:
    result = run(app, REAL, "--organisation", "kultur", "--round", "2023", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Nothing is saved" in result.stdout
    assert session.scalar(select(func.count()).select_from(Document)) == 0


def test_what_is_in_the_way_is_said_and_nothing_is_saved(
    app: Flask, session: Session, world: World
) -> None:
    blank = run(app, DATA / "blank-form-2023.docx", "--organisation", "Hamnbolaget AB")
    assert blank.exit_code == 1
    assert "The form is blank" in blank.stderr
    other = run(app, DATA / "README.md", "--organisation", "Hamnbolaget AB")
    assert other.exit_code == 1
    assert "no Word document" in other.stderr
    nobody = run(app, REAL, "--organisation", "Hamnbolagt")
    assert nobody.exit_code == 1
    assert session.scalar(select(func.count()).select_from(Submission)) == 0
