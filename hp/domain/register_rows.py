"""Somebody's list of organisations and contacts, row by row, with everything that is wrong in it.

Several rows about one organisation are several contacts of it. A field is there only where the list
has a column for it: what a list does not speak of, it does not change.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from hp.domain.register_headings import Headings
from hp.domain.register_values import BadValue, read_value, split_address
from hp.domain.text import clean_line

_OF_ORGANISATION = ("kind", "cluster", "answered_by", "retired_on")
_OF_CONTACT = ("function", "email", "language", "role")
_NEAR = 0.85
_MOST_COMPARED = 40_000  # pairs of names: more would take seconds
_BETWEEN_NAMES = re.compile(r"[;\r\n]+")

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a row (from 1, as spreadsheets count) and a column (its field)."""

    row: int
    column: str
    reason: str
    text: str = ""
    other_row: int = 0
    near: tuple[str, ...] = ()


@dataclass(slots=True)
class ContactRow:
    """A contact as listed."""

    row: int
    values: Values  # name (may be empty), function, email, language, role


@dataclass(slots=True)
class OrganisationRow:
    """An organisation as listed: its first row, and its contacts' rows."""

    row: int
    name: str
    values: Values  # kind, cluster, answered_by (a name), retired_on (ISO)
    contacts: list[ContactRow] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)  # none where only another's row speaks of it
    answers_for: list[tuple[int, str]] = field(default_factory=list)  # row, names as they stand


@dataclass(slots=True)
class Listed:
    """What a list says."""

    organisations: list[OrganisationRow]
    problems: list[Problem]
    repeated: list[tuple[int, int]]  # rows that say what an earlier row says
    has_contacts: bool


def fold(name: str) -> str:
    """What two spellings of one name have in common."""
    return clean_line(name).casefold()


class Near:
    """Finds the names most like another; no more of them once it has taken its time."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {fold(name): name for name in names}
        self._left = _MOST_COMPARED

    def find(self, name: str, but: Container[str] = ()) -> tuple[str, ...]:
        """At most three, the nearest first, but for those whose folded names are in `but`."""
        keys = [key for key in self._names if key not in but]
        self._left -= len(keys)
        if self._left < 0:
            return ()
        return tuple(self._names[key] for key in get_close_matches(fold(name), keys, 3, _NEAR))


def read_rows(rows: Sequence[Sequence[str]], headings: Headings) -> Listed:
    """The organisations of a table."""
    return _Reader(headings).read(rows)


def cells_below(
    rows: Sequence[Sequence[str]], headings: Headings
) -> Iterator[tuple[int, dict[str, str]]]:
    """(row from 1, text by field) of each row below the headings that holds anything."""
    for number, row in enumerate(rows[headings.row + 1 :], headings.row + 2):
        cells = {column: row[x] if x < len(row) else "" for column, x in headings.columns.items()}
        if any(text.strip() for text in cells.values()):
            yield number, cells


class _Reader:
    """Reads one list."""

    def __init__(self, headings: Headings) -> None:
        self.headings = headings
        self.columns = headings.columns
        self.found: dict[str, OrganisationRow] = {}
        self.problems: list[Problem] = []
        self.repeated: list[tuple[int, int]] = []
        self.last: OrganisationRow | None = None
        self.people: dict[tuple[int, str, str], ContactRow] = {}
        self.mains: dict[int, int] = {}  # row of the main contact, by row of the organisation

    def read(self, rows: Sequence[Sequence[str]]) -> Listed:
        for number, cells in cells_below(rows, self.headings):
            answers_for = _BETWEEN_NAMES.split(cells.pop("answers_for", ""))
            values = self._read_cells(number, cells)
            organisation = self._read_organisation(number, values)
            if organisation is None:
                continue
            names = [self._read(number, "answers_for", name) for name in answers_for]
            organisation.answers_for += [(number, name) for name in names if name]
            contact = _pick_contact(number, values)
            if contact is not None:
                self._add_contact(organisation, contact)
            elif organisation.row != number and not any(names):
                self.repeated.append((number, organisation.row))
            self.last = organisation
        has_contacts = bool({"contact", "first_name", "last_name", "email"} & set(self.columns))
        return Listed(list(self.found.values()), self.problems, self.repeated, has_contacts)

    def _read_cells(self, number: int, cells: dict[str, str]) -> Values:
        person, address = split_address(cells.get("email", ""))
        if "email" in cells:
            cells["email"] = address
        values = {column: self._read(number, column, text) for column, text in cells.items()}
        names = [values.get("first_name"), values.get("last_name")]
        if not values.get("contact"):
            whole = " ".join(name for name in names if name) or person
            column = "last_name" if any(names) else "email"
            values["contact"] = self._read(number, column, whole, "contact")
        return {column: value for column, value in values.items() if value is not None}

    def _read(self, number: int, column: str, text: str, kind: str = "") -> str | None:
        """What a cell says, see `read_value`; None where that is reported as wrong."""
        try:
            return read_value(kind or column, text)
        except BadValue as error:
            self._report(number, column, error.reason, clean_line(text))
            return None

    def _report(self, row: int, column: str, reason: str, text: str = "", other: int = 0) -> None:
        self.problems.append(Problem(row, column, reason, text[:80], other))

    def _read_organisation(self, number: int, values: Values) -> OrganisationRow | None:
        name = values.get("name")
        own = {key: values[key] for key in _OF_ORGANISATION if key in values}
        if name == "" and self.last is not None and not any(own.values()):
            return self.last  # merged cells: the name stands once above several contacts
        if not name:
            if name is not None:  # else what is wrong with it is reported already
                self._report(number, "name", "missing")
            return None
        known = self.found.get(fold(name))
        if known is None:
            return self._add_organisation(number, name, own)
        self._check_same(number, known, name, own)
        known.rows.append(number)
        return known

    def _add_organisation(self, number: int, name: str, own: Values) -> OrganisationRow:
        if not own.get("kind"):
            own.pop("kind", None)
        self.found[fold(name)] = made = OrganisationRow(number, name, own, rows=[number])
        return made

    def _check_same(self, number: int, known: OrganisationRow, name: str, own: Values) -> None:
        """Later rows repeat what the first says of the organisation, or leave it empty."""
        if name != known.name:
            self._report(number, "name", "spelt_otherwise", name, known.row)
        for column, value in own.items():
            if value and value != known.values.get(column):
                self._report(number, column, "differs", value, known.row)

    def _add_contact(self, organisation: OrganisationRow, contact: ContactRow) -> None:
        values = contact.values
        other = self.people.setdefault((organisation.row, *_identity(values)), contact)
        if other is not contact:
            if other.values == values:
                self.repeated.append((contact.row, other.row))
            else:
                self._report(contact.row, "contact", "twice", values["name"], other.row)
            return
        if values.get("role") == "main":
            first = self.mains.setdefault(organisation.row, contact.row)
            if first != contact.row:
                self._report(contact.row, "role", "two_main", values["name"], first)
        organisation.contacts.append(contact)


def _pick_contact(number: int, values: Values) -> ContactRow | None:
    if not values.get("contact") and not values.get("email"):
        return None
    picked = {key: values[key] for key in _OF_CONTACT if key in values}
    return ContactRow(number, {"name": values.get("contact", "")} | picked)


def _identity(values: Values) -> tuple[str, str]:
    """A person is an address; without one a name."""
    email = values.get("email", "")
    return (email, "") if email else ("", fold(values["name"]))
