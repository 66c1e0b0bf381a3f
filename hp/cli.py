"""The command line: gathers the rooms' commands.

A command's module is imported when the command is run, so that `hp --help` answers at once.
"""

import sys
from importlib import import_module
from keyword import iskeyword
from typing import Any, NamedTuple

import click

from hp import __version__
from hp.config import UnsafeSettings


class Entry(NamedTuple):
    """Where a command is, what it does in a line, and whether it runs inside the application."""

    module: str
    help: str
    needs_app: bool = False


COMMANDS = {
    "demo": Entry("hp.demo.command", "Try it out, with a city of invented answers."),
    "export": Entry("hp.overview.commands", "A round's answers as a file, .xlsx or .csv.", True),
    "import": Entry(
        "hp.organisations.imports_commands", "Organisations, or a returned form.", True
    ),
    "init": Entry("hp.instance", "Make or upgrade the instance: settings and database.", True),
    "link": Entry("hp.rounds.link_command", "Print an organisation's personal link.", True),
    "mail": Entry("hp.mail.commands", "The outbox: send what waits, show what is there.", True),
    "round": Entry("hp.rounds.commands", "Follow-ups: prepare, open, close, list.", True),
    "serve": Entry("hp.serve", "Serve, and send the outbox's mails."),
    "user": Entry("hp.account.commands", "Coordinators and readers, who sign in.", True),
}


class Commands(click.Group):
    """The commands above, imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, with a way to the application where it needs one."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        # a function cannot be called import
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(entry.module), name)
        if entry.needs_app:
            ctx.obj = _application()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands in `--help`, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> None:
        """Run a command. What it returns is not an exit code."""
        super().invoke(ctx)


def _application() -> Any:
    """What Flask's `with_appcontext` makes the application with, when it is first needed."""
    from flask.cli import ScriptInfo

    def create_app() -> Any:
        return import_module("hp.app").create_app()

    return ScriptInfo(create_app=create_app, set_debug_flag=False)


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="hp", message="%(prog)s %(version)s")
def commands() -> None:
    """Handlingsplan asks a city's committees and companies what they have done of an action plan.

    Settings come from the environment (HP_...) and from config.toml in the instance folder.
    """


def main() -> None:
    """Run the command line. Whatever goes wrong for a known reason is said in one line."""
    try:
        code = commands(prog_name="hp", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        _fail("Stopped.", 130)
    except click.UsageError as error:
        asked = f" Try `{error.ctx.command_path} --help`." if error.ctx else ""
        _fail(error.format_message() + asked, error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except Exception as error:
        words = _explain(error)
        if words is None:
            raise
        _fail(words, 1)
    sys.exit(code)


def _fail(text: str, code: int) -> None:
    click.echo(f"hp: {' '.join(text.split())}", err=True)
    sys.exit(code)


def _explain(error: Exception) -> str | None:
    """What went wrong, for the person at the terminal; None for a fault of the program."""
    if isinstance(error, UnsafeSettings):
        return str(error)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}."
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return "PostgreSQL needs one more part: pip install 'handlingsplan[postgres]'."
    return _explain_database(error)


def _explain_database(error: Exception) -> str | None:
    from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

    from hp.i18n import CatalogueMissing
    from hp.migrations import NewerDatabase

    if isinstance(error, NewerDatabase | CatalogueMissing):
        return str(error)
    if isinstance(error, ArgumentError):
        return "HP_DATABASE_URL is not the address of a database."
    # its subclasses but one mean a fault of the program
    if isinstance(error, OperationalError) or type(error) is DatabaseError:
        return f"The database cannot be used: {error.orig}."
    return None
