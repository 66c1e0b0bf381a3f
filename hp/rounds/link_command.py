"""`hp link`: an organisation's personal link, for who has to hand it out."""

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from hp import web
from hp.database import AnyRow
from hp.domain.text import tidy_email
from hp.store import deadlines, links, rounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_MOST_NAMED = 5


@click.command()
@click.argument("organisation")
@click.option("--contact", "email", help="Whose link, by e-mail; else the main contact's.")
@click.option("--round", "round_name", help="In which round; else the one that is open.")
@with_appcontext
def link(organisation: str, email: str | None, round_name: str | None) -> None:
    """Print the personal link of ORGANISATION's contact in the open round.

    ORGANISATION is its name, or a part that no other name has.
    """
    with current_app.extensions["hp_database"].new_session() as session:
        round_ = _find_round(session, round_name)
        response = _pick(organisation, links.list_asked(session, round_.id))
        if response.answering:
            raise click.ClickException(
                f"{response.name} has no link in {round_.name}: "
                f"{response.answering} answers for it."
            )
        found = links.list_links(session, response.id)
        if email is not None:
            found = [row for row in found if row.email == tidy_email(email)]
        if not found:
            whose = f"{email} at {response.name}" if email else response.name
            raise click.ClickException(
                f"{whose} has no link in {round_.name}. Add a contact on the organisation's page."
            )
        click.echo(web.link_address(found[0].id, found[0].version))


def _find_round(session: "Session", name: str | None) -> AnyRow:
    """The round called `name`, else the newest that is open to anybody, a test one last."""
    now = web.now()
    if name is not None:
        # one that waits for its opening day too
        opened = [row for row in rounds.list_rounds(session) if row.opened_at is not None]
        found = next((r for r in opened if r.name.casefold() == name.casefold()), None)
        if found is None:
            known = ", ".join(row.name for row in opened) or "none"
            raise click.ClickException(f"No round {name} has been opened. There is: {known}.")
        return found
    for row in rounds.list_opened_rounds(session, now):
        is_open = rounds.period_of(row).is_open(now)
        if is_open or (row.closed_at is None and deadlines.count_later(session, row.id, now)):
            return row
    raise click.ClickException("No round is open. Run `hp round open NAME`, or use --round.")


def _pick(wanted: str, asked: Sequence[AnyRow]) -> AnyRow:
    """The organisation of that name, else the only one whose name has `wanted` in it."""
    sought = " ".join(wanted.split()).casefold()
    names = {row.name.casefold(): row for row in asked}
    if sought in names:
        return names[sought]
    having = [row for name, row in names.items() if sought and sought in name]
    if len(having) == 1:
        return having[0]
    if having:
        raise click.ClickException(f"Several are called so: {_listed(having)}.")
    near = [names[name] for name in difflib.get_close_matches(sought, names, _MOST_NAMED, 0.5)]
    hint = f" Did you mean {_listed(near)}?" if near else ""
    raise click.ClickException(f"No organisation in the round is called {wanted}.{hint}")


def _listed(rows: Sequence[AnyRow]) -> str:
    named = [row.name for row in rows[:_MOST_NAMED]]
    more = len(rows) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
