"""Deadlines of many organisations at once."""

from dataclasses import dataclass, field
from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from hp import web
from hp.actions import responses
from hp.database import AnyRow
from hp.domain import marks
from hp.domain.errors import InvalidInput, RoundClosed
from hp.models.users import Role
from hp.organisations import response_forms as forms
from hp.organisations.routes import bp
from hp.store import rounds
from hp.store.deadlines import list_deadlines

Answer = str | tuple[str, int] | Response


@dataclass(slots=True)
class DeadlinesPage:
    """The organisations of a round, to choose among."""

    rounds: list[AnyRow]
    round: AnyRow
    only_waiting: bool
    rows: list[AnyRow]
    chosen: set[int] = field(default_factory=set)
    all_chosen: bool = False
    typed: str = ""
    mistakes: dict[str, str] = field(default_factory=dict)  # reasons by field

    @property
    def who(self) -> str:
        """The filter as addresses say it."""
        return "waiting" if self.only_waiting else "all"

    @property
    def to_choose(self) -> set[int]:
        """The responses that can have a deadline: for others that of who answers holds."""
        return {row.id for row in self.rows if row.answered_by is None}

    def answered(self, row: AnyRow) -> int:
        """How many activities of a row have an answer."""
        return marks.count_answered(row.marks)


def _build(values: Any) -> DeadlinesPage:
    opened = list(rounds.list_opened_rounds(web.db(), web.now()))
    round_ = rounds.pick_round(opened, values.get("round"))
    if round_ is None:
        abort(404)
    only_waiting = values.get("who") != "all"
    rows = list(list_deadlines(web.db(), round_.id, only_waiting))
    return DeadlinesPage(opened, round_, only_waiting, rows)


@bp.get("/deadlines")
def deadlines() -> str:
    """Organisations of a round (`?round=`, `?who=waiting` or `all`) with their deadlines."""
    web.require_user(Role.COORDINATOR)
    page = _build(request.args)
    return render_template("organisations/deadlines.html", page=page, round=page.round)


@bp.post("/deadlines")
def set_deadlines() -> Answer:
    """One deadline for all that are chosen, or the round's last day again."""
    user = web.require_user(Role.COORDINATOR)
    page = _read(_build(request.form))
    removes = request.form.get("then") == "remove"
    due_at = None
    if not page.chosen:
        page.mistakes["chosen"] = "missing"
    try:
        if not removes:
            due_at = forms.read_due(request.form, web.settings().zone)
        if page.chosen:
            responses.set_due(web.db(), sorted(page.chosen), due_at, user.id, web.now())
    except InvalidInput as mistake:
        page.mistakes[mistake.field] = mistake.reason
    except RoundClosed:
        return _again(page, 409)
    if page.mistakes:
        return _again(page, 422)
    flash(_said(removes, len(page.chosen)))
    return web.see_other("organisations.deadlines", round=page.round.name, who=page.who)


def _read(page: DeadlinesPage) -> DeadlinesPage:
    """The page with what was chosen; of ids only those that it offers."""
    shown = page.to_choose
    page.all_chosen = "all" in request.form
    page.chosen = shown if page.all_chosen else shown & set(request.form.getlist("id", type=int))
    page.typed = request.form.get("due_on", "")
    return page


def _again(page: DeadlinesPage, status: int) -> tuple[str, int]:
    web.let_others_write()
    return render_template("organisations/deadlines.html", page=page, round=page.round), status


def _said(removes: bool, number: int) -> str:
    words: str
    if removes:
        words = ngettext(
            "The round’s last day holds again for one organisation.",
            "The round’s last day holds again for %(num)d organisations.",
            number,
        )
    else:
        words = ngettext(
            "The deadline is set for one organisation.",
            "The deadline is set for %(num)d organisations.",
            number,
        )
    return words
