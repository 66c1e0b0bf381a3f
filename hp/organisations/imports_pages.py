"""What the pages of an import show."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hp import web
from hp.domain.register_changes import Change, Changes, KnownContact, OrganisationChange
from hp.domain.register_headings import Headings
from hp.domain.register_rows import Listed, read_rows
from hp.domain.register_values import BadValue, read_date
from hp.domain.succession_rows import SuccessionChanges
from hp.domain.text import clean_line
from hp.models import PendingImport
from hp.models.imports import ImportKind
from hp.organisations import imports, imports_words
from hp.organisations.imports_words import SaidProblem
from hp.store import imports as store

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

MOST_PROBLEMS = 100  # shown at once
_DATE = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")


@dataclass
class Preview:
    """A list that waits to be confirmed: what everybody's preview shows."""

    pending: PendingImport
    table: imports.Table
    headings: Headings
    seen: str
    problems: list[SaidProblem] = field(default_factory=list)
    more_problems: int = 0

    def say(self, change: Change) -> tuple[str, str, str]:
        """A change in words: field, old, new."""
        label = imports_words.field_words()[change.field]
        words = [imports_words.value_word(change.field, v) for v in (change.old, change.new)]
        return (label, *words)  # type: ignore[return-value]


@dataclass
class OrganisationsPreview(Preview):
    """What a list of organisations would change."""

    changes: Changes = field(default_factory=lambda: Changes([], [], [], [], []))
    listed: Listed = field(default_factory=lambda: Listed([], [], [], False))
    open_rounds: Sequence[str] = ()

    @property
    def missing_contacts(self) -> list[tuple[OrganisationChange, KnownContact]]:
        """Contacts that are not in the list, of organisations that are."""
        return self.changes.missing_contacts

    @property
    def can_be_saved(self) -> bool:
        """Whether there is something to confirm: a change, or a choice to retire."""
        rest = self.changes.missing or self.missing_contacts
        return not self.problems and bool(rest or not self.changes.is_empty)


@dataclass
class SuccessionsPreview(Preview):
    """What a list of successions would change."""

    changes: SuccessionChanges = field(default_factory=SuccessionChanges)
    date: str = ""
    asks_date: bool = False


def build(pending: PendingImport, form: "MultiDict[str, str] | None" = None) -> Preview:
    """The preview of a list as it is now, with what `form` has chosen."""
    table = imports.read_table(pending)
    headings = table.headings
    seen = imports.see_register(web.db())
    if pending.kind is ImportKind.SUCCESSIONS:
        return _build_successions(pending, table, headings, seen, form)
    listed = read_rows(table.rows, headings)
    changes = imports.compare_table(web.db(), listed, web.local(web.now()).date())
    rounds, _asked = store.list_asked(web.db(), web.now())
    return OrganisationsPreview(
        pending,
        table,
        headings,
        seen,
        *_say(changes.problems, headings),
        changes=changes,
        listed=listed,
        open_rounds=rounds if changes.new else [],
    )


def _build_successions(
    pending: PendingImport,
    table: imports.Table,
    headings: Headings,
    seen: str,
    form: "MultiDict[str, str] | None",
) -> SuccessionsPreview:
    date = guess_date(pending.file_name) if form is None else clean_line(form.get("date", ""))
    added = form.getlist("add") if form is not None else None
    changes = imports.compare_successions_table(web.db(), table, date, added or ())
    if added is None:
        changes = _with_suggested(table, date, changes)
    return SuccessionsPreview(
        pending,
        table,
        headings,
        seen,
        *_say(changes.problems, headings),
        changes=changes,
        date=date,
        asks_date=imports.compare_successions_table(web.db(), table).lacks_date,
    )


def _with_suggested(
    table: imports.Table, date: str, changes: SuccessionChanges
) -> SuccessionChanges:
    """Suggest to add old organisations whose names are no misspelling of any that is known."""
    likely = [unknown.name for unknown in changes.unknown if not unknown.near]
    return imports.compare_successions_table(web.db(), table, date, likely)


def _say(problems: Sequence, headings: Headings) -> tuple[list[SaidProblem], int]:  # type: ignore[type-arg]
    said = [imports_words.say_problem(problem, headings) for problem in problems[:MOST_PROBLEMS]]
    return said, max(0, len(problems) - MOST_PROBLEMS)


def guess_date(file_name: str) -> str:
    """The date in a file's name, such as successions-2023-01-02.csv; empty without one."""
    for found in _DATE.finditer(file_name):
        with suppress(BadValue):  # any other number of eight digits
            return read_date("-".join(found.groups()))
    return ""
