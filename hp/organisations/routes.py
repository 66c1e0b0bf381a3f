"""Addresses of this room."""

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.actions import responses
from hp.domain.errors import InvalidInput, Refused
from hp.models.users import Role
from hp.organisations import hand_in_pages, pages

bp = Blueprint("organisations", __name__, url_prefix="/organisations")


@bp.get("/<int:organisation_id>")
def show(organisation_id: int) -> str:
    """One organisation in one round (`?round=`): its answers and hand-ins.

    A coordinator also gets contacts, links, what can be decided, and what has happened.
    """
    user = web.require_user()
    page = pages.find_page(
        web.db(),
        organisation_id,
        request.args.get("round"),
        web.now(),
        for_coordinator=user.role == Role.COORDINATOR,
    )
    if page is None:
        abort(404)
    return render_template(
        "organisations/show.html",
        page=page,
        round=page.round,
        is_coordinator=user.role == Role.COORDINATOR,
    )


@bp.get("/<int:organisation_id>/hand-ins/<int:submission_id>")
def show_hand_in(organisation_id: int, submission_id: int) -> str:
    """One of its hand-ins as it was, an earlier one too."""
    web.require_user()
    page = hand_in_pages.find_hand_in(web.db(), organisation_id, submission_id, web.now())
    if page is None:
        abort(404)
    return render_template("organisations/hand_in.html", page=page, round=page.round)


@bp.post("/<int:organisation_id>/ask/<int:round_id>")
def ask(organisation_id: int, round_id: int) -> Response:
    """Ask the organisation in a round that is open already."""
    user = web.require_user(Role.COORDINATOR)
    asked = pages.find_round_name(web.db(), organisation_id, round_id, web.now())
    if asked is None:
        abort(404)
    try:
        responses.ask(web.db(), round_id, organisation_id, user.id, web.now())
    except Refused as refusal:
        web.let_others_write()
        is_retired = isinstance(refusal, InvalidInput)
        flash(
            _("A retired organisation cannot be asked. Bring it back first.")
            if is_retired
            else _("The follow-up does not take answers now, so nobody new can be asked."),
            "warn",
        )
        return web.see_other("organisations.show", organisation_id=organisation_id)
    flash(_("The organisation is asked. Copy the links to its contacts below, or mail them."))
    return web.see_other("organisations.show", organisation_id=organisation_id, round=asked)
