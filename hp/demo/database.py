"""The demonstration's database: a file of its own, made anew when it no longer fits."""

import datetime as dt
import zlib
from importlib.resources import files
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from hp import __version__, migrations
from hp.config import Settings
from hp.database import AnyRow, Database, begin_writing
from hp.demo.generate import generate
from hp.store.demo import find_link_not_begun

FILE = "demo.sqlite"
_MADE_FROM = ("hp.demo", "hp.plans", "hp.migrations.versions")


def open_demo(settings: Settings, now: dt.datetime) -> tuple[int, int]:
    """Make or reuse the demonstration of `settings`; (id, version) of a link nobody has begun.

    It is made anew when its last day has passed, when another version of the program made it, and
    when there is nobody left who has not begun.
    """
    link = _find_link(settings, now)
    if link is None:
        _make(settings, now)
        link = _find_link(settings, now)
    if link is None:
        raise LookupError("the demonstration has no link")
    return link.id, link.version


def fingerprint() -> int:
    """A number for what the demonstration is made from. SQLite keeps it as `user_version`."""
    parts = [__version__.encode()]
    for package in _MADE_FROM:
        found = [f for f in files(package).iterdir() if f.name.endswith((".py", ".toml"))]
        parts += [file.read_bytes() for file in sorted(found, key=lambda file: file.name)]
    return zlib.crc32(b"\0".join(parts)) >> 1


def _find_link(settings: Settings, now: dt.datetime) -> AnyRow | None:
    """The link, or None where the file is missing, spoilt, outdated or of another program."""
    if not (settings.instance / FILE).is_file():
        return None
    database = Database(settings.database_url)
    try:
        with database.new_session() as session:
            made_from = session.connection().exec_driver_sql("PRAGMA user_version").scalar()
            return find_link_not_begun(session, now) if made_from == fingerprint() else None
    except DatabaseError:
        return None
    finally:
        database.close()


def _make(settings: Settings, now: dt.datetime) -> None:
    """Make the file under another name first, so that a crash leaves no half demonstration."""
    path = settings.instance / FILE
    new = path.with_name(f"{FILE}.new")
    _remove(new)
    database = Database(f"sqlite:///{new}")
    try:
        migrations.upgrade(database)
        with database.new_session() as session:
            begin_writing(session)
            generate(session, now, settings.zone)
            session.connection().exec_driver_sql(f"PRAGMA user_version = {fingerprint()}")
            session.commit()
    finally:
        database.close()
    _remove(path)
    for mail in (settings.folder_for_mail() or path).glob("*.eml"):
        mail.unlink()  # its link leads into what is gone
    new.replace(path)


def _remove(path: Path) -> None:
    """Remove a database with its log, which SQLite would otherwise apply to the next one."""
    for ending in ("-wal", "-shm", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)
