"""What a list would change in the register: new, changed, unchanged, missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hp.domain.register_answering import turn_around
from hp.domain.register_rows import (
    ContactRow,
    Listed,
    Near,
    OrganisationRow,
    Problem,
    Values,
    fold,
)
from hp.domain.register_values import guess_kind

_NEVER_EMPTY = ("kind", "language", "role", "name")  # an empty cell does not clear these


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact in the register; `values` has the keys of `ContactRow.values`."""

    id: int
    values: Values


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation in the register, with its contacts who are not retired."""

    id: int
    name: str
    values: Values
    contacts: tuple[KnownContact, ...] = ()


class Change(NamedTuple):
    """One field that is not what it was."""

    field: str
    old: str
    new: str


@dataclass(slots=True)
class ContactChange:
    """What becomes of a contact; `known` is None where it is new."""

    row: int
    known: KnownContact | None
    values: Values  # complete
    changes: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class OrganisationChange:
    """What becomes of an organisation; `known` is None where it is new."""

    row: int
    known: KnownOrganisation | None
    name: str
    values: Values  # complete
    changes: list[Change] = field(default_factory=list)
    contacts: list[ContactChange] = field(default_factory=list)
    missing_contacts: list[KnownContact] = field(default_factory=list)
    near: str = ""  # a missing organisation with nearly the name of this new one

    @property
    def is_changed(self) -> bool:
        """Whether a known organisation or its contacts become other than they are."""
        return bool(self.changes or self.changed_contacts)

    @property
    def changed_contacts(self) -> list[ContactChange]:
        """New and changed contacts."""
        return [c for c in self.contacts if c.known is None or c.changes]


@dataclass(slots=True)
class Changes:
    """All that a list would change, and all that is wrong with it."""

    new: list[OrganisationChange]
    changed: list[OrganisationChange]
    unchanged: list[OrganisationChange]
    missing: list[KnownOrganisation]  # not retired, and not in the list
    problems: list[Problem]

    @property
    def missing_contacts(self) -> list[tuple[OrganisationChange, KnownContact]]:
        """Contacts that the list leaves out, of organisations that it has."""
        listed = [*self.changed, *self.unchanged]
        return [(one, contact) for one in listed for contact in one.missing_contacts]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would become other than it is."""
        return not (self.new or self.changed)


def compare(listed: Listed, register: Sequence[KnownOrganisation], today: str) -> Changes:
    """What `listed` would change in `register`. `today` is an ISO date."""
    by_name = {fold(known.name): known for known in register}
    rows, problems = turn_around(listed.organisations, [known.name for known in register])
    result = Changes([], [], [], [], [*listed.problems, *problems])
    for row in rows:
        known = by_name.get(fold(row.name))
        change = _compare_one(row, known)
        if known is None:
            result.new.append(change)
        else:
            _find_missing_contacts(change, known, listed.has_contacts and bool(row.rows))
            (result.changed if change.is_changed else result.unchanged).append(change)
    in_list = {fold(row.name) for row in rows}
    result.missing = [
        known
        for key, known in by_name.items()
        if key not in in_list and not known.values["retired_on"]
    ]
    _note_near_names(result)
    result.problems += _check([*result.new, *result.changed, *result.unchanged], by_name, today)
    result.problems.sort(key=lambda problem: problem.row)
    return result


def _compare_one(row: OrganisationRow, known: KnownOrganisation | None) -> OrganisationChange:
    if known is None:
        empty = {"kind": guess_kind(row.name), "cluster": "", "answered_by": "", "retired_on": ""}
        change = OrganisationChange(row.row, None, row.name, empty | row.values)
    else:
        values = _merge(known.values, row.values)
        change = OrganisationChange(row.row, known, row.name, values)
        before = {"name": known.name} | known.values
        change.changes = _differences(before, {"name": row.name} | values)
    change.contacts = _compare_contacts(row.contacts, known.contacts if known else ())
    return change


def _merge(before: Values, listed: Values) -> Values:
    said = {key: value for key, value in listed.items() if value or key not in _NEVER_EMPTY}
    if fold(said.get("answered_by", "")) == fold(before.get("answered_by", "")):
        said.pop("answered_by", None)
    return before | said


def _differences(before: Values, after: Values) -> list[Change]:
    return [Change(key, before[key], after[key]) for key in before if before[key] != after[key]]


