"""Answering on behalf of an organisation: what it has said by telephone or by e-mail."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from hp import web
from hp.actions import on_behalf
from hp.database import AnyRow
from hp.domain.answers import AnswerSource, Entry, Outcome
from hp.domain.errors import AnswersChanged, HasDrafts, Refused
from hp.domain.text import LINE_LIMIT, clean_line
from hp.models import AnswerOrigin
from hp.models.users import Role
from hp.organisations import on_behalf_pages as pages
from hp.organisations.on_behalf_pages import OnBehalfPage
from hp.organisations.response_routes import back
from hp.organisations.routes import bp
from hp.store import history

Answer = str | tuple[str, int] | Response


def _require(response_id: int) -> tuple[AnyRow, OnBehalfPage]:
    user = web.require_user(Role.COORDINATOR)
    page = pages.find_page(web.db(), response_id)
    if page is None:
        abort(404)
    return user, page


def _show(name: str, page: OnBehalfPage, status: int = 200, **values: object) -> Answer:
    web.let_others_write()
    shown = {"page": page, "response": page.response, "round": page.round}
    return render_template(f"organisations/{name}.html", **shown, **values), status


@bp.get("/responses/<int:response_id>/on-behalf")
def enter_answers(response_id: int) -> Answer:
    """The form for what an organisation has answered by telephone or e-mail."""
    _user, page = _require(response_id)
    return _show("on_behalf", page)


@bp.post("/responses/<int:response_id>/on-behalf")
def save_answers(response_id: int) -> Answer:
    """Save what was entered, all or nothing."""
    user, page = _require(response_id)
    typed = pages.read_typed_answers(page, request.form)
    entry = pages.read_facts(page, request.form, user.id, web.local(web.now()).date())
    if entry is None or typed.mistakes:
        return _show("on_behalf", page, 422)
    try:
        saved = on_behalf.save_entry(
            web.db(), response_id, typed.wanted, entry, web.now(), typed.shown
        )
    except Refused:
        return _show("on_behalf", _as_it_is_now(page), 409)
    pages.mark_conflicts(page, saved)
    if page.conflicts:
        return _show("on_behalf", page, 409)
    flash(_say_saved(sum(one.outcome is Outcome.SAVE for one in saved.values())))
    if request.form.get("then") == "hand-in":
        return web.see_other("organisations.review_entered", response_id=response_id)
    return web.see_other("organisations.enter_answers", response_id=response_id)


def _as_it_is_now(page: OnBehalfPage) -> OnBehalfPage:
    """What was typed, with why it can no longer be saved."""
    web.let_others_write()
    page.response = history.find_response_by_id(web.db(), page.response.id) or page.response
    return page


def _say_saved(number: int) -> str:
    if not number:
        return str(_("Nothing was changed, so nothing is saved."))
    return str(ngettext("One answer is saved.", "%(num)d answers are saved.", number))


@bp.get("/responses/<int:response_id>/on-behalf/hand-in")
def review_entered(response_id: int) -> Answer:
    """What would be handed in for the organisation, and who has answered."""
    _user, page = _require(response_id)
    latest = page.latest
    name = latest.said_by if latest else ""
    typed = {"source": latest.source if latest else "", "name": name, "function": ""}
    return _show("on_behalf_review", page, typed=typed, mistakes={}, stopped="")


@bp.post("/responses/<int:response_id>/on-behalf/hand-in")
def hand_in_entered(response_id: int) -> Answer:
    """Hand in for the organisation."""
    user, page = _require(response_id)
    typed = {key: clean_line(request.form.get(key, "")) for key in ("source", "name", "function")}
    if mistakes := _mistakes(typed):
        return _show("on_behalf_review", page, 422, typed=typed, mistakes=mistakes, stopped="")
    today = web.local(web.now()).date()
    entry = Entry(AnswerSource(typed["source"]), typed["name"], today, False, user.id)
    try:
        on_behalf.submit_entry(
            web.db(),
            response_id,
            name=typed["name"],
            function=typed["function"],
            entry=entry,
            seen=request.form.get("seen", ""),
            now=web.now(),
        )
    except Refused as refusal:
        return _refused(refusal, response_id, typed)
    flash(_("The answers are handed in for the organisation."))
    return back(page.response)


def _mistakes(typed: dict[str, str]) -> dict[str, str]:
    found = {}
    if typed["source"] not in pages.SOURCES:
        found["source"] = "missing"
    if not typed["name"]:
        found["name"] = "missing"
    long = (field for field in ("name", "function") if len(typed[field]) > LINE_LIMIT)
    return found | dict.fromkeys(long, "too_long")


def _refused(refusal: Refused, response_id: int, typed: dict[str, str]) -> Answer:
    web.let_others_write()
    _user, page = _require(response_id)
    stopped = ""
    if isinstance(refusal, AnswersChanged):
        stopped = "changed"
    elif isinstance(refusal, HasDrafts):
        stopped = "drafts"
    return _show("on_behalf_review", page, 409, typed=typed, mistakes={}, stopped=stopped)


@bp.post("/origins/<int:origin_id>/confirm")
def confirm_entered(origin_id: int) -> Response:
    """Note that the organisation has confirmed what was entered."""
    user = web.require_user(Role.COORDINATOR)
    origin = web.db().get(AnswerOrigin, origin_id)
    response = history.find_response_by_id(web.db(), origin.response_id) if origin else None
    if response is None:
        abort(404)
    on_behalf.confirm(web.db(), origin_id, user.id, web.now())
    flash(_("Noted: the organisation has confirmed the answers."))
    return back(response)
