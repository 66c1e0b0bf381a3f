"""`hp import form`: a returned Word form from the terminal. The same rules as in the browser."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from hp import web
from hp.actions.returned_forms import FilledIn, SentForm, keep_forms, see_versions, take_form
from hp.choosing import find_open_round, pick_organisation
from hp.database import AnyRow
from hp.documents.unreadable import Unreadable
from hp.documents.word_read import MOST_BYTES
from hp.domain.errors import AnsweredElsewhere, NotAsked, Refused, RoundClosed, RoundNotOpen
from hp.domain.form_rows import FormReading
from hp.i18n import speaking
from hp.organisations import returned_forms, returned_words
from hp.organisations.returned_forms import Questions
from hp.words import answer_word

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", required=True, help="Who has returned it: the name, or a part.")
@click.option("--round", "round_name", help="In which round; else the one that is open.")
@click.option("--name", default="", help="Who has answered, where the form does not say.")
@click.option("--function", default="", help="Their function, where the form does not say.")
@click.option("--dry-run", is_flag=True, help="Say what was understood, and save nothing.")
@with_appcontext
def form(
    file: Path, organisation: str, round_name: str | None, name: str, function: str, dry_run: bool
) -> None:
    """Read in FILE, a Word form (.docx) that an organisation has filled in and returned.

    Its answers are saved and handed in, marked as a returned form, and the file is kept. All of it
    is saved or nothing. An earlier hand-in is kept.
    """
    with current_app.extensions["hp_database"].new_session() as session, speaking("en"):
        round_ = find_open_round(session, round_name)
        questions = returned_forms.ask(session, round_.id)
        response = pick_organisation(organisation, questions.responses)
        sent, reading = _read(questions, file)
        _show(questions, reading)
        facts = reading.facts
        said = facts.get("name") or name or response.name
        filled_in = FilledIn(
            reading.contents, said, facts.get("function") or function, web.local(web.now()).date()
        )
        if not dry_run:
            _save(session, round_, response, sent, filled_in)
    click.echo(
        "Nothing is saved: it was a dry run."
        if dry_run
        else f"Saved and handed in for {response.name}."
    )


def _read(questions: Questions, file: Path) -> tuple[SentForm, FormReading]:
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
        return returned_forms.read_sent(questions, data, file.name)
    except Unreadable as refused:
        raise click.ClickException(returned_words.say_unreadable(refused.reason)) from refused


def _show(questions: Questions, reading: FormReading) -> None:
    """Row by row what was understood. Raises `click.ClickException` if anything is in the way."""
    for problem in reading.problems:
        click.echo(returned_words.say_problem(problem, questions.shorts), err=True)
    if reading.problems:
        number = len(reading.problems)
        things = f"{number} thing{'s are' if number > 1 else ' is'} in the way"
        raise click.ClickException(f"Nothing is saved: {things}.")
    for number, content in sorted(reading.contents.items()):
        comment = " ".join(content.comment.split())
        click.echo(f"{number:3}  {answer_word(content.value):15} {comment}".rstrip())
    for text in reading.unused:
        click.echo(f"Not used: {' '.join(text.split())}")


def _save(
    session: "Session", round_: AnyRow, response: AnyRow, sent: SentForm, filled_in: FilledIn
) -> None:
    now = web.now()
    (document,) = keep_forms(session, round_.id, [sent], None, now)
    try:
        seen = see_versions(session, response.id)
        take_form(session, response.id, document.id, filled_in, seen, now)
    except AnsweredElsewhere as refused:
        text = f"{response.answering} answers for {response.name}. Name it instead."
        raise click.ClickException(text) from refused
    except NotAsked as refused:
        raise click.ClickException(f"{response.name} is excused from answering.") from refused
    except (RoundClosed, RoundNotOpen) as refused:
        raise click.ClickException(f"Round {round_.name} takes no answers now.") from refused
    except Refused as refused:
        text = "Nothing is saved: somebody changed the answers at the same time. Run it again."
        raise click.ClickException(text) from refused
