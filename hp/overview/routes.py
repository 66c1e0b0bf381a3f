"""Addresses of this room."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from hp import web
from hp.overview.pages import Overview
from hp.store import rounds

bp = Blueprint("overview", __name__)


@bp.get("/overview")
def show() -> Response | str:
    """Everybody in one matrix, or to htmx the matrix alone as it is filtered and sorted now."""
    web.require_user()
    opened = rounds.list_opened_rounds(web.db(), web.now())
    round_ = rounds.pick_round(opened, request.args.get("round"))
    if round_ is None:
        if opened or request.args.get("round"):
            abort(404)
        return render_template("overview/none.html", round=None)
    page = Overview(opened, round_, request.args)
    # going back in the browser's history, htmx asks for the whole page again
    if web.is_htmx() and "HX-History-Restore-Request" not in request.headers:
        fragment = make_response(render_template("overview/_filtered.html", page=page))
        fragment.headers["HX-Push-Url"] = page.address()
        return fragment
    return render_template("overview/matrix.html", page=page, round=round_)
