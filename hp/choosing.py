"""Finding what somebody names in the terminal: a round, an organisation in it."""

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from hp import web
from hp.database import AnyRow
from hp.store import deadlines, rounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_MOST_NAMED = 5


def find_open_round(session: "Session", name: str | None) -> AnyRow:
    """The opened round called `name`, else the newest that is open to anybody, a test one last.

    Raises `click.ClickException`.
    """
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


def pick_organisation(wanted: str, asked: Sequence[AnyRow]) -> AnyRow:
    """The row of that name, else the only one whose name has `wanted` in it.

    Raises `click.ClickException`.
    """
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
