"""The tables that migrations make are the tables in the code, and no program spoils a newer one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from hp import migrations
from hp.database import Database
from hp.models import Base


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A database without a single table."""
    database = Database(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    yield database
    database.close()


def everything(database: Database) -> list[str]:
    """The whole database, as the statements that would make it again."""
    with database.engine.connect() as connection:
        return list(connection.connection.driver_connection.iterdump())


def test_migrations_make_the_tables_of_the_models(empty: Database) -> None:
    migrations.upgrade(empty)
    with empty.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_begin_with_nothing(empty: Database) -> None:
    assert inspect(empty.engine).get_table_names() == []
    migrations.upgrade(empty)
    assert set(Base.metadata.tables) < set(inspect(empty.engine).get_table_names())


def test_migrating_again_changes_nothing(empty: Database) -> None:
    migrations.upgrade(empty)
    before = everything(empty)
    migrations.upgrade(empty)
    assert everything(empty) == before


def test_a_newer_database_is_refused_and_left_alone(empty: Database) -> None:
    migrations.upgrade(empty)
    with empty.engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
        connection.commit()
    before = everything(empty)

    with pytest.raises(migrations.NewerDatabase, match="from the future"):
        migrations.upgrade(empty)

    assert everything(empty) == before


def test_there_is_one_line_of_migrations() -> None:
    script = ScriptDirectory.from_config(migrations.config())
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
