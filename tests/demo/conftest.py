"""One demonstration, made once and only looked at."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from hp import migrations
from hp.database import Database
from hp.demo.generate import generate

NOW = dt.datetime(2026, 11, 24, 6, 30, tzinfo=dt.UTC)  # a Tuesday morning
ZONE = ZoneInfo("Europe/Stockholm")


def make(path: Path, now: dt.datetime = NOW) -> Database:
    """A demonstration as it stands at `now`."""
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    with database.new_session() as session:
        generate(session, now, ZONE)
        session.commit()
    return database


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = make(tmp_path_factory.mktemp("demo") / "demo.sqlite")
    yield database
    database.close()


@pytest.fixture
def demo(made: Database) -> Iterator[Session]:
    """A session on the demonstration. What a test changes is forgotten."""
    with made.new_session() as session:
        yield session
        session.rollback()
