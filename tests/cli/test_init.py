"""`hp init`."""

import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from hp.config import load_settings
from tests.cli.terminal import hp
from tests.world import PASSWORD

SARA = "sara.ek@staden.example"


def users(instance: Path) -> list[tuple[str, str, str]]:
    connection = sqlite3.connect(instance / "handlingsplan.sqlite")
    found = connection.execute("SELECT email, name, role FROM users").fetchall()
    connection.close()
    return found


def add_sara(instance: Path, password: str = PASSWORD, email: str = SARA) -> str:
    args = ("init", "--email", email, "--name", "Sara Ek", "--password-stdin")
    done = hp(instance, *args, stdin=password)
    return done.stdout + done.stderr


def test_it_makes_an_instance_that_can_be_used(instance: Path) -> None:
    done = hp(instance, "init")
    assert (done.returncode, done.stderr) == (0, "")
    assert str(instance / "config.toml") in done.stdout
    assert "hp serve" in done.stdout
    assert len(load_settings({"HP_INSTANCE": str(instance)}).secret_key) >= 32
    assert users(instance) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_can_read_what_it_makes(instance: Path) -> None:
    before = os.umask(0)  # the most careless there is
    try:
        hp(instance, "init")
    finally:
        os.umask(before)
    made = [instance, *instance.iterdir()]
    assert {path.name for path in made} >= {"config.toml", "handlingsplan.sqlite"}
    assert {path.name for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077} == set()


def test_twice_it_changes_nothing(instance: Path) -> None:
    add_sara(instance)
    before = (instance / "config.toml").read_bytes(), users(instance)
    done = hp(instance, "init")
    assert (done.returncode, done.stderr) == (0, "")
    assert ((instance / "config.toml").read_bytes(), users(instance)) == before


def test_each_instance_gets_a_key_of_its_own(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "other"):
        hp(tmp_path / name, "init")
        keys.add(load_settings({"HP_INSTANCE": str(tmp_path / name)}).secret_key)
    assert len(keys) == 2


def test_a_key_in_the_environment_is_not_written_down(instance: Path) -> None:
    done = hp(instance, "init", HP_SECRET_KEY="0123456789-abcdefghijklmnop-0123456789")
    assert done.returncode == 0
    assert not (instance / "config.toml").exists()


def test_it_adds_a_key_to_settings_that_have_none(instance: Path) -> None:
    instance.mkdir()
    (instance / "config.toml").write_text('mail_from = "svar@staden.example"\n')
    assert hp(instance, "init").returncode == 0
    settings = load_settings({"HP_INSTANCE": str(instance)})
    assert (len(settings.secret_key) >= 32, settings.mail_from) == (True, "svar@staden.example")


def test_it_adds_the_first_coordinator(instance: Path) -> None:
    assert f"Added {SARA} as coordinator" in add_sara(instance)
    assert users(instance) == [(SARA, "Sara Ek", "coordinator")]


def test_whoever_is_there_already_stays(instance: Path) -> None:
    add_sara(instance)
    again = hp(instance, "init", "--email", SARA.upper(), "--password-stdin", stdin=PASSWORD)
    assert (again.returncode, again.stderr) == (0, "")
    assert users(instance) == [(SARA, "Sara Ek", "coordinator")]


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [("sara", PASSWORD, "does not look like"), (SARA, "short", "at least 15 characters")],
)
def test_it_refuses_what_hp_user_add_refuses(
    instance: Path, email: str, password: str, said: str
) -> None:
    assert said in add_sara(instance, password, email)
    assert users(instance) == []


def test_a_password_is_nobodys_without_an_email(instance: Path) -> None:
    done = hp(instance, "init", "--password-stdin", stdin=PASSWORD)
    assert done.returncode != 0
    assert "--email" in done.stderr
    assert not instance.exists()
