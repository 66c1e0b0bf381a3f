"""What every test can ask for: an application on a database of its own, its people, a clock."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event, make_url
from sqlalchemy.orm import Session

from hp import migrations
from hp.app import create_app
from hp.config import Settings
from hp.database import Database
from tests import world as world_module
from tests.client import Client
from tests.world import NOW, World

SECRET = "test-only-0123456789-abcdefghijklmnop"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock stands at 1 September 2023, 14:00 in Sweden, until a test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file of this version with nothing in it: migrating is half of making one."""
    path = tmp_path_factory.mktemp("database") / "hp.sqlite"
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    database.close()
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        instance=tmp_path,
        secret_key=SECRET,
        database_url=f"sqlite:///{tmp_path / 'hp.sqlite'}",
        base_url="http://localhost",
    )


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates, compiled once for all applications of a run."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def new_database(settings: Settings, empty_database: Path) -> None:
    """The file that the settings name."""
    shutil.copyfile(empty_database, str(make_url(settings.database_url).database))


@pytest.fixture
def fresh_app(
    settings: Settings, compiled: FileSystemBytecodeCache, new_database: None
) -> Iterator[Flask]:
    """For tests that give the application addresses of their own, or change it."""
    made = create_app(settings)
    made.jinja_env.bytecode_cache = compiled
    yield made
    made.extensions["hp_database"].close()


@pytest.fixture(scope="session")
def made_apps() -> dict[Settings, Flask]:
    """Applications by their settings, but for folder and database: one takes long to make."""
    return {}


@pytest.fixture
def app(
    settings: Settings,
    compiled: FileSystemBytecodeCache,
    made_apps: dict[Settings, Flask],
    new_database: None,
) -> Iterator[Flask]:
    alike = replace(settings, instance=Path(), database_url="")
    if alike not in made_apps:
        made_apps[alike] = create_app(settings)
        made_apps[alike].jinja_env.bytecode_cache = compiled
        made_apps[alike].extensions["hp_database"].close()
    made = made_apps[alike]
    database = Database(settings.database_url)
    database.hold_open()
    made.extensions.update(hp_settings=settings, hp_database=database)
    yield made
    database.close()


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["hp_database"]
    return found


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A database session for arranging and looking. Read anew after the application has acted."""
    with database.new_session() as opened:
        yield opened


@pytest.fixture
def count_queries(database: Database) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_queries() as sent:` gathers the statements sent, but for BEGIN."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith("BEGIN"):
                sent.append(statement)

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(database.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def world(session: Session, clock: time_machine.Traveller) -> World:
    """Hamnbolaget AB (Anna, Karin) and Kulturnämnden (Bo) in an open round."""
    return world_module.build(session)


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser of nobody."""
    return Client(app)


@pytest.fixture
def anna(app: Flask, world: World) -> Client:
    """The browser of Anna at Hamnbolaget AB, with her link opened."""
    return Client(app).open_link(world.anna)


@pytest.fixture
def karin(app: Flask, world: World) -> Client:
    """The browser of Karin, Anna's colleague."""
    return Client(app).open_link(world.karin)


@pytest.fixture
def bo(app: Flask, world: World) -> Client:
    """The browser of Bo at Kulturnämnden, who must not see Hamnbolaget's."""
    return Client(app).open_link(world.bo)


@pytest.fixture
def sara(app: Flask, session: Session, world: World) -> Client:
    """The browser of Sara, a coordinator who is signed in."""
    user = world_module.make_user(session)
    session.commit()
    return Client(app).sign_in_as(session, user)


def later(**delta: float) -> dt.datetime:
    return NOW + dt.timedelta(**delta)
