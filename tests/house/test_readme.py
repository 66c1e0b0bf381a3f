"""The README names what there is."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from hp import cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group: click.Group, path: str = "hp") -> Iterator[str]:
    """Every command of the real program: "hp serve", "hp user add"."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        elif command and not command.hidden:
            yield f"{path} {name}"


def test_the_readme_names_every_command_and_no_other() -> None:
    (group,) = [found for found in vars(cli).values() if isinstance(found, click.Group)]
    real = set(commands(group))
    assert real
    assert {command for command in real if command not in README} == set()
    named = set(re.findall(r"\bhp [a-z]+(?: [a-z]+)?", " ".join(re.findall(r"`[^`]+`", README))))
    unknown = {n for n in named if not any(n == r or n.startswith(f"{r} ") for r in real)}
    groups = {r.rsplit(" ", 1)[0] for r in real}
    assert unknown - groups == set()


def test_the_readme_points_at_files_that_are_there() -> None:
    addresses = re.findall(r"\]\(([^)#]+)\)", README)
    files = {a for a in addresses if not re.match(r"https?:|mailto:", a)}
    assert {name for name in files if not (ROOT / name).exists()} == set()


def test_the_readme_has_the_command_that_runs_all_tests() -> None:
    assert "sh tests/run" in README
