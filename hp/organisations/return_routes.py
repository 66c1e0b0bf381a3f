"""Asking for more after a hand-in, and what came of it."""

from dataclasses import dataclass, field

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.actions import returns
from hp.answered import AreaRow, build_areas
from hp.database import AnyRow
from hp.domain.answers import ResponseStatus
from hp.domain.errors import Refused
from hp.domain.text import COMMENT_LIMIT, clean_text
from hp.models.users import Role
from hp.organisations import hand_in_pages, pages
from hp.organisations import response_forms as forms
from hp.organisations.response_routes import back
from hp.organisations.routes import bp
from hp.store import history, plan, submissions

Answer = str | tuple[str, int] | Response


@dataclass(slots=True)
class ReturnPage:
    """The form: every answer as it was handed in, with room for what is asked for."""

    response: AnyRow
    round: AnyRow
    areas: list[AreaRow]
    typed: dict[int, str] = field(default_factory=dict)
    too_long: list[int] = field(default_factory=list)
    is_empty: bool = False
    is_changed: bool = False  # the response, since the form was opened

    @property
    def obstacle(self) -> str:
        """Why nothing can be asked for now; empty if it can."""
        if self.response.answered_by_id is not None:
            return "answered_by"
        period = pages.period_of(self.round, self.response)
        if not period.is_open(web.now()):
            return "closed"
        return "" if self.response.status == ResponseStatus.SUBMITTED else "not_submitted"


def _page(response_id: int) -> ReturnPage:
    response = history.find_response_by_id(web.db(), response_id)
    if response is None:
        abort(404)
    found = {}
    if response.submission_id is not None:
        found = submissions.list_submitted_answers(web.db(), response.submission_id)
    areas = build_areas(web.db(), response.round_id, found)
    return ReturnPage(response, plan.get_round(web.db(), response.round_id), areas)


def _show(page: ReturnPage, status: int = 200) -> Answer:
    values = {"page": page, "response": page.response, "round": page.round}
    return render_template("organisations/return.html", **values), status


@bp.get("/responses/<int:response_id>/return")
def ask_for_more(response_id: int) -> Answer:
    """The form that says, per activity, what more is needed."""
    web.require_user(Role.COORDINATOR)
    return _show(_page(response_id))


@bp.post("/responses/<int:response_id>/return")
def send_back(response_id: int) -> Answer:
    """Open the response again with these reasons, and mail them."""
    user = web.require_user(Role.COORDINATOR)
    page = _page(response_id)
    page.typed = _read_reasons(page)
    page.too_long = [n for n, text in page.typed.items() if len(text) > COMMENT_LIMIT]
    page.is_empty = not page.typed
    if page.is_empty or page.too_long:
        return _show(page, 422)
    seen = forms.read_id(request.form, "submission")
    try:
        mailed = returns.ask_for_more(web.db(), response_id, seen, page.typed, user.id, web.now())
    except Refused:
        web.let_others_write()
        now_there = _page(response_id)
        now_there.typed, now_there.is_changed = page.typed, True
        return _show(now_there, 409)
    flash(_say_mailed(mailed))
    return back(page.response)


def _read_reasons(page: ReturnPage) -> dict[int, str]:
    numbers = [activity.number for area in page.areas for activity in area.activities]
    typed = {n: clean_text(request.form.get(f"reason-{n}", "")) for n in numbers}
    return {number: text for number, text in typed.items() if text}


def _say_mailed(names: list[str]) -> str:
    said = _("Changes are requested and the response is open again.")
    if names:
        sent = _("An e-mail to %(names)s is on its way.", names=", ".join(names))
        return f"{said} {sent}"
    nobody = _("No further e-mail was sent. If nobody has an e-mail address, copy a link below.")
    return f"{said} {nobody}"


@bp.get("/<int:organisation_id>/hand-ins/<int:submission_id>/changes")
def show_changes(organisation_id: int, submission_id: int) -> str:
    """A hand-in beside the one before it. What was asked for is the coordinators' to see."""
    user = web.require_user()
    page = hand_in_pages.find_changes(web.db(), organisation_id, submission_id, web.now())
    if page is None:
        abort(404)
    is_coordinator = user.role == Role.COORDINATOR
    return render_template(
        "organisations/changes.html", page=page, round=page.round, is_coordinator=is_coordinator
    )
