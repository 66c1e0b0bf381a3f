"""`hp user`: who may sign in, from the terminal."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from hp import web
from hp.account import actions, code_actions
from hp.domain.errors import InvalidInput
from hp.domain.passphrases import LONGEST, SHORTEST
from hp.domain.text import tidy_email
from hp.models.users import Role

_REFUSED = {
    ("email", "not_an_address"): "{email} does not look like an e-mail address.",
    ("email", "taken"): "There is a user with the e-mail {email} already.",
    ("password", "too_short"): f"The password is too short. Use at least {SHORTEST} characters.",
    ("password", "too_long"): f"The password is too long. Use at most {LONGEST} characters.",
    ("password", "too_common"): "That password is among the first to be guessed. Choose another.",
}


@click.group()
def user() -> None:
    """Coordinators and readers, who sign in."""


@user.command()
@click.argument("email")
@click.option(
    "--role", type=click.Choice([str(role) for role in Role]), required=True, help="What they may."
)
@click.option("--name", default="", help="As pages and mails show it.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_appcontext
def add(email: str, role: str, name: str, password_stdin: bool) -> None:
    """Add a user who signs in with EMAIL and a password of at least 15 characters.

    Asks for the password, unless it comes on standard input.
    """
    password = read_password() if password_stdin else _ask_for_password()
    new = {"email": email, "name": name, "password": password}
    try:
        with current_app.extensions["hp_database"].new_session() as session:
            added = actions.add_user(session, role=Role(role), now=web.now(), **new)
    except InvalidInput as refused:
        text = _REFUSED[refused.field, refused.reason]
        raise click.ClickException(text.format(email=email)) from refused
    click.echo(f"Added {added.email} as {added.role}.")


@user.command("reset-totp")
@click.argument("email")
@with_appcontext
def reset_totp(email: str) -> None:
    """Take the second factor away from EMAIL, who has lost app and recovery codes.

    The password alone then lets in. Be sure who is asking.
    """
    with current_app.extensions["hp_database"].new_session() as session:
        if not code_actions.reset_by_email(session, tidy_email(email), web.now()):
            raise click.ClickException(f"There is no user with the e-mail {email}.")
    click.echo(f"{email} signs in without a code from now on.")


def read_password() -> str:
    """The password on standard input: one line, in UTF-8. Raises `click.ClickException`."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException("The password on standard input is not UTF-8 text.") from error
    lines = text.splitlines()
    if len(lines) != 1:
        raise click.ClickException("Standard input must hold the password alone, on one line.")
    return lines[0]


def _ask_for_password() -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password
