"""The database's shape, version by version. Run at start; Alembic without an ini file."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from hp.database import Database, begin_writing


class NewerDatabase(Exception):
    """The database was made by a newer version of the program."""


def config() -> Config:
    """Alembic's settings: the folder this file is in."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.set_main_option("path_separator", "os")
    return settings


def upgrade(database: Database) -> None:
    """Bring the database up to this program's version, in one transaction.

    Raises `NewerDatabase` for one that a newer program has changed: nothing is touched.
    """
    script = ScriptDirectory.from_config(config())
    with database.new_session() as session:
        current = _current(session)
        if current == script.get_current_head():
            return
        if current is not None and current not in {r.revision for r in script.walk_revisions()}:
            raise NewerDatabase(
                f"The database has version {current}, which this program does not know. "
                "Install the newer version of Handlingsplan, or restore a backup."
            )
        settings = config()
        settings.attributes["connection"] = begin_writing(session)
        command.upgrade(settings, "head")  # another process may have come first: then it is done
        session.commit()


def _current(session: Session) -> str | None:
    return MigrationContext.configure(session.connection()).get_current_revision()
