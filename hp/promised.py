"""Promises with what has been told about them since, as every page and file shows them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_babel import gettext as _

from hp.database import AnyRow
from hp.domain.promises import NewsOutcome, PromiseState, state_of
from hp.i18n import show_date
from hp.store import promises

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Promise:
    """A handed-in answer with a planned date. `news` are rows of the store, the earliest first."""

    row: AnyRow
    news: Sequence[AnyRow]
    state: PromiseState
    planned_on: dt.date  # as it is now: the newest date that was given

    @property
    def is_moved(self) -> bool:
        """Whether a later note gives another date than the answer."""
        return bool(self.planned_on != self.row.planned_on)


def list_promises(session: "Session", round_id: int, today: dt.date) -> list[Promise]:
    """A round's promises by date, so that what has passed comes first; what is done comes last."""
    rows = promises.list_of_round(session, round_id)
    return _gather(rows, promises.list_news_of_round(session, round_id), today)


def list_promises_of(session: "Session", response_id: int, today: dt.date) -> list[Promise]:
    """The same of one response."""
    rows = promises.list_of_response(session, response_id)
    return _gather(rows, promises.list_news_of_response(session, response_id), today)


def _gather(rows: Iterable[AnyRow], news: Iterable[AnyRow], today: dt.date) -> list[Promise]:
    told: defaultdict[tuple[int, int], list[AnyRow]] = defaultdict(list)
    for one in news:
        told[one.submission_id, one.number].append(one)
    found = [_promise(row, told[row.submission_id, row.number], today) for row in rows]
    return sorted(found, key=lambda p: (p.state is PromiseState.DONE, p.planned_on))


def _promise(row: AnyRow, news: Sequence[AnyRow], today: dt.date) -> Promise:
    planned_on = row.planned_on
    for one in news:
        planned_on = one.planned_on or planned_on
    outcome = news[-1].outcome if news else None
    return Promise(row, news, state_of(planned_on, outcome, today), planned_on)


def say_news(news: Any) -> str:
    """What somebody has told about a promise, in a line and the text."""
    words = {
        NewsOutcome.DONE: _("Done."),
        NewsOutcome.MOVED: _("New date:"),
        NewsOutcome.OTHER: "",
    }[news.outcome]
    if news.planned_on:
        words = f"{words} {show_date(news.planned_on)}."
    return f"{words} {news.text}".strip()


def init_app(app: Flask) -> None:
    """Give templates `say_news(news)`."""
    app.jinja_env.globals.update(say_news=say_news)
