"""Importing organisations and successions: what a page and a command have in common.

The table of a file is kept as it was read. What it would change is worked out anew each time it is
looked at, and once more when it is confirmed: if that is not what was seen, nothing is saved.
"""

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hp.database import begin_writing
from hp.documents.read_sheets import Sheet
from hp.domain.errors import ChangedMeanwhile, Refused
from hp.domain.fingerprint import fingerprint
from hp.domain.register_changes import Changes, compare
from hp.domain.register_headings import Headings, find_headings
from hp.domain.register_rows import Listed, fold, read_rows
from hp.domain.succession_rows import SuccessionChanges, compare_successions, read_successions
from hp.models import PendingImport
from hp.models.imports import ImportKind
from hp.organisations import imports_apply
from hp.store import imports

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KEPT = dt.timedelta(days=1)


class NoHeadings(Refused):
    """No sheet has a row with the headings that a list needs; `seen` is its first row."""

    def __init__(self, seen: Sequence[str]) -> None:
        super().__init__(seen)
        self.seen = seen


class ListHasProblems(Refused):
    """Something is wrong in the list, so nothing of it is saved."""


@dataclass(frozen=True, slots=True)
class Table:
    """The sheet that is imported, and the names of those that are not."""

    sheet: str
    rows: list[list[str]]
    others: list[str]

    @property
    def headings(self) -> Headings:
        """Its headings. Raises `NoHeadings`."""
        found = find_headings(self.rows)
        if found is None:
            first = next((row for row in self.rows if any(row)), [])
            raise NoHeadings([cell for cell in first if cell.strip()])
        return found

    @property
    def kind(self) -> ImportKind:
        """What its rows are."""
        is_successions = self.headings.is_successions
        return ImportKind.SUCCESSIONS if is_successions else ImportKind.ORGANISATIONS


def pick_table(sheets: Sequence[Sheet]) -> Table:
    """The first sheet with headings that are known. Raises `NoHeadings`."""
    usable = [sheet for sheet in sheets if find_headings(sheet.rows)]
    picked = usable[0] if usable else sheets[0]
    table = Table(picked.name, picked.rows, [s.name for s in sheets if s is not picked])
    table.headings  # noqa: B018 raises where there are none
    return table


def read_table(pending: PendingImport) -> Table:
    """The table of a list that waits."""
    return Table(**json.loads(pending.content))


def keep(
    session: "Session", table: Table, file_name: str, user_id: int, now: dt.datetime
) -> PendingImport:
    """Keep a list until it is confirmed. What others have left for a day is removed."""
    content = json.dumps({"sheet": table.sheet, "rows": table.rows, "others": table.others})
    begin_writing(session)
    imports.remove_old(session, now - KEPT)
    pending = PendingImport(
        user_id=user_id, kind=table.kind, file_name=file_name, created_at=now, content=content
    )
    session.add(pending)
    session.commit()
    return pending


def discard(session: "Session", pending_id: int, user_id: int) -> None:
    """Throw a user's list away."""
    begin_writing(session)
    pending = imports.find_pending(session, pending_id, user_id)
    if pending is not None:
        session.delete(pending)
    session.commit()


def compare_table(session: "Session", listed: Listed, today: dt.date) -> Changes:
    """What a list of organisations would change now."""
    return compare(listed, imports.read_register(session), today.isoformat())


def compare_successions_table(
    session: "Session", table: Table, date: str = "", added: Collection[str] = ()
) -> SuccessionChanges:
    """What a list of successions would change now, see `compare_successions`."""
    rows, problems = read_successions(table.rows, table.headings)
    names = [known.name for known in imports.read_register(session)]
    known = {
        (fold(before), fold(after)): on.isoformat()
        for before, after, on in imports.read_successions(session)
    }
    return compare_successions(rows, names, known, date, list(added), problems)


def see_register(session: "Session") -> str:
    """What the register is now, as one short word."""
    return fingerprint(imports.read_register(session), imports.read_successions(session))


@dataclass(frozen=True, slots=True)
class Retired:
    """Ids of what is not in the list and shall be retired."""

    organisations: Collection[int] = ()
    contacts: Collection[int] = ()


def save_organisations(
    session: "Session",
    table: Table,
    retired: Retired,
    now: dt.datetime,
    today: dt.date,
    *,
    user_id: int | None = None,
    pending_id: int | None = None,
    seen: str | None = None,
) -> Changes:
    """Save a list of organisations: all of it or nothing.

    Raises `ListHasProblems`, or `ChangedMeanwhile` where the register is no longer as `seen`.
    """
    listed = read_rows(table.rows, table.headings)
    _begin(session, pending_id, user_id, seen)
    changes = compare_table(session, listed, today)
    if changes.problems:
        raise ListHasProblems
    by = imports_apply.By(session, now, user_id)
    imports_apply.save_changes(by, changes)
    imports_apply.retire_missing(by, changes, retired.organisations, retired.contacts, today)
    session.commit()
    return changes


def save_successions(
    session: "Session",
    table: Table,
    date: str,
    added: Collection[str],
    now: dt.datetime,
    *,
    user_id: int | None = None,
    pending_id: int | None = None,
    seen: str | None = None,
) -> SuccessionChanges:
    """Save a list of successions, with the unknown predecessors in `added`: all or nothing.

    `date` (ISO) is for rows without one. Raises as `save_organisations`.
    """
    _begin(session, pending_id, user_id, seen)
    changes = compare_successions_table(session, table, date, added)
    if changes.problems or changes.lacks_date or not all(u.is_added for u in changes.unknown):
        raise ListHasProblems
    by = imports_apply.By(session, now, user_id)
    imports_apply.save_successions(by, changes)
    session.commit()
    return changes


def _begin(
    session: "Session", pending_id: int | None, user_id: int | None, seen: str | None
) -> None:
    """Begin writing; a list that waited waits no more if what comes succeeds."""
    begin_writing(session)
    imports.take_turns(session)
    if seen is not None and seen != see_register(session):
        raise ChangedMeanwhile
    if pending_id is not None and user_id is not None:
        pending = imports.find_pending(session, pending_id, user_id)
        if pending is None:  # confirmed already, by a second press of the button
            raise ChangedMeanwhile
        session.delete(pending)
