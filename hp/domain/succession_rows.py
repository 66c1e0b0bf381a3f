"""Somebody's list of who took over from whom, and what it would change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from hp.domain.register_headings import Headings
from hp.domain.register_rows import Near, Problem, cells_below, fold
from hp.domain.register_values import BadValue, read_value

Pair = tuple[str, str]  # predecessor and successor, folded


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """One organisation that took over from another. `took_over_on` is ISO, or empty."""

    row: int
    predecessor: str
    successor: str
    took_over_on: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A predecessor that the register does not have: an old organisation, or misspelt."""

    row: int
    name: str
    near: tuple[str, ...]
    took_over_on: str  # the last of its dates
    is_added: bool


@dataclass(slots=True)
class SuccessionChanges:
    """What a list of successions would change, and what is wrong with it."""

    new: list[SuccessionRow] = field(default_factory=list)
    moved: list[tuple[SuccessionRow, str]] = field(default_factory=list)  # with the date till now
    unchanged: list[SuccessionRow] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    missing: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lacks_date: bool = False  # some row has no date, and none was given for all

    @property
    def is_empty(self) -> bool:
        """Whether nothing would become other than it is."""
        return not (self.new or self.moved)


def read_successions(
    rows: Sequence[Sequence[str]], headings: Headings
) -> tuple[list[SuccessionRow], list[Problem]]:
    """The successions of a table, each once, and what is wrong with their cells."""
    found: dict[Pair, SuccessionRow] = {}
    problems: list[Problem] = []
    for number, cells in cells_below(rows, headings):
        values: dict[str, str] = {}
        for column, text in cells.items():
            try:
                values[column] = read_value(column, text)
                if not values[column] and column != "took_over_on":
                    problems.append(Problem(number, column, "missing"))
            except BadValue as error:
                problems.append(Problem(number, column, error.reason, text.strip()[:80]))
        before, after = values.get("predecessor", ""), values.get("successor", "")
        if not before or not after:
            continue
        row = SuccessionRow(number, before, after, values.get("took_over_on", ""))
        first = found.setdefault((fold(before), fold(after)), row)
        if first.took_over_on != row.took_over_on:
            said = row.took_over_on
            problems.append(Problem(number, "took_over_on", "differs", said, first.row))
    return list(found.values()), problems


def compare_successions(
    rows: Sequence[SuccessionRow],
    names: Sequence[str],
    register: Mapping[Pair, str],
    date: str = "",
    added: Sequence[str] = (),
    problems: Sequence[Problem] = (),
) -> SuccessionChanges:
    """What `rows` would change, where `date` (ISO) is for those that have none of their own.

    `names` are the organisations of the register, `register` the dates of its successions. `added`
    are unknown predecessors that become retired organisations.
    """
    known = {fold(name): name for name in names}
    result = SuccessionChanges(problems=list(problems))
    for row in rows:
        on = row.took_over_on or date
        row = SuccessionRow(row.row, row.predecessor, row.successor, on)
        result.lacks_date = result.lacks_date or not on
        pair = (fold(row.predecessor), fold(row.successor))
        if pair not in register:
            result.new.append(row)
        elif on and register[pair] != on:
            result.moved.append((row, register[pair]))
        else:
            result.unchanged.append(row)
    listed = {(fold(row.predecessor), fold(row.successor)) for row in rows}
    result.missing = [
        (known[pair[0]], known[pair[1]], on) for pair, on in register.items() if pair not in listed
    ]
    result.unknown = list(_find_unknown(rows, known, date, {fold(name) for name in added}))
    result.problems += _find_problems(rows, known, register)
    result.problems.sort(key=lambda problem: problem.row)
    return result


def _find_unknown(
    rows: Sequence[SuccessionRow], known: Mapping[str, str], date: str, added: set[str]
) -> Iterator[Unknown]:
    """Predecessors that are not in the register. Their successors' names are no misspellings."""
    by_name: dict[str, list[SuccessionRow]] = {}
    for row in rows:
        if fold(row.predecessor) not in known:
            by_name.setdefault(fold(row.predecessor), []).append(row)
    names = Near(known.values())
    for key, own in by_name.items():
        successors = {fold(row.successor) for row in own}
        near = names.find(own[0].predecessor, successors)
        last = max(row.took_over_on or date for row in own)
        yield Unknown(own[0].row, own[0].predecessor, near, last, key in added)


def _find_problems(
    rows: Sequence[SuccessionRow], known: Mapping[str, str], register: Mapping[Pair, str]
) -> Iterator[Problem]:
    pairs = [(fold(row.predecessor), fold(row.successor)) for row in rows]
    circle = _find_circle([*register, *pairs])
    names = Near(known.values())
    for row, (before, later) in zip(rows, pairs, strict=True):
        if before == later:
            yield Problem(row.row, "successor", "itself", row.successor)
        elif before in circle and later in circle:
            yield Problem(row.row, "successor", "circle", row.successor)
        if later not in known:
            near = names.find(row.successor)
            yield Problem(row.row, "successor", "unknown", row.successor, near=near)


def _find_circle(pairs: Iterable[Pair]) -> set[str]:
    """Organisations of which each came from another one of them; empty where there is no circle."""
    graph: dict[str, set[str]] = {}
    for before, later in pairs:
        if before != later:
            graph.setdefault(before, set()).add(later)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return set(error.args[1])
    return set()
