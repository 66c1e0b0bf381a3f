"""Whatever goes wrong for a known reason is said in one line, on standard error."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from hp.cli import main
from tests.browser.server import free_port
from tests.cli.terminal import hp

KEY = "0123456789-abcdefghijklmnop-0123456789"
Refusal = Callable[..., str]


@pytest.fixture
def refusal(
    instance: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Refusal:
    """Runs a command; gives the line it fails with. In this process, which is quicker."""
    for name in ("HP_SECRET_KEY", "HP_DATABASE_URL", "HP_BASE_URL", "HP_MAIL_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HP_INSTANCE", str(instance))
    monkeypatch.setattr("os.umask", lambda mask: mask)

    def run(*args: str, **settings: str) -> str:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["hp", *args])
        with pytest.raises(SystemExit) as exit_:
            main()
        assert exit_.value.code not in (0, None)
        stdout, stderr = capfd.readouterr()
        assert stdout == ""
        assert stderr.startswith("hp: ")
        assert stderr.count("\n") == stderr.endswith("\n") == 1, stderr
        return stderr

    return run


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["serv"], "No such command 'serv'"),
        (["serve", "--colour"], "hp serve --help"),
        (["serve", "--port", "eighty"], "--port"),
        (["serve", "--port", "0"], "--port"),
        (["demo", "--host", "0.0.0.0"], "--host"),
        (["user", "add"], "EMAIL"),
    ],
)
def test_words_it_does_not_know(refusal: Refusal, args: list[str], said: str) -> None:
    assert said in refusal(*args)


@pytest.mark.parametrize("args", [("serve",), ("mail", "list")])
def test_no_key(refusal: Refusal, args: tuple[str, ...]) -> None:
    assert "hp init" in refusal(*args)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("HP_SECRET_KEY", "short"),
        ("HP_SECRET_KEY", "a" * 40),
        ("HP_BASE_URL", "http://svar.example.se"),
        ("HP_MAIL_URL", "carrier-pigeon:"),
        ("HP_TRUSTED_PROXIES", "0.0.0.0/0"),
        ("HP_TIMEZONE", "Europe/Atlantis"),
    ],
)
def test_serve_refuses_unsafe_settings(refusal: Refusal, setting: str, value: str) -> None:
    line = refusal("serve", "--port", str(free_port()), **{"HP_SECRET_KEY": KEY, setting: value})
    assert setting in line


def test_settings_that_cannot_be_read(instance: Path, refusal: Refusal) -> None:
    instance.mkdir()
    (instance / "config.toml").write_text("secret_key = \n")
    assert "config.toml" in refusal("serve")


def test_a_setting_it_does_not_know(instance: Path, refusal: Refusal) -> None:
    instance.mkdir()
    (instance / "config.toml").write_text('sekret_key = "x"\n')
    assert "sekret_key" in refusal("serve")


def test_a_database_that_is_none(instance: Path, refusal: Refusal) -> None:
    instance.mkdir()
    (instance / "handlingsplan.sqlite").write_text("not a database at all" * 100)
    line = refusal("serve", "--port", str(free_port()), HP_SECRET_KEY=KEY)
    assert "not a database" in line


def test_a_database_of_a_newer_program(instance: Path, refusal: Refusal) -> None:
    hp(instance, "init")
    connection = sqlite3.connect(instance / "handlingsplan.sqlite")
    connection.execute("UPDATE alembic_version SET version_num = '999'")
    connection.commit()
    connection.close()
    line = refusal("serve", "--port", str(free_port()))
    assert "newer version" in line


@pytest.mark.parametrize("url", ["nonsense", "foo://bar", "sqlite:////no/such/folder/x.sqlite"])
def test_a_database_that_is_nowhere(instance: Path, refusal: Refusal, url: str) -> None:
    instance.mkdir()
    settings = {"HP_SECRET_KEY": KEY, "HP_DATABASE_URL": url}
    assert "atabase" in refusal("serve", "--port", str(free_port()), **settings)


def test_an_instance_folder_that_is_a_file(instance: Path, refusal: Refusal) -> None:
    instance.write_text("")
    assert str(instance) in refusal("demo", "--port", str(free_port()))


def test_an_address_that_is_not_this_computers(instance: Path, refusal: Refusal) -> None:
    hp(instance, "init")
    port = str(free_port())
    assert f"Port {port}" in refusal("serve", "--host", "192.0.2.1", "--port", port)
