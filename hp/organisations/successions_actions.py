"""What the page of predecessors and successors does: each a transaction of its own."""

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from hp.actions import organisations
from hp.database import begin_writing
from hp.domain.errors import InvalidFields

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Pair(NamedTuple):
    """Who came first, and who took over."""

    predecessor_id: int
    successor_id: int


def add(
    session: "Session", pair: Pair, took_over_on: dt.date | None, now: dt.datetime, user_id: int
) -> None:
    """Say that one took over from another.

    Raises `InvalidFields` for `took_over_on` (`not_a_date`) or `other` (`unknown`, `circle`).
    """
    if took_over_on is None:
        raise InvalidFields({"took_over_on": "not_a_date"})
    begin_writing(session)
    organisations.set_succession(session, *pair, took_over_on, now, user_id)
    session.commit()


def remove(session: "Session", pair: Pair, now: dt.datetime, user_id: int) -> None:
    """Take it back."""
    begin_writing(session)
    organisations.remove_succession(session, *pair, now, user_id)
    session.commit()
