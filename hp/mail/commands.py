"""`hp mail`: the outbox from a terminal."""

from collections.abc import Iterable

import click
from flask import current_app
from flask.cli import with_appcontext

from hp import web
from hp.actions import scrubbing
from hp.mail import outbox
from hp.mail.bounces import read_mailbox
from hp.mail.mailboxes import CannotRead, open_mailbox
from hp.mail.senders import CannotConnect, open_sender
from hp.models.mail import MessageState
from hp.store import mail as store
from hp.store.mail import OutboxMessage

_COLUMNS = ("id", "state", "kind", "when", "organisation", "error")


@click.group()
def mail() -> None:
    """The mails that wait and those that went out."""


@mail.command()
@with_appcontext
def send() -> None:
    """Send what is due, once, reminders of a standing schedule too.

    Fails if a mail was refused or nobody knows whether it went out.
    """
    settings = web.settings()
    database = current_app.extensions["hp_database"]
    with database.new_session() as session:
        current_app.extensions["hp_run_schedules"](session, web.now())
    scrubbing.finish(database, settings, web.now())
    try:
        counts = outbox.send_due(database, settings, web.link_key(), web.now, open_sender(settings))
    except CannotConnect as error:
        raise click.ClickException(f"No mail was sent. The mail server: {error}") from error
    click.echo(
        f"{counts[MessageState.SENT]} sent, {counts[MessageState.REFUSED]} refused, "
        f"{counts[MessageState.UNCERTAIN]} uncertain, {counts[MessageState.DELAYED]} to try again, "
        f"{counts[MessageState.WITHDRAWN]} withdrawn"
    )
    if counts[MessageState.REFUSED] or counts[MessageState.UNCERTAIN]:
        raise click.ClickException("Not every mail was sent. `hp mail list` shows which and why.")


@mail.command()
@with_appcontext
def bounces() -> None:
    """Read the mails that came back, once, and note which did not arrive."""
    mailbox = open_mailbox(web.settings())
    if mailbox is None:
        raise click.ClickException("Set HP_BOUNCES_URL to where mails come back, first.")
    try:
        found = read_mailbox(current_app.extensions["hp_database"], mailbox, web.now())
    except CannotRead as error:
        raise click.ClickException(f"The mailbox was not read to its end. {error}") from error
    click.echo(f"{found} came back. `hp mail list` shows which and why.")


@mail.command("list")
@click.option("--limit", default=100, show_default=True, help="How many, the newest first.")
@with_appcontext
def list_messages(limit: int) -> None:
    """Show the outbox. An `uncertain` mail may have gone out, or not."""
    with current_app.extensions["hp_database"].new_session() as session:
        messages = store.list_messages(session, limit)
    for line in _table([_COLUMNS, *(_row(message) for message in messages)]):
        click.echo(line)


def _row(message: OutboxMessage) -> tuple[str, ...]:
    when = web.local(message.sent_at or message.claimed_at or message.not_before)
    return (
        str(message.id),
        message.state,
        message.kind,
        when.strftime("%Y-%m-%d %H:%M"),
        message.organisation or message.to_email,
        message.error,
    )


def _table(rows: list[tuple[str, ...]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
