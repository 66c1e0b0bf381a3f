"""Addresses of what an organisation came from and became."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.domain.errors import InvalidFields
from hp.models.users import Role
from hp.organisations import register_words as words
from hp.organisations import successions_actions as actions
from hp.organisations.register import find_or_404
from hp.organisations.register_forms import Values, read_date
from hp.organisations.routes import bp
from hp.organisations.successions_actions import Pair
from hp.store import history, register


@bp.get("/<int:organisation_id>/successions")
def show_successions(organisation_id: int) -> str:
    """Predecessors and successors, and a form to add one."""
    web.require_user(Role.COORDINATOR)
    return _page(organisation_id, {}, {})


@bp.post("/<int:organisation_id>/successions")
def add_succession(organisation_id: int) -> tuple[str, int] | Response:
    """Add a predecessor or a successor."""
    user_id = web.require_user(Role.COORDINATOR).id
    find_or_404(organisation_id)
    try:
        pair = _read_pair(organisation_id, request.form)
        day = read_date(request.form.get("took_over_on", ""))
        actions.add(web.db(), pair, day, web.now(), user_id)
    except InvalidFields as refused:
        web.let_others_write()
        return _page(organisation_id, request.form, words.say_faults(refused.faults)), 422
    flash(_("Saved. Earlier answers are shown through it."))
    return web.see_other("organisations.show_successions", organisation_id=organisation_id)


@bp.post("/<int:organisation_id>/successions/remove")
def remove_succession(organisation_id: int) -> Response:
    """Remove a predecessor or a successor."""
    user_id = web.require_user(Role.COORDINATOR).id
    find_or_404(organisation_id)
    try:
        pair = _read_pair(organisation_id, request.form)
    except InvalidFields:
        abort(400)
    actions.remove(web.db(), pair, web.now(), user_id)
    flash(_("Removed."))
    return web.see_other("organisations.show_successions", organisation_id=organisation_id)


def _read_pair(organisation_id: int, form: Values) -> Pair:
    """Raises `InvalidFields` for `other` or `relation`, each `unknown`."""
    other = form.get("other", "")
    if not (other.isascii() and other.isdigit() and len(other) < 10):
        raise InvalidFields({"other": "unknown"})
    match form.get("relation"):
        case "predecessor":
            return Pair(int(other), organisation_id)
        case "successor":
            return Pair(organisation_id, int(other))
    raise InvalidFields({"relation": "unknown"})


def _page(organisation_id: int, values: Values, errors: dict[str, str]) -> str:
    organisation = find_or_404(organisation_id)
    others = register.list_organisations(web.db())
    return render_template(
        "organisations/successions.html",
        organisation=organisation,
        values=values,
        errors=errors,
        offered=[(str(row.id), row.name) for row in others if row.id != organisation_id],
        predecessors=history.list_predecessors(web.db(), organisation_id),
        successors=history.list_successors(web.db(), organisation_id),
        round=None,
    )
