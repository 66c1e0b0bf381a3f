"""Where a new round's plan comes from: the program, or an earlier round."""

from typing import TYPE_CHECKING, Any, NamedTuple

from hp.models import Round
from hp.plans import list_plans, read_plan
from hp.store import rounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_AREA = ("name_sv", "name_en", "short_sv", "short_en")
_ACTIVITY = ("key", "text_sv", "text_en", "short_sv", "short_en")
_MARKS = ("takes_not_applicable", "asks_function")
_ROUND = tuple(
    f"{field}_{language}"
    for field in ("subject", "sender", "owner", "introduction")
    for language in ("sv", "en")
)


class Source(NamedTuple):
    """A plan that a new round can begin with: `word` names it in an address."""

    word: str
    name: str
    is_packaged: bool


def list_sources(session: "Session") -> list[Source]:
    """The rounds there are, the newest first, and the plans that come with the program."""
    earlier = [
        Source(f"round-{row.id}", row.name, False)
        for row in rounds.list_rounds(session)
        if not row.is_test
    ]
    return earlier + [Source(f"plan-{name}", name, True) for name in list_plans()]


def read_source(session: "Session", word: str) -> dict[str, Any]:
    """The plan of a source, as `hp.actions.rounds.add_round` takes it. Raises `KeyError`."""
    kind, _, rest = word.partition("-")
    if kind == "plan":
        return read_plan(rest)
    known = {source.word for source in list_sources(session)}
    if word not in known:
        raise KeyError(word)
    return copy_plan(rounds.get_round(session, int(rest)))


def find_source(session: "Session", name: str) -> Source | None:
    """An earlier round called `name`, else the program's plan called so."""
    found = [s for s in list_sources(session) if s.name.casefold() == name.casefold()]
    return found[0] if found else None


def copy_plan(round_: Round) -> dict[str, Any]:
    """A round's texts, areas and activities."""
    plan: dict[str, Any] = {field: getattr(round_, field) for field in _ROUND}
    plan["areas"] = [
        {field: getattr(area, field) for field in _AREA}
        | {
            "activities": [
                {field: getattr(activity, field) for field in (*_ACTIVITY, *_MARKS)}
                for activity in round_.activities
                if activity.area_id == area.id
            ]
        }
        for area in round_.areas
    ]
    return plan
