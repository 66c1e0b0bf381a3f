"""`hp import`: the register from a file, in the terminal. The same rules as in the browser."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from hp import web
from hp.documents.read_sheets import MOST_BYTES, read_sheets
from hp.documents.unreadable import Unreadable
from hp.domain.register_changes import Changes
from hp.domain.register_rows import Problem, read_rows
from hp.domain.register_values import BadValue, read_date
from hp.domain.succession_rows import SuccessionChanges
from hp.i18n import speaking
from hp.models.imports import ImportKind
from hp.organisations import imports, imports_words
from hp.organisations.imports_pages import guess_date
from hp.organisations.returned_command import form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@click.group()
def import_() -> None:
    """Lists of organisations, contacts and successions from a file; returned Word forms."""


import_.add_command(form)


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and save nothing.")
@click.option("--date", help="When successors took over, where the file has no date of its own.")
@click.option("--add-retired", is_flag=True, help="Add predecessors that the register lacks.")
@with_appcontext
def organisations(file: Path, dry_run: bool, date: str | None, add_retired: bool) -> None:
    """Import FILE (.xlsx, .xls, .ods or .csv): organisations and contacts, or successions.

    The headings tell which: namn, typ, kontaktperson, e-post ..., or föregångare and efterföljare.
    All of it is saved or nothing. What is not in the file stays as it is.
    """
    with current_app.extensions["hp_database"].new_session() as session, speaking("en"):
        table = _read(file)
        if table.headings.ignored:
            click.echo(f"Not used: {', '.join(table.headings.ignored)}")
        if table.kind is ImportKind.SUCCESSIONS:
            day = _read_date(date) if date else guess_date(file.name)
            _import_successions(session, table, day, add_retired, dry_run)
        else:
            _import_organisations(session, table, dry_run)
    click.echo("Nothing is saved: it was a dry run." if dry_run else "Saved.")


def _read(file: Path) -> imports.Table:
    try:
        with file.open("rb") as opened:
            return imports.pick_table(read_sheets(opened.read(MOST_BYTES + 1)))
    except Unreadable as refused:
        text = imports_words.say_unreadable(refused.reason)
        raise click.ClickException(text) from refused
    except imports.NoHeadings as refused:
        text = imports_words.say_no_headings(list(refused.seen))
        raise click.ClickException(text) from refused


def _read_date(text: str) -> str:
    try:
        return read_date(text)
    except BadValue as refused:
        raise click.ClickException(f"{text} is no date. Write it like 2023-01-02.") from refused


def _import_organisations(session: "Session", table: imports.Table, dry_run: bool) -> None:
    now = web.now()
    today = web.local(now).date()
    changes = imports.compare_table(session, read_rows(table.rows, table.headings), today)
    _stop_at(changes.problems, table)
    if not dry_run:
        changes = imports.save_organisations(session, table, imports.Retired(), now, today)
    _show(changes)


def _show(changes: Changes) -> None:
    """What the preview says, name by name where something changes."""
    for change in changes.new:
        click.echo(f"New        {change.name}")
    for change in changes.changed:
        said = [*change.changes, *(c for one in change.contacts if one.known for c in one.changes)]
        fields = [f"{field}: {old or '-'} -> {new or '-'}" for field, old, new in said]
        added = [f"contact {c.values['name']}" for c in change.contacts if c.known is None]
        click.echo(f"Changed    {change.name}: {'; '.join([*fields, *added])}")
    for known in changes.missing:
        click.echo(f"Missing    {known.name} (stays as it is)")
    click.echo(
        f"{len(changes.new)} new, {len(changes.changed)} changed, "
        f"{len(changes.unchanged)} unchanged, {len(changes.missing)} not in the list."
    )


def _import_successions(
    session: "Session", table: imports.Table, date: str, add_retired: bool, dry_run: bool
) -> None:
    changes = imports.compare_successions_table(session, table, date)
    added = [unknown.name for unknown in changes.unknown] if add_retired else []
    _stop_at([*changes.problems, *_unknown(changes, add_retired)], table)
    if changes.lacks_date:
        raise click.ClickException("The file has no date. Give one with --date 2023-01-02.")
    if not dry_run:
        now = web.now()
        changes = imports.save_successions(session, table, date, added, now)
    for name in added:
        click.echo(f"New        {name}, retired")
    click.echo(
        f"{len(changes.new)} new, {len(changes.moved)} with another date, "
        f"{len(changes.unchanged)} unchanged, {len(changes.missing)} not in the list."
    )


def _unknown(changes: SuccessionChanges, add_retired: bool) -> list[Problem]:
    if add_retired:
        return []
    return [
        Problem(one.row, "predecessor", "unknown", one.name, near=one.near)
        for one in changes.unknown
    ]


def _stop_at(problems: Sequence[Problem], table: imports.Table) -> None:
    """Say everything that is wrong, each in a line. Raises `click.ClickException` if anything."""
    for problem in problems:
        said = imports_words.say_problem(problem, table.headings)
        click.echo(f"Row {said.row}, {said.column}: {said.text}", err=True)
    if problems:
        hint = " Old organisations are added with --add-retired." if _lacks_old(problems) else ""
        number = f"{len(problems)} thing{'s' if len(problems) > 1 else ''}"
        raise click.ClickException(f"Nothing is saved: {number} to correct in the file.{hint}")


def _lacks_old(problems: Sequence[Problem]) -> bool:
    return any(problem.column == "predecessor" for problem in problems)
