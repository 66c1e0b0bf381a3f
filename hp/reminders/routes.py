"""Addresses of this room."""

from flask import Blueprint, abort, render_template, request

from hp import web
from hp.models.users import Role
from hp.reminders.pages import build_outbox_page

bp = Blueprint("reminders", __name__, url_prefix="/reminders")


@bp.get("/outbox")
def outbox() -> str:
    """Every mail with its link, so that the demonstration can be followed without a mail server.

    Elsewhere a coordinator must never hold somebody's personal link, so there is no such page.
    """
    if not web.settings().demo:
        abort(404)
    web.require_user(Role.COORDINATOR)
    page = build_outbox_page(request.args.get("page", 1, type=int))
    return render_template("reminders/outbox.html", round=None, page=page)
