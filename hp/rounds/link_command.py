"""`hp link`: an organisation's personal link, for who has to hand it out."""

import click
from flask import current_app
from flask.cli import with_appcontext

from hp import web
from hp.choosing import find_open_round, pick_organisation
from hp.domain.text import tidy_email
from hp.store import links


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
        round_ = find_open_round(session, round_name)
        response = pick_organisation(organisation, links.list_asked(session, round_.id))
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