def _compare_contacts(
    rows: Sequence[ContactRow], known: Sequence[KnownContact]
) -> list[ContactChange]:
    found = _match_contacts(rows, known)
    has_main = any(c.values["role"] == "main" for c in known) or any(
        row.values.get("role") == "main" for row in rows
    )
    changes = []
    for row in rows:
        change = _compare_contact(row, found.get(row.row), has_main)
        has_main = has_main or change.values["role"] == "main"
        changes.append(change)
    _leave_one_main(rows, changes)
    return changes


def _match_contacts(
    rows: Sequence[ContactRow], known: Sequence[KnownContact]
) -> dict[int, KnownContact]:
    """By row the contact that it is: the one with its address, else with its name."""
    found: dict[int, KnownContact] = {}
    taken: set[int] = set()
    for attribute in ("email", "name"):
        left: dict[str, list[KnownContact]] = {}
        for contact in reversed(known):  # the first one is taken first, from the end
            if contact.id not in taken:
                left.setdefault(fold(contact.values[attribute]), []).append(contact)
        for row in rows:
            wanted = fold(row.values.get(attribute, ""))
            if row.row not in found and wanted and left.get(wanted):
                found[row.row] = left[wanted].pop()
                taken.add(found[row.row].id)
    return found


def _leave_one_main(rows: Sequence[ContactRow], changes: Sequence[ContactChange]) -> None:
    """Where the list says who is the main contact, nobody else stays it for want of a word."""
    said = {row.row for row in rows if row.values.get("role") == "main"}
    for change in changes:
        if said and change.row not in said and change.values["role"] == "main":
            change.values["role"] = "deputy"
            change.changes.append(Change("role", "main", "deputy"))


def _compare_contact(row: ContactRow, known: KnownContact | None, has_main: bool) -> ContactChange:
    if known is not None:
        values = _merge(known.values, row.values)
        return ContactChange(row.row, known, values, _differences(known.values, values))
    role = "deputy" if has_main else "main"
    empty = {"name": "", "function": "", "email": "", "language": "sv", "role": role}
    values = _merge(empty, row.values)
    values["name"] = values["name"] or values["function"] or values["email"]
    return ContactChange(row.row, None, values)


def _find_missing_contacts(
    change: OrganisationChange, known: KnownOrganisation, has_contacts: bool
) -> None:
    """Contacts that are not listed. Who was invited by a respondent is in nobody's list."""
    listed = {contact.known.id for contact in change.contacts if contact.known}
    change.missing_contacts = [
        contact
        for contact in known.contacts
        if has_contacts and contact.id not in listed and contact.values["role"] != "colleague"
    ]


def _note_near_names(changes: Changes) -> None:
    """A new organisation that is nearly called as a missing one may be that one, misspelt."""
    near = Near(known.name for known in changes.missing)
    for change in changes.new:
        change.near = next(iter(near.find(change.name)), "")


def _check(
    changes: Sequence[OrganisationChange], register: dict[str, KnownOrganisation], today: str
) -> Iterator[Problem]:
    """What is wrong with the whole, though each row is right."""
    after = {key: known.values for key, known in register.items()}
    after |= {fold(change.name): change.values for change in changes}
    answering = {
        fold(values["answered_by"])
        for key, values in after.items()
        if fold(values["answered_by"]) != key
    }
    names = {key: known.name for key, known in register.items()}
    names |= {fold(change.name): change.name for change in changes}
    near = Near(names.values())
    for change in changes:
        if not change.values["kind"]:
            yield Problem(change.row, "kind", "kind_missing", change.name)
        if change.values["retired_on"] > today:
            yield Problem(change.row, "retired_on", "future", change.values["retired_on"])
        if change.values["answered_by"]:
            yield from _check_answered_by(change, after, near)
            if fold(change.name) in answering:
                yield Problem(change.row, "answered_by", "answers_for_others", change.name)


def _check_answered_by(
    change: OrganisationChange, after: dict[str, Values], near: Near
) -> Iterator[Problem]:
    by = change.values["answered_by"]
    key = fold(by)
    if key == fold(change.name):
        yield Problem(change.row, "answered_by", "itself")
    elif key not in after:
        yield Problem(change.row, "answered_by", "answered_by_unknown", by, near=near.find(by))
    elif after[key]["answered_by"]:
        yield Problem(change.row, "answered_by", "is_answered_for", by)
    elif after[key]["retired_on"]:
        yield Problem(change.row, "answered_by", "retired", by)
