"""Addresses of this room."""

from flask import Blueprint, abort, render_template, request

from hp import web
from hp.organisations import pages

bp = Blueprint("organisations", __name__, url_prefix="/organisations")


@bp.get("/<int:organisation_id>")
def show(organisation_id: int) -> str:
    """One organisation in one round (`?round=`): its answers, hand-ins, contacts and history."""
    web.require_user()
    page = pages.find_page(web.db(), organisation_id, request.args.get("round"), web.now())
    if page is None:
        abort(404)
    return render_template("organisations/show.html", page=page, round=page.round)
