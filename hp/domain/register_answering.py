"""Lists that say whom an organisation answers for: the same as who answers for those."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hp.domain.register_rows import Near, OrganisationRow, Problem, fold

_MOST_COMMAS = 4  # in one name


def turn_around(
    rows: Sequence[OrganisationRow], register: Sequence[str]
) -> tuple[list[OrganisationRow], list[Problem]]:
    """`rows` as if they said it the other way round, and what is wrong with what they say.

    `register` are the names that are known. One that is named and has no row of its own gets one
    with nothing else in it.
    """
    names = {fold(name): name for name in register} | {fold(row.name): row.name for row in rows}
    near = Near(names.values())
    turned = {fold(row.name): row for row in rows}
    problems = []
    for row in rows:
        for number, text in row.answers_for:
            for name in _split(text, names):
                problem = _say(turned, names, row.name, number, name)
                if problem and problem.reason == "answered_by_unknown":
                    problem = replace(problem, near=near.find(name))
                problems += [problem] if problem else []
    return list(turned.values()), problems


def _split(text: str, names: Mapping[str, str]) -> Iterator[str]:
    """The names in a text. Commas stand between them, and in some of them."""
    parts = [part for part in text.split(",") if part.strip()]
    while parts:
        joined = [",".join(parts[:n]) for n in range(_MOST_COMMAS + 1, 0, -1)]
        name = next((name for name in joined if fold(name) in names), parts[0])
        yield name.strip()
        del parts[: name.count(",") + 1]


def _say(
    turned: dict[str, OrganisationRow],
    names: Mapping[str, str],
    by: str,
    number: int,
    name: str,
) -> Problem | None:
    """Let the row of `name` say that `by` answers for it, or tell why it cannot."""
    key = fold(name)
    if key not in names:
        return Problem(number, "answers_for", "answered_by_unknown", name)
    if key == fold(by):
        return Problem(number, "answers_for", "itself")
    row = turned.get(key) or OrganisationRow(number, names[key], {})
    said = row.values.get("answered_by", "")
    if said and fold(said) != fold(by):
        return Problem(number, "answers_for", "answered_by_another", name, row.row)
    turned[key] = replace(row, values=row.values | {"answered_by": by})
    return None
