"""The instance folder: settings, key and database. `hp init` makes them, and makes them new."""

import os
import secrets
from pathlib import Path

import click

from hp.config import KEY_BYTES, Settings, find_instance, has_secret_key, load_settings

_CONFIG = """\
# Settings of Handlingsplan. The same names as in the environment, without HP_ and in small
# letters. The environment wins.

# The personal links are made with this key. Keep a copy apart from the backups: with another key,
# no link that has been sent will open.
secret_key = "{key}"

# Where people reach the service, and how it sends mail:
# base_url = "https://svar.example.se"
# mail_url = "smtp://user:password@mail.example.se:587?tls=starttls"
# mail_from = "Uppföljning <svar@example.se>"
# Where mails come back that did not arrive, and how that mailbox of its own is read:
# mail_bounces = "studsar@example.se"
# bounces_url = "imaps://user:password@mail.example.se/INBOX"
# Whether everybody who signs in needs a code from an app, beside the password:
# require_totp = true
"""


@click.command()
@click.option("--email", help="Add a first coordinator, who signs in with this e-mail.")
@click.option("--name", default="", help="The coordinator's name, as pages and mails show it.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_context
def init(ctx: click.Context, email: str | None, name: str, password_stdin: bool) -> None:
    """Make or upgrade the instance: its folder, config.toml with a secret key, the database.

    With --email it adds a first coordinator too. What is there already is kept, so it can be run
    again at any time.
    """
    if not email and (name or password_stdin):
        raise click.UsageError("--name and --password-stdin need --email.", ctx)
    keep_private()
    instance = find_instance()
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    click.echo(f"Instance folder  {instance}")
    click.echo(f"Settings  {_make_settings(instance)}")
    settings = load_settings()
    click.echo(f"Database  {prepare_database(settings)}, up to date")
    if email:
        _add_coordinator(ctx, email, name, password_stdin)
    else:
        click.echo("Who signs in is added with: hp user add E-MAIL --role coordinator")
    click.echo("Start it with: hp serve")


def keep_private() -> None:
    """From now on, whatever this process makes is for its user alone."""
    os.umask(0o077)


def make_key() -> str:
    """A new secret key."""
    return secrets.token_urlsafe(KEY_BYTES)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read; whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


def prepare_database(settings: Settings) -> str:
    """Make the database or bring it up to date; returns where it is, without a password.

    Raises `NewerDatabase`.
    """
    from hp import migrations
    from hp.database import Database

    database = Database(settings.database_url)
    try:
        migrations.upgrade(database)
    finally:
        database.close()
    return str(database.url.database if database.is_sqlite else database.url)


def _make_settings(instance: Path) -> str:
    """Put a secret key into config.toml where there is none; returns what was done."""
    path = instance / "config.toml"
    if has_secret_key():
        return f"{path}, as it was" if path.is_file() else "in the environment"
    key = make_key()
    if path.is_file():
        text = f'secret_key = "{key}"\n' + path.read_text(encoding="utf-8")
    else:
        text = _CONFIG.format(key=key)
    write_private(path, text)
    return f"{path}, with a new secret key"


def _add_coordinator(ctx: click.Context, email: str, name: str, password_stdin: bool) -> None:
    """As `hp user add` does it, but whoever is there already is left as they are."""
    from hp import web
    from hp.account.commands import add
    from hp.domain.text import tidy_email
    from hp.store.users import find_credentials

    with ctx.obj.load_app().app_context():
        if find_credentials(web.db(), tidy_email(email)):
            click.echo(f"{email} is there already and stays as it is.")
            return
        fields = {"name": name, "password_stdin": password_stdin}
        ctx.invoke(add, email=email, role="coordinator", **fields)
