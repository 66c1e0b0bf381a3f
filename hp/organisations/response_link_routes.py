"""One personal link: its address to copy, and what can be done with it."""

from flask import Response as Reply
from flask import abort, flash, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.database import AnyRow
from hp.domain.errors import InvalidInput, Refused
from hp.models.users import Role
from hp.organisations import response_forms as forms
from hp.organisations import response_links
from hp.organisations.response_routes import back
from hp.organisations.routes import bp
from hp.store import history, plan


def _require(link_id: int) -> tuple[AnyRow, AnyRow, AnyRow]:
    """The coordinator, the link, and its response; 404 where there is none."""
    user = web.require_user(Role.COORDINATOR)
    link = history.find_link(web.db(), link_id)
    response = history.find_response_by_id(web.db(), link.response_id) if link else None
    if link is None or response is None:
        abort(404)
    return user, link, response


@bp.get("/links/<int:link_id>")
def show_link(link_id: int) -> Reply:
    """A link's address, to copy. It is made here and kept by nobody on the way."""
    _user, link, response = _require(link_id)
    round_ = plan.get_round(web.db(), response.round_id)
    address = web.link_address(link.id, link.version) if link.revoked_at is None else ""
    page = make_response(
        render_template(
            "organisations/link.html", link=link, response=response, round=round_, address=address
        )
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.post("/responses/<int:response_id>/links")
def make_link(response_id: int) -> Response:
    """Make a new link for a contact, and show it."""
    user = web.require_user(Role.COORDINATOR)
    response = history.find_response_by_id(web.db(), response_id)
    if response is None:
        abort(404)
    keeps_old = "keep" in request.form
    try:
        link_id = response_links.make_link(
            web.db(),
            response_id,
            forms.read_id(request.form, "contact"),
            keeps_old=keeps_old,
            user_id=user.id,
            now=web.now(),
        )
    except Refused as refusal:
        return _refused(refusal, response)
    flash(
        _("A new link is made. Earlier ones work too.")
        if keeps_old
        else _("A new link is made. Earlier ones of this contact no longer work.")
    )
    return web.see_other("organisations.show_link", link_id=link_id)


@bp.post("/links/<int:link_id>/revoke")
def revoke_link(link_id: int) -> Response:
    """Take a link back."""
    user, link, response = _require(link_id)
    response_links.revoke_link(web.db(), link_id, user.id, web.now())
    flash(_("The link of %(name)s is taken back. What was written is kept.", name=link.name))
    return back(response)


@bp.post("/links/<int:link_id>/mail")
def mail_link(link_id: int) -> Response:
    """Mail a link to its contact again."""
    user, link, response = _require(link_id)
    try:
        response_links.mail_link(web.db(), link_id, user.id, web.now())
    except Refused as refusal:
        return _refused(refusal, response)
    if web.settings().folder_for_mail():
        flash(_("An e-mail to %(name)s is written to the folder.", name=link.name))
    else:
        flash(_("An e-mail with the link to %(name)s is on its way.", name=link.name))
    return back(response)


def _refused(refusal: Refused, response: AnyRow) -> Response:
    web.let_others_write()
    reason = refusal.reason if isinstance(refusal, InvalidInput) else ""
    words = {
        "unknown": _("The person is no longer a contact of the organisation. Nothing is changed."),
        "answered_by": _("Another organisation answers, so no links are made here."),
        "missing": _("The contact has no e-mail address. Add one, or copy the link instead."),
    }
    gone = _("The link is taken back already. Make a new one.")
    closed = _("The follow-up is closed, so links are neither made nor sent.")
    is_gone = isinstance(refusal, response_links.LinkRevoked)
    flash(words.get(reason) or (gone if is_gone else closed), "warn")
    return back(response)
