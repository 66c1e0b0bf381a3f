"""Addresses of this room."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from hp import web
from hp.database import AnyRow
from hp.models.users import Role
from hp.overview.pages import Overview
from hp.store import rounds

Answer = Response | BaseResponse | str

bp = Blueprint("overview", __name__)


def find_rounds() -> tuple[Sequence[AnyRow], AnyRow | None]:
    """The rounds that have been opened, and the one asked for: None where there is none yet.

    Asking for a round that is not there is answered with 404.
    """
    opened = rounds.list_opened_rounds(web.db(), web.now())
    round_ = rounds.pick_round(opened, request.args.get("round"))
    if round_ is None and (opened or request.args.get("round")):
        abort(404)
    return opened, round_


@bp.get("/overview")
def show() -> Answer:
    """Everybody in one matrix, or to htmx the matrix alone as it is filtered and sorted now."""
    user = web.require_user()
    opened, round_ = find_rounds()
    if round_ is None:
        if user.role is Role.COORDINATOR:
            return web.see_other("rounds.index")
        return render_template("overview/none.html", round=None)
    page = Overview(opened, round_, request.args)
    # going back in the browser's history, htmx asks for the whole page again
    if web.is_htmx() and "HX-History-Restore-Request" not in request.headers:
        fragment = make_response(render_template("overview/_filtered.html", page=page))
        fragment.headers["HX-Push-Url"] = page.address()
        return fragment
    return render_template("overview/matrix.html", page=page, round=round_)
