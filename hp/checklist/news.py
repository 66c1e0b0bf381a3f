"""What has become of what the organisation promised with a date: the page, and what is told."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import flash, render_template, request, session
from flask_babel import ngettext
from werkzeug.wrappers import Response

from hp import web
from hp.actions.news import StillOpen, takes_news, tell
from hp.answer_forms import read_day
from hp.checklist.routes import bp
from hp.database import AnyRow
from hp.domain.errors import InvalidInput
from hp.domain.promises import News, NewsOutcome
from hp.domain.text import COMMENT_LIMIT, clean_text
from hp.promised import Promise, list_promises_of
from hp.store import plan
from hp.store.responses import Respondent

Answer = str | tuple[str, int] | Response


@dataclass(slots=True)
class NewsPage:
    """The promises of a response, with what is typed about each."""

    respondent: Respondent
    round: AnyRow
    activities: Mapping[int, AnyRow]
    promises: list[Promise]
    can_tell: bool
    typed: Mapping[str, str]
    faults: dict[str, str] = field(default_factory=dict)  # reasons by field
    outcomes = tuple(NewsOutcome)

    def said(self, name: str, number: int) -> str:
        """What stands in a field."""
        return self.typed.get(f"{name}-{number}", "")


def _build(response_id: int, typed: Mapping[str, str]) -> NewsPage:
    respondent = web.require_respondent(response_id)
    today = web.local(web.now()).date()
    return NewsPage(
        respondent,
        plan.get_round(web.db(), respondent.round_id),
        {a.number: a for a in plan.list_activities(web.db(), respondent.round_id)},
        list_promises_of(web.db(), response_id, today),
        takes_news(respondent, web.now()),
        typed,
    )


def _show(page: NewsPage, status: int = 200) -> Answer:
    web.let_others_write()
    return render_template("checklist/news.html", page=page), status


@bp.get("/<int:response_id>/news")
def news(response_id: int) -> Answer:
    """What was promised, with room to tell what has become of it."""
    return _show(_build(response_id, {}))


@bp.post("/<int:response_id>/news")
def tell_news(response_id: int) -> Answer:
    """Keep what is told beside the answers."""
    page = _build(response_id, request.form)
    told = _read(page)
    if not told and not page.faults and page.promises:
        page.faults[f"outcome-{page.promises[0].row.number}"] = "nothing"
    if page.faults:
        return _show(page, 422)
    try:
        kept = tell(web.db(), session.get("links", []), response_id, told, web.now())
    except StillOpen:
        return _show(_build(response_id, request.form), 409)
    if kept:
        flash(ngettext("Thank you, it is saved.", "Thank you, %(num)d notes are saved.", kept))
    return web.see_other("checklist.news", response_id=response_id)


def _read(page: NewsPage) -> dict[int, News]:
    told = {}
    for promise in page.promises:
        number = promise.row.number
        outcome = page.said("outcome", number)
        text = clean_text(page.said("text", number))
        if outcome in set(NewsOutcome):
            planned_on = _read_date(page, number, NewsOutcome(outcome))
            told[number] = News(NewsOutcome(outcome), planned_on, text)
        if fault := _fault(outcome, text):
            page.faults[fault[0] + f"-{number}"] = fault[1]
    return told


def _fault(outcome: str, text: str) -> tuple[str, str] | None:
    if len(text) > COMMENT_LIMIT:
        return "text", "too_long"
    if outcome == NewsOutcome.OTHER and not text:
        return "text", "missing"
    if text and outcome not in set(NewsOutcome):
        return "outcome", "missing"
    return None


def _read_date(page: NewsPage, number: int, outcome: NewsOutcome) -> dt.date | None:
    if outcome is not NewsOutcome.MOVED:
        return None
    name = f"planned_on-{number}"
    try:
        day = read_day(page.typed, name)
    except InvalidInput as mistake:
        page.faults[name] = mistake.reason
        return None
    if day is None:
        page.faults[name] = "missing"
    return day
