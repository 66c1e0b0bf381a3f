"""`hp round`: a round's life from the terminal, by the same actions as its pages."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import click
from flask import current_app
from flask.cli import with_appcontext

from hp import web
from hp.actions.rounds import close_round, open_round
from hp.domain.errors import CannotOpen, InvalidFields
from hp.models import Round
from hp.rounds import actions, forms, pages, plans
from hp.store import opening, rounds, users

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_REFUSED = {
    "missing": "is needed",
    "too_long": "is too long",
    "too_long_name": f"is longer than {forms.NAME_LIMIT} characters",
    "taken": "is taken by another round",
    "not_an_address": "is not an e-mail address",
    "not_a_date": "is not a date like 2023-09-15",
    "missing_date": "is not a date like 2023-09-15",
    "not_a_time": "is not a time like 23:59",
    "before_opening": "is before the opening day",
    "unknown": "is no round that has been opened",
}
_CANNOT_OPEN = {
    "no_organisations": "There is no organisation to ask. Add the organisations first.",
    "overdue": "It closes by itself, and its last day has passed. Move the last day first.",
    "no_contact": "It is a test round, and its e-mails have no contact person to go to.",
}
_OPTIONS = {"due_on": "--due", "due_time": "--until", "opens_on": "--opens"}


@click.group()
def round() -> None:  # noqa: A001 what is typed
    """Follow-ups: prepare, open, close, list."""


@round.command()
@click.option(
    "--from", "source", required=True, help="A plan (2023), or a round whose plan to copy."
)
@click.option("--name", required=True, help="Short, for example the year.")
@click.option("--due", "due_on", required=True, help="The last day, like 2023-09-15.")
@click.option("--until", "due_time", default="23:59", show_default=True, help="On the last day.")
@click.option("--opens", "opens_on", default="", help="The first day; else the day it is opened.")
@click.option("--contact-name", help="Whom respondents can ask; else the first coordinator.")
@click.option("--contact-email", help="Where they can write.")
@click.option("--contact-phone", default="", help="Where they can call.")
@click.option("--contact-role", "contact_role_sv", default="", help="The contact's role or unit.")
@click.option("--previous", help="The round before; else the newest that is closed. '' for none.")
@click.option("--closes-by-itself", is_flag=True, help="Close after the last day.")
@click.option("--shows-drafts", is_flag=True, help="Show answers before they are submitted.")
@click.option("--counts-once", is_flag=True, help="Count an answer given for several once.")
@click.option("--test", "is_test", is_flag=True, help="Nothing counts; mails go to the contact.")
@with_appcontext
def new(source: str, **options: Any) -> None:
    """Prepare a round with a plan of its own. Nothing is opened or sent."""
    with _session() as session:
        found = plans.find_source(session, source)
        if found is None:
            known = ", ".join(s.name for s in plans.list_sources(session))
            raise click.ClickException(f"There is no plan {source}. There is: {known}.")
        plan = plans.read_source(session, found.word)
        columns = _columns(session, plan, options)
        try:
            made = actions.make_round(session, plan, columns, now=web.now(), user_id=None)
        except InvalidFields as refused:
            raise click.ClickException(_say(refused.faults)) from refused
        click.echo(f"Prepared {made.name}: {len(made.activities)} activities, {_due(made)}.")


@round.command(name="open")
@click.argument("name")
@with_appcontext
def open_(name: str) -> None:
    """Open the round NAME: ask every organisation, make a link for each contact. Sends no mail."""
    with _session() as session:
        found = _find(session, name)
        if found.opened_at is not None:
            click.echo(f"{found.name} was opened on {web.local(found.opened_at):%Y-%m-%d}.")
            return
        try:
            zone = web.settings().zone
            opened = open_round(session, found.id, now=web.now(), zone=zone, user_id=None)
        except CannotOpen as refused:
            raise click.ClickException(_CANNOT_OPEN[refused.reason]) from refused
        page = pages.find_page(session, opened.id, web.now())
        click.echo(f"Opened {opened.name}. Organisations asked: {page.asked if page else 0}.")
        _warn(session)


@round.command()
@click.argument("name")
@with_appcontext
def close(name: str) -> None:
    """Close the round NAME: no more answers are taken. It cannot be opened again."""
    with _session() as session:
        found = _find(session, name)
        if found.opened_at is None:
            raise click.ClickException(f"{found.name} has not been opened.")
        was_closed = found.closed_at is not None
        closed = close_round(session, found.id, now=web.now(), user_id=None)
        if was_closed and closed.closed_at:
            click.echo(f"{closed.name} was closed on {web.local(closed.closed_at):%Y-%m-%d}.")
            return
        left = len(opening.list_not_submitted(session, closed.id))
        click.echo(f"Closed {closed.name}. Not submitted: {left}.")


@round.command(name="list")
@with_appcontext
def list_() -> None:
    """Show all rounds, the newest first."""
    with _session() as session:
        for row in rounds.list_rounds(session):
            state = pages.state_of(rounds.period_of(row), web.now())
            kind = " (test)" if row.is_test else ""
            counts = f"{row.submitted} of {row.asked} submitted" if row.asked else ""
            click.echo("\t".join((row.name + kind, state, _due(row), counts)).rstrip())


def _session() -> "Session":
    session: Session = current_app.extensions["hp_database"].new_session()
    return session


def _find(session: "Session", name: str) -> Round:
    found = rounds.find_round_called(session, name)
    if found is None:
        known = ", ".join(row.name for row in rounds.list_rounds(session)) or "none"
        raise click.ClickException(f"There is no round {name}. There is: {known}.")
    return found


def _columns(session: "Session", plan: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """The columns of a new round; who respondents can ask is the first coordinator unless said."""
    zone, now = web.settings().zone, web.now()
    first = users.find_first_coordinator(session)
    usual = forms.prefill(
        plan,
        name=(first.name or first.email) if first else "",
        email=first.email if first else "",
        previous=_previous(session, options.pop("previous"), now),
    )
    ticks = {tick: "yes" if options.pop(tick) else "" for tick in ("closes_by_itself", "is_test")}
    ticks["shows_drafts"] = "yes" if options.pop("shows_drafts") else ""
    ticks["counts_each"] = "" if options.pop("counts_once") else "yes"
    said = {field: text for field, text in options.items() if text is not None}
    values = forms.read(usual | ticks | said)
    faults = forms.find_faults(
        values, zone=zone, now=now, previous=dict(pages.previous_choices(session))
    )
    serious = {
        field: reason
        for field, reason in faults.items()
        # a last day that has passed is soft, and a contact person can be given later
        if reason != "passed" and (field, reason) not in _LATER
    }
    if serious:
        raise click.ClickException(_say(serious))
    return forms.columns(values, zone)


_LATER = {("contact_name", "missing"), ("contact_email", "missing")}


def _previous(session: "Session", name: str | None, now: dt.datetime) -> str:
    if name is None:
        return pages.default_previous(session, now)
    return str(_find(session, name).id) if name else ""


def _say(faults: dict[str, str]) -> str:
    said = (
        f"{_OPTIONS.get(field, '--' + field.replace('_', '-'))} {_REFUSED[reason]}"
        for field, reason in faults.items()
    )
    return "; ".join(said) + "."


def _due(row: Any) -> str:
    return f"last day {web.local(row.due_at):%Y-%m-%d %H:%M}"


def _warn(session: "Session") -> None:
    """What the page of opening would have said beforehand."""
    if missing := opening.list_without_address(session):
        click.echo(f"Without a contact with an e-mail address: {len(missing)}.")
    if folder := web.settings().folder_for_mail():
        click.echo(f"E-mails are only written to {folder}. Set HP_MAIL_URL to send them.")
