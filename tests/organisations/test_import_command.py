"""`hp import organisations FILE`."""

from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hp.models import Event, Organisation, Succession
from hp.models.events import EventKind
from hp.organisations.imports_commands import import_

DATA = Path(__file__).parent / "data"


def run(app: Flask, *args: str | Path) -> Result:
    return app.test_cli_runner().invoke(import_, ["organisations", *map(str, args)])


def count(session: Session, model: type = Organisation) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_real_lists_import_as_they_are(app: Flask, session: Session) -> None:
    result = run(app, DATA / "organisations-2023.csv")
    assert result.exit_code == 0, result.output
    assert "Not used: konfidens" in result.stdout
    assert "65 new, 0 changed, 0 unchanged, 0 not in the list.\nSaved.\n" in result.stdout
    successions = DATA / "successions-2023-01-02.csv"
    refused = run(app, successions)
    assert refused.exit_code == 1
    assert "Row 2, föregångare: Byggnadsnämnden is not in the register." in refused.stderr
    assert "--add-retired" in refused.stderr
    assert count(session) == 65
    assert run(app, successions, "--add-retired").exit_code == 0
    assert (count(session), count(session, Succession)) == (70, 8)


def test_a_second_time_changes_nothing(app: Flask, session: Session) -> None:
    run(app, DATA / "organisations-2023.csv")
    result = run(app, DATA / "organisations-2023.csv")
    assert "0 new, 0 changed, 65 unchanged, 0 not in the list." in result.stdout
    added = select(func.count()).where(Event.kind == EventKind.ORGANISATION_ADDED)
    assert session.scalar(added) == 65


def test_a_dry_run_says_the_same_and_saves_nothing(app: Flask, session: Session) -> None:
    result = run(app, DATA / "organisations-2023.csv", "--dry-run")
    assert "65 new" in result.stdout
    assert count(session) == 0


def test_errors_are_said_with_row_and_column_and_nothing_is_saved(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "lista.csv"
    file.write_text("namn;typ;mejl\nA AB;bolag;a@b.se\nB AB;båt;fel\n", encoding="cp1252")
    result = run(app, file)
    assert result.exit_code == 1
    assert "Row 3, typ: “båt” is no type." in result.stderr
    assert "Row 3, mejl: “fel” is no e-mail address." in result.stderr
    assert "Nothing is saved: 2 things to correct" in result.stderr
    assert count(session) == 0


def test_a_change_is_said_field_by_field(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "lista.csv"
    file.write_text("namn;kluster;kontakt;mejl\nA AB;Hamn;Eva;eva@a.example\n", encoding="utf-8")
    run(app, file)
    file.write_text("namn;kluster;kontakt;mejl\nA AB;Energi;Eva;ny@a.example\n", encoding="utf-8")
    said = "Changed    A AB: cluster: Hamn -> Energi; email: eva@a.example -> ny@a.example"
    assert said in run(app, file).stdout


def test_what_cannot_be_read_is_said_in_a_line(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "lista.xlsx"
    file.write_bytes(b"%PDF-1.7")
    result = run(app, file)
    assert result.exit_code == 1
    assert "The file is no table." in result.stderr


def test_successions_without_a_date_ask_for_one(app: Flask, tmp_path: Path) -> None:
    run(app, DATA / "organisations-2023.csv")
    file = tmp_path / "lista.csv"
    file.write_text("föregångare;efterföljare\nTrafiknämnden;Stadsmiljönämnden\n", encoding="utf-8")
    result = run(app, file, "--add-retired")
    assert result.exit_code == 1
    assert "--date 2023-01-02" in result.stderr
    assert run(app, file, "--add-retired", "--date", "2 januari").exit_code == 1
    assert run(app, file, "--add-retired", "--date", "2023-01-02").exit_code == 0


def test_eight_digits_in_a_name_are_no_date_where_they_can_be_none(
    app: Flask, tmp_path: Path
) -> None:
    run(app, DATA / "organisations-2023.csv")
    file = tmp_path / "arende-12345678.csv"
    file.write_text("föregångare;efterföljare\nTrafiknämnden;Stadsmiljönämnden\n", encoding="utf-8")
    result = run(app, file, "--add-retired")
    assert result.exit_code == 1
    assert "The file has no date." in result.stderr
