"""`--help` of every command."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from hp.cli import COMMANDS, commands, main
from tests.cli.terminal import hp

HEAVY = ("flask", "sqlalchemy", "alembic", "granian")


def list_commands(group: click.Group, *names: str) -> list[tuple[str, ...]]:
    """Every command and group, as words to type."""
    found: list[tuple[str, ...]] = [names]
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found += list_commands(command, *names, name)
        else:
            found.append((*names, name))
    return found


@pytest.mark.parametrize("words", list_commands(commands))
def test_every_command_has_help(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["hp", *words, "--help"])
    with pytest.raises(SystemExit) as exit_:
        main()
    assert exit_.value.code == 0
    stdout, stderr = capsys.readouterr()
    assert stdout.startswith(" ".join(("Usage: hp", *words)))
    assert stderr == ""


def test_it_lists_every_command_with_what_it_does(instance: Path) -> None:
    listed = hp(instance, "--help").stdout
    for name, entry in COMMANDS.items():
        assert f"  {name} " in listed
        assert entry.help in listed


def test_help_waits_for_nothing_heavy() -> None:
    code = f"""
import sys
from hp.cli import commands
commands(["--help"], standalone_mode=False)
print("loaded:", *(set({HEAVY}) & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("loaded:\n")


def test_without_a_command_it_shows_the_help_and_fails(instance: Path) -> None:
    done = hp(instance)
    assert done.returncode != 0
    assert done.stderr.startswith("Usage: hp")


def test_it_says_its_version(instance: Path) -> None:
    assert hp(instance, "--version").stdout.startswith("hp 0.")
