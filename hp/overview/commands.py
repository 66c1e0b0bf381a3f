"""`hp export`: a round's answers as a file, from the terminal."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from hp import web
from hp.database import AnyRow
from hp.i18n import DEFAULT, LANGUAGES, speaking
from hp.overview.exports import RoundExport
from hp.store import rounds

ENDINGS = ("xlsx", "csv")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--round", "name", help="The round's name; else the open one, else the newest.")
@click.option("--language", type=click.Choice(LANGUAGES), default=DEFAULT, show_default=True)
@with_appcontext
def export(file: Path, name: str | None, language: str) -> None:
    """Write what a round's organisations have handed in to FILE, by ending .xlsx or .csv.

    A file that is there already is replaced.
    """
    ending = file.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        raise click.ClickException("FILE must end in .xlsx or .csv.")
    with current_app.extensions["hp_database"].new_session() as session, speaking(language):
        round_ = _pick_round(rounds.list_opened_rounds(session, web.now()), name)
        made = RoundExport(session, round_.id, web.settings().zone)
        data = made.write(ending)
    file.write_bytes(data)
    count = len(made.rows)
    click.echo(f"Wrote round {round_.name} with {count} organisations to {file}.")


def _pick_round(opened: Sequence[AnyRow], name: str | None) -> AnyRow:
    """The round called `name`; without a name the open one, else the newest."""
    if not opened:
        raise click.ClickException("No round has been opened yet, so there is nothing to export.")
    now = web.now()
    running = [r for r in opened if rounds.period_of(r).is_open(now) and not r.is_test]
    found = rounds.pick_round(running if running and not name else opened, name)
    if found is None:
        names = ", ".join(round_.name for round_ in opened)
        raise click.ClickException(f"No opened round is called {name}. There is: {names}.")
    return found
