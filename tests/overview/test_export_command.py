"""`hp export`: the same file at the terminal."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from hp.overview.commands import export
from tests.overview.arrange import ask, hand_in
from tests.overview.files import line, read_csv, read_xlsx
from tests.world import NOW, World, make_round


@pytest.fixture
def run(app: Flask) -> Any:
    """Run `hp export ...`."""

    def invoke(*args: str | Path) -> Result:
        runner = app.test_cli_runner()
        return runner.invoke(export, [str(arg) for arg in args])

    return invoke


def test_the_ending_says_what_kind_of_file(
    run: Any, session: Session, world: World, tmp_path: Path
) -> None:
    hand_in(session, world.harbour, comments={1: "Åtgärdat."})
    session.commit()
    for name in ("ut.xlsx", "ut.CSV"):
        done = run(tmp_path / name)
        assert (done.exit_code, done.output.split(" to ")[0]) == (
            0,
            "Wrote round 2023 with 2 organisations",
        )
    rows = read_xlsx((tmp_path / "ut.xlsx").read_bytes())
    assert line(rows, "Hamnbolaget AB")["1. Kommentar"] == "Åtgärdat."
    rows = read_csv((tmp_path / "ut.CSV").read_bytes())
    assert line(rows, "Hamnbolaget AB")["1. Kommentar"] == "Åtgärdat."


def test_it_speaks_english_when_asked(run: Any, world: World, tmp_path: Path) -> None:
    run("--language", "en", tmp_path / "out.csv")
    assert "Not started" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_without_a_name_it_is_the_open_round_though_a_closed_one_is_newer(
    run: Any, session: Session, world: World, tmp_path: Path
) -> None:
    make_round(
        session, "2024", opened_at=NOW - dt.timedelta(days=2), closed_at=NOW - dt.timedelta(days=1)
    )
    session.commit()
    assert "round 2023 " in run(tmp_path / "ut.csv").output


def test_where_none_is_open_it_is_the_newest(
    run: Any, session: Session, world: World, tmp_path: Path
) -> None:
    world.round.closed_at = NOW
    make_round(session, "2022", opened_at=NOW - dt.timedelta(days=400), closed_at=NOW)
    session.commit()
    assert "round 2023 " in run(tmp_path / "ut.csv").output


def test_a_test_round_is_exported_when_it_is_named_alone(
    run: Any, session: Session, world: World, tmp_path: Path
) -> None:
    world.round.closed_at = NOW
    ask(session, make_round(session, "Prov", is_test=True), "Prov AB")
    session.commit()
    assert "round 2023 " in run(tmp_path / "ut.csv").output
    assert "round Prov " in run("--round", "Prov", tmp_path / "ut.csv").output


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["ut.pdf"], "must end in .xlsx or .csv"),
        (["--round", "1999", "ut.csv"], "No opened round is called 1999. There is: 2023."),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    run: Any, world: World, tmp_path: Path, args: list[str], said: str
) -> None:
    *options, name = args
    done = run(*options, tmp_path / name)
    assert done.exit_code == 1
    assert said in done.output
    assert not (tmp_path / name).exists()


def test_before_any_round_is_opened_there_is_nothing_to_export(run: Any, tmp_path: Path) -> None:
    done = run(tmp_path / "ut.csv")
    assert (done.exit_code, "No round has been opened yet" in done.output) == (1, True)
