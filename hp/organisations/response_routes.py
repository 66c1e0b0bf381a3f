"""What a coordinator decides about one response: deadline, excuse, note, who answers."""

from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.actions import answers_for, responses
from hp.database import AnyRow
from hp.domain.errors import InvalidInput, RoundClosed
from hp.domain.text import clean_text
from hp.models.users import Role
from hp.organisations import response_forms as forms
from hp.organisations.routes import bp
from hp.store import answers_for as who_answers
from hp.store import history, plan

Answer = str | tuple[str, int] | Response


def _require(response_id: int) -> tuple[AnyRow, AnyRow]:
    """The coordinator, and the response; 404 where there is none."""
    user = web.require_user(Role.COORDINATOR)
    response = history.find_response_by_id(web.db(), response_id)
    if response is None:
        abort(404)
    return user, response


def _page(name: str, response: AnyRow, status: int = 200, **values: Any) -> tuple[str, int]:
    web.let_others_write()
    round_ = plan.get_round(web.db(), response.round_id)
    known = {"mistake": "", "typed": None}
    text = render_template(
        f"organisations/{name}.html", response=response, round=round_, **(known | values)
    )
    return text, status


def back(response: AnyRow) -> Response:
    """To the organisation's page, as the round of the response shows it."""
    round_ = plan.get_round(web.db(), response.round_id)
    return web.see_other(
        "organisations.show", organisation_id=response.organisation_id, round=round_.name
    )


@bp.get("/responses/<int:response_id>/deadline")
def deadline(response_id: int) -> Answer:
    """The form for the organisation's own deadline."""
    _user, response = _require(response_id)
    return _page("deadline", response)


@bp.post("/responses/<int:response_id>/deadline")
def set_deadline(response_id: int) -> Answer:
    """Set the organisation's own deadline, or take it away."""
    user, response = _require(response_id)
    removes = request.form.get("then") == "remove"
    try:
        due_at = None if removes else forms.read_due(request.form, web.settings().zone)
        responses.set_due(web.db(), [response_id], due_at, user.id, web.now())
    except InvalidInput as mistake:
        typed = request.form.get("due_on", "")
        return _page("deadline", response, 422, mistake=mistake.reason, typed=typed)
    except RoundClosed:
        return _page("deadline", response, 409)
    flash(_("The round’s last day holds again.") if removes else _("The deadline is set."))
    return back(response)


@bp.get("/responses/<int:response_id>/excuse")
def excuse(response_id: int) -> Answer:
    """The form that lets the organisation be without answering."""
    _user, response = _require(response_id)
    return _page("excuse", response, obstacle=responses.excuse_obstacle(response))


@bp.post("/responses/<int:response_id>/excuse")
def set_excuse(response_id: int) -> Answer:
    """Let the organisation be without answering, for a reason."""
    user, response = _require(response_id)
    try:
        reason = forms.read_reason(request.form)
        responses.excuse(web.db(), response_id, reason, user.id, web.now())
    except InvalidInput as mistake:
        typed = request.form.get("reason", "")
        values = {"obstacle": "", "mistake": mistake.reason, "typed": typed}
        return _page("excuse", response, 422, **values)
    except responses.CannotExcuse as refusal:
        return _page("excuse", response, 409, obstacle=refusal.reason)
    flash(_("The organisation is excused from answering."))
    return back(response)


@bp.post("/responses/<int:response_id>/excuse/end")
def end_excuse(response_id: int) -> Response:
    """Ask the organisation to answer again."""
    user, response = _require(response_id)
    responses.end_excuse(web.db(), response_id, user.id, web.now())
    flash(_("The organisation is asked to answer again. Its links are the same."))
    return back(response)


@bp.get("/responses/<int:response_id>/note")
def note(response_id: int) -> Answer:
    """The form for the coordinators' own note."""
    _user, response = _require(response_id)
    return _page("note", response, changed=False)


@bp.post("/responses/<int:response_id>/note")
def set_note(response_id: int) -> Answer:
    """Keep the note. Where a colleague has changed it meanwhile, both are shown."""
    user, response = _require(response_id)
    typed = clean_text(request.form.get("note", ""))
    before = clean_text(request.form.get("before", ""))
    try:
        text = forms.read_note(request.form)
        responses.set_note(web.db(), response_id, text, before, user.id, web.now())
    except InvalidInput as mistake:
        return _page("note", response, 422, mistake=mistake.reason, typed=typed, changed=False)
    except responses.NoteChanged:
        _user, now_there = _require(response_id)
        return _page("note", now_there, 409, typed=typed, changed=True)
    flash(_("The note is saved.") if text else _("The note is taken away."))
    return back(response)


@bp.get("/responses/<int:response_id>/answered-by")
def answered_by(response_id: int) -> Answer:
    """The form that says who answers for the organisation in this round."""
    _user, response = _require(response_id)
    return _answered_by(response)


def _answered_by(response: AnyRow, status: int = 200, **values: Any) -> Answer:
    web.let_others_write()
    candidates = who_answers.list_candidates(web.db(), response.round_id, response.id)
    return _page("answered_by", response, status, candidates=candidates, **values)


@bp.post("/responses/<int:response_id>/answered-by")
def set_answered_by(response_id: int) -> Answer:
    """Let another organisation answer for this one in the round, or let it answer itself."""
    user, response = _require(response_id)
    wanted = request.form.get("answered_by", "")
    by_id = forms.read_id(request.form, "answered_by") if wanted else None
    try:
        answers_for.set_answered_by(web.db(), response_id, by_id, user.id, web.now())
    except answers_for.CannotAnswerFor as refusal:
        return _answered_by(response, 422, mistake=refusal.reason, typed=wanted)
    except RoundClosed:
        return _answered_by(response, 409)
    flash(
        _("Another organisation answers now. The links to this one no longer work.")
        if by_id
        else _("The organisation answers itself. Each of its contacts has a link.")
    )
    return back(response)
