"""Making the demonstration again: the same, on any day, and never a half one."""

import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from hp.config import Settings
from hp.demo import database
from hp.demo.command import make_settings
from tests.demo.conftest import NOW, make

TABLES = ("organisations", "contacts", "responses", "answers", "answer_versions", "submissions")


def read(path: Path, statement: str) -> list[Any]:
    connection = sqlite3.connect(path)
    found = connection.execute(statement).fetchall()
    connection.close()
    return found


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def has_note(settings: Settings) -> bool:
    """Whether the file is the one that `note` was left in."""
    return read(settings.instance / database.FILE, "SELECT name FROM users") == [("a note",)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path, 8000)


@pytest.fixture
def path(settings: Settings) -> Path:
    """A demonstration that somebody has left a note in."""
    database.open_demo(settings, NOW)
    made = settings.instance / database.FILE
    change(made, "UPDATE users SET name = 'a note'")
    assert has_note(settings)
    return made


def test_it_is_the_same_every_time(tmp_path: Path) -> None:
    dumps = []
    for name in ("one", "other"):
        make(tmp_path / name).close()
        dumps.append([read(tmp_path / name, f"SELECT * FROM {table}") for table in TABLES])
    assert dumps[0] == dumps[1]


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2026, 11, 22, 23, 5, tzinfo=dt.UTC),  # already Monday in Sweden
        dt.datetime(2026, 11, 28, 12, 0, tzinfo=dt.UTC),  # a Saturday
        dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC),  # half an hour before summer time
        dt.datetime(2028, 2, 29, 8, 0, tzinfo=dt.UTC),
    ],
)
def test_it_can_be_made_at_any_time(tmp_path: Path, now: dt.datetime) -> None:
    make(tmp_path / "demo.sqlite", now).close()
    (last,) = read(tmp_path / "demo.sqlite", "SELECT max(at) FROM events")[0]
    assert last < now.strftime("%Y-%m-%d %H:%M:%S")


def test_it_goes_on_where_it_was_left(path: Path, settings: Settings) -> None:
    before = database.open_demo(settings, NOW)
    assert database.open_demo(settings, NOW + dt.timedelta(days=13)) == before
    assert has_note(settings)


def test_it_is_made_anew_when_its_last_day_has_passed(path: Path, settings: Settings) -> None:
    database.open_demo(settings, NOW + dt.timedelta(days=15))
    assert not has_note(settings)


def test_it_is_made_anew_for_another_program(
    path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "__version__", "99.0")
    database.open_demo(settings, NOW)
    assert not has_note(settings)


def test_it_is_made_anew_when_everybody_has_begun(path: Path, settings: Settings) -> None:
    change(path, "UPDATE responses SET status = 'started' WHERE status = 'not_started'")
    database.open_demo(settings, NOW)
    assert not has_note(settings)


def test_another_link_is_shown_when_the_first_has_begun(path: Path, settings: Settings) -> None:
    first = database.open_demo(settings, NOW)
    change(
        path,
        "UPDATE responses SET status = 'started' WHERE id ="
        f" (SELECT response_id FROM personal_links WHERE id = {first[0]})",
    )
    assert database.open_demo(settings, NOW) != first
    assert has_note(settings)


def test_a_spoilt_file_is_made_anew(path: Path, settings: Settings) -> None:
    path.write_bytes(b"not a database" * 1000)
    database.open_demo(settings, NOW)
    assert read(path, "SELECT count(*) FROM users") == [(1,)]


def test_what_is_left_of_the_old_file_does_not_get_into_the_new_one(
    path: Path, settings: Settings
) -> None:
    log = path.with_name(f"{path.name}-wal")
    log.write_bytes(b"left by a crash")
    database.open_demo(settings, NOW + dt.timedelta(days=15))
    assert not log.exists()


def test_a_crash_leaves_the_old_demonstration(
    path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(database, "generate", crash)
        with pytest.raises(KeyboardInterrupt):
            database.open_demo(settings, NOW + dt.timedelta(days=15))
    assert has_note(settings)
    database.open_demo(settings, NOW + dt.timedelta(days=15))
    assert not has_note(settings)


def test_mails_of_the_old_one_go(path: Path, settings: Settings) -> None:
    folder = settings.folder_for_mail()
    assert folder is not None
    folder.mkdir()
    (folder / "old.eml").touch()
    database.open_demo(settings, NOW + dt.timedelta(days=15))
    assert list(folder.iterdir()) == []


def test_the_real_instance_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HP_DATABASE_URL", f"sqlite:///{tmp_path / 'handlingsplan.sqlite'}")
    monkeypatch.setenv("HP_SECRET_KEY", "the real one, which is not for demonstrations")
    (tmp_path / "config.toml").write_text('mail_url = "smtp://mail.example.se"\n')
    settings = make_settings(tmp_path, 8000)
    database.open_demo(settings, NOW)
    assert settings.mail_url == "folder:demo-outbox"
    assert settings.secret_key != "the real one, which is not for demonstrations"
    files = {path.name for path in tmp_path.iterdir()}
    assert files == {"config.toml", "demo.key", "demo.sqlite"}


def test_the_key_is_kept(tmp_path: Path) -> None:
    keys = {make_settings(tmp_path, port).secret_key for port in (8000, 8001)}
    assert len(keys) == 1
    assert len(keys.pop()) >= 32
