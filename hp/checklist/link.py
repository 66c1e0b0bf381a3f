"""The personal link: the way in without an account, and how to get it again."""

import datetime as dt

from flask import Blueprint, render_template, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.actions.attempts import allow
from hp.actions.links import send_links
from hp.checklist import refusals
from hp.domain import links
from hp.domain.errors import LinkGone
from hp.domain.text import clean_line
from hp.store import responses

bp = Blueprint("link", __name__, url_prefix="/r")
refusals.register(bp)

_WINDOW = dt.timedelta(minutes=15)
_PER_EMAIL, _PER_ADDRESS = 3, 30
_LONGEST_EMAIL = 254  # characters, RFC 5321


@bp.get("/<token>")
def open_link(token: str) -> Response:
    """Remember the link in the browser and go on. Changes nothing else: scanners come here too."""
    found = links.read_token(web.link_key(), token)
    respondent = responses.find_respondent_by_link(web.db(), *found) if found else None
    if respondent is None:
        raise LinkGone
    web.remember_link(respondent.link_id, respondent.link_version)
    session.setdefault("language", respondent.contact_language)
    page = "checklist.news" if request.args.get("to") == "news" else "checklist.show"
    return web.see_other(page, response_id=respondent.response_id)


@bp.get("/left")
def left() -> str:
    """Where somebody is who has left a browser, or given the link up: how to come back."""
    return render_template("checklist/left.html", has_passed_on="passed_on" in request.args)


@bp.post("/new")
def request_link() -> str | tuple[str, int]:
    """Mail a new link, if the address is known; the answer is the same whether it is or not."""
    email = clean_line(request.form.get("email", "")).lower()
    if "@" not in email or " " in email or len(email) > _LONGEST_EMAIL:
        error = _("Write an e-mail address, like anna@example.se.")
        return render_template("checklist/link_gone.html", email=email, error=error), 422
    if _may_ask(email):
        send_links(web.db(), email, web.now())
    return render_template("checklist/link_sent.html")


def _may_ask(email: str) -> bool:
    asked = {"email": (email, _PER_EMAIL), "address": (web.client_address(), _PER_ADDRESS)}
    results = [
        allow(
            web.db(),
            web.attempt_key(),
            f"new link by {kind}",
            value,
            limit=limit,
            window=_WINDOW,
            now=web.now(),
        )
        for kind, (value, limit) in asked.items()
    ]
    return all(results)
