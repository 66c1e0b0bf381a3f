"""Addresses of what was promised with a date."""

import secrets
from dataclasses import dataclass

from flask import Response, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from hp import downloads, web
from hp.actions.news import ask_for_news
from hp.database import AnyRow
from hp.domain.errors import InvalidInput
from hp.domain.promises import PromiseState
from hp.models.users import Role
from hp.overview.files import MIMETYPES, name_file
from hp.overview.promises import Promises, state_words
from hp.overview.routes import bp, find_rounds
from hp.promised import Promise

Answer = str | tuple[str, int] | BaseResponse


def _find() -> Promises:
    opened, round_ = find_rounds()
    return Promises(web.db(), opened, round_ or abort(404), request.args)


@bp.get("/overview/promises")
def promises() -> Answer:
    """Every answer with a planned date, in order of date."""
    web.require_user()
    opened, round_ = find_rounds()
    if round_ is None:
        return render_template("overview/none.html", round=None)
    page = Promises(web.db(), opened, round_, request.args)
    words = state_words()
    return render_template("overview/promises.html", page=page, round=round_, states=words)


@bp.get("/overview/promises/export.<any(xlsx, csv):ending>")
def export_promises(ending: str) -> Response:
    """The same as a file, as it is filtered."""
    web.require_user()
    found = _find()
    name = name_file(_("planned"), found.round, found.asked.is_empty, ending)
    return downloads.send(found.write(ending), MIMETYPES[ending], name)


@dataclass(frozen=True, slots=True)
class Question:
    """What one organisation would be asked about."""

    row: AnyRow  # of its first promise
    promises: list[Promise]


def _questions(found: Promises, chosen: list[str]) -> list[Question]:
    by_response: dict[int, list[Promise]] = {}
    for promise in found.everything:
        row = promise.row
        if str(row.response_id) in chosen and promise.state is not PromiseState.DONE:
            by_response.setdefault(row.response_id, []).append(promise)
    return [Question(promises[0].row, promises) for promises in by_response.values()]


@bp.get("/overview/promises/ask")
def choose_news() -> Answer:
    """Who would be asked what, before anything is sent."""
    web.require_user(Role.COORDINATOR)
    return _show_questions(_find(), request.args.getlist("response"))


def _show_questions(found: Promises, chosen: list[str], status: int = 200) -> Answer:
    web.let_others_write()
    text = render_template(
        "overview/ask_news.html",
        page=found,
        round=found.round,
        questions=_questions(found, chosen),
        token=secrets.token_urlsafe(16),
    )
    return text, status


@bp.post("/overview/promises/ask")
def ask_news() -> Answer:
    """Mail them. Each organisation is asked on its own, so that none is asked twice."""
    user = web.require_user(Role.COORDINATOR)
    found = _find()
    questions = _questions(found, request.form.getlist("response"))
    if not questions:
        return _show_questions(found, [], 422)
    token = request.form.get("token", "")
    mailed, unreachable = 0, []
    for question in questions:
        numbers = [promise.row.number for promise in question.promises]
        response_id = question.row.response_id
        try:
            names = ask_for_news(
                web.db(), response_id, numbers, token, user_id=user.id, now=web.now()
            )
        except InvalidInput:
            web.let_others_write()
            unreachable.append(question.row.name)
        else:
            mailed += bool(names)
    _say(mailed, unreachable)
    return web.see_other("overview.promises", round=found.round.name)


def _say(mailed: int, unreachable: list[str]) -> None:
    if mailed:
        flash(
            ngettext(
                "E-mail to one organisation is on its way.",
                "E-mails to %(num)d organisations are on their way.",
                mailed,
            )
        )
    elif not unreachable:
        flash(_("The e-mails were sent already. Nothing was sent twice."))
    if unreachable:
        names = ", ".join(unreachable)
        flash(_("Nobody could be mailed at %(names)s. Add an address.", names=names), "warn")
