"""The engine, SQLite's pragmas, and sessions that say beforehand whether they will write."""

import sqlite3
from typing import Any

from sqlalchemy import Engine, Row, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session, sessionmaker

AnyRow = Row[*tuple[Any, ...]]  # a row of columns named in its statement

BUSY_TIMEOUT = 10_000  # milliseconds a writer waits for the one before it
_READERS_TIMEOUT = 1000  # milliseconds: a page is read in less
_WRITING = {"hp_writing": True}


class Database:
    """One installation's database, for the life of the process."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        if self.url.drivername == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.engine = _open_engine(self.url)
        self.new_session = sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        self._held: Connection | None = None

    @property
    def is_sqlite(self) -> bool:
        """Whether the data is one file."""
        return self.url.get_backend_name() == "sqlite"

    def hold_open(self) -> None:
        """Keep one connection for the life of the process.

        Without it SQLite in WAL mode makes its -shm file anew for each first connection and then
        cannot even read when the disk is full.
        """
        self._held = self.engine.connect()
        self._held.exec_driver_sql("SELECT 1")
        self._held.rollback()

    def leave_no_trace(self) -> bool:
        """Write SQLite's file anew, so that no byte is left of what was changed or removed.

        Whoever wants to write waits meanwhile, for a second where there are 100 MB. False if it
        could not be done because somebody reads or writes for long, or the disk is full: try again.
        """
        if not self.is_sqlite:
            return True
        connection = self.engine.raw_connection()
        cursor = connection.cursor()
        try:
            cursor.execute("VACUUM")
            cursor.execute(f"PRAGMA busy_timeout = {_READERS_TIMEOUT}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            counts = cursor.fetchone()  # whether somebody was in the way, and of pages
        except sqlite3.OperationalError:
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
            connection.close()
        return counts is not None and not counts[0]

    def close(self) -> None:
        """Give all connections back."""
        if self._held is not None:
            self._held.close()
        self.engine.dispose()


def begin_writing(session: Session) -> Connection:
    """Begin the transaction of an action, and the connection it writes on.

    On SQLite this is BEGIN IMMEDIATE: a transaction that reads first and writes later fails under
    load whatever the time-out. What was read before is forgotten; read it again inside.
    """
    session.rollback()
    session.expire_all()
    return session.connection(execution_options=_WRITING)


def _open_engine(url: Any) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "reset", _end_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin ourselves, see _begin_sqlite
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("hp_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _end_sqlite(connection: Any, _record: Any, _state: Any) -> None:
    """Roll back what is still open: after a COMMIT that failed (the disk is full) SQLAlchemy
    gives the connection back as it is, and every later write would fail."""
    if connection.in_transaction:
        connection.rollback()
