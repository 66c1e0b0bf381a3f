"""Masking something in a comment: what is seen, what is to go, and why."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import abort, current_app, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from hp import web
from hp.actions import masking, scrubbing
from hp.answered import ActivityRow, build_areas
from hp.database import AnyRow
from hp.domain.errors import ChangedMeanwhile, InvalidInput
from hp.domain.text import COMMENT_LIMIT, LINE_LIMIT, clean_line, clean_text
from hp.models import Response
from hp.models.users import Role
from hp.organisations import response_forms as forms
from hp.organisations.response_routes import back
from hp.organisations.routes import bp
from hp.store import documents, history, plan, submissions

_RULE = "/responses/<int:response_id>/answers/<int:number>/mask"


@dataclass(slots=True)
class MaskPage:
    """The comment with what was told later, and the form. `said` is None where there is nothing."""

    response: AnyRow
    round: AnyRow
    activity: ActivityRow
    said: masking.Said | None
    documents: list[str]  # names of Word files that are kept
    token: str
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    is_changed: bool = False  # since the form was opened


def _page(response_id: int, number: int, hand_in: int | None) -> MaskPage:
    response = history.find_response_by_id(web.db(), response_id)
    if response is None:
        abort(404)
    shown = hand_in or response.submission_id
    found: dict[int, Any] = submissions.list_submitted_answers(web.db(), shown) if shown else {}
    areas = build_areas(web.db(), response.round_id, found)
    activity = next((a for area in areas for a in area.activities if a.number == number), None)
    if activity is None:
        abort(404)
    said = masking.find_said(web.db(), web.db().get_one(Response, response_id), number, hand_in)
    if said is None:
        activity.answer = activity.origin = None
    kept = documents.list_kept(web.db(), response_id)
    names = [row.file_name for row in kept if row.removed_at is None]
    round_ = plan.get_round(web.db(), response.round_id)
    return MaskPage(response, round_, activity, said, names, secrets.token_urlsafe(16))


def _show(page: MaskPage, status: int = 200) -> tuple[str, int]:
    values = {"page": page, "response": page.response, "round": page.round}
    return render_template("organisations/mask.html", **values), status


@bp.get(_RULE)
def choose_what_to_mask(response_id: int, number: int) -> tuple[str, int]:
    """The form that masks something in a comment of a hand-in (`?hand_in=`; else the latest)."""
    web.require_user(Role.COORDINATOR)
    return _show(_page(response_id, number, forms.read_id(request.args, "hand_in") or None))


@bp.post(_RULE)
def mask(response_id: int, number: int) -> tuple[str, int] | Answer:
    """Mask it everywhere, and take it out of files."""
    user = web.require_user(Role.COORDINATOR)
    hand_in = forms.read_id(request.form, "hand_in") or None
    page = _page(response_id, number, hand_in)
    page.typed = typed = _read_typed()
    page.token = request.form.get("token", "")[:40] or page.token
    page.faults = _find_faults(typed)
    if page.faults:
        return _show(page, 422)
    words = typed["words"] if typed["what"] == "words" else ""
    seen = request.form.get("seen", "")
    wanted = masking.Wanted(number, hand_in, words, typed["reason"], seen, page.token)
    try:
        masking.mask_comment(web.db(), response_id, wanted, user.id, web.now())
    except InvalidInput as mistake:
        web.let_others_write()
        page.faults = {mistake.field: mistake.reason}
        return _show(page, 422)
    except (ChangedMeanwhile, masking.NothingToMask):
        return _show_changed(page, hand_in)
    flash(_say_done())
    return back(page.response)


def _show_changed(before: MaskPage, hand_in: int | None) -> tuple[str, int]:
    web.let_others_write()
    was_latest = hand_in == before.response.submission_id or request.form.get(
        "seen", ""
    ).startswith(f"{hand_in}-")
    page = _page(before.response.id, before.activity.number, None if was_latest else hand_in)
    page.typed, page.is_changed = before.typed, True
    return _show(page, 409)


def _read_typed() -> dict[str, str]:
    return {
        "what": "whole" if request.form.get("what") == "whole" else "words",
        "words": clean_text(request.form.get("words", "")),
        "reason": clean_line(request.form.get("reason", "")),
    }


def _find_faults(typed: Mapping[str, str]) -> dict[str, str]:
    faults = {}
    if typed["what"] == "words" and not typed["words"]:
        faults["words"] = "missing"
    elif len(typed["words"]) > COMMENT_LIMIT:
        faults["words"] = "not_there"
    if not typed["reason"]:
        faults["reason"] = "missing"
    elif len(typed["reason"]) > LINE_LIMIT:
        faults["reason"] = "too_long"
    return faults


def _say_done() -> str:
    database = current_app.extensions["hp_database"]
    words: str = _("It is masked, and nothing of it is left in the service’s files.")
    if not scrubbing.finish(database, web.settings(), web.now()):
        words = _(
            "It is masked wherever it was shown. The last traces in the service’s files are "
            "removed within half an hour."
        )
    return words
