"""Addresses of the links that show a closed round's result to who has no account."""

import datetime as dt
import secrets

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.actions import shared_links as actions
from hp.domain.errors import InvalidFields
from hp.models import Round
from hp.models.users import Role
from hp.rounds.routes import bp
from hp.store import rounds, shared_links

Answer = str | tuple[str, int] | Response
_USUALLY = dt.timedelta(days=90)


@bp.get("/<int:round_id>/shared")
def list_shared_links(round_id: int) -> Answer:
    """A closed round's links, and the form that makes another."""
    web.require_user(Role.COORDINATOR)
    round_ = _round_or_404(round_id)
    if not round_.period.has_closed(web.now()):
        return web.see_other("rounds.show", round_id=round_id)
    last_day = web.local(web.now() + _USUALLY).date().isoformat()
    return _page(round_, {"last_day": last_day, "token": secrets.token_urlsafe()}, {})


@bp.post("/<int:round_id>/shared")
def make_shared_link(round_id: int) -> Answer:
    """Make one."""
    user_id = web.require_user(Role.COORDINATOR).id
    round_ = _round_or_404(round_id)
    values = {name: request.form.get(name, "") for name in ("made_for", "last_day", "token")}
    try:
        actions.make_link(
            web.db(),
            round_id,
            made_for=values["made_for"],
            last_day=_read_day(values["last_day"]),
            token=values["token"] or secrets.token_urlsafe(),
            zone=web.settings().zone,
            user_id=user_id,
            now=web.now(),
        )
    except InvalidFields as refused:
        web.let_others_write()
        return _page(round_, values, refused.faults), 422
    except actions.NotClosed:
        web.let_others_write()
        return web.see_other("rounds.show", round_id=round_id)
    flash(_("The link is made. Copy it and send it to those it is for."))
    return web.see_other("rounds.list_shared_links", round_id=round_id)


@bp.post("/<int:round_id>/shared/<int:shared_id>/revoke")
def revoke_shared_link(round_id: int, shared_id: int) -> Response:
    """Let one show nothing any more."""
    user_id = web.require_user(Role.COORDINATOR).id
    link = shared_links.find_link(web.db(), shared_id)
    if link is None or link.round_id != round_id:
        abort(404)
    made_for = link.made_for
    actions.revoke_link(web.db(), shared_id, user_id=user_id, now=web.now())
    flash(_("The link for %(name)s shows nothing any more.", name=made_for))
    return web.see_other("rounds.list_shared_links", round_id=round_id)


def _read_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def _round_or_404(round_id: int) -> Round:
    round_ = rounds.find_round(web.db(), round_id)
    if round_ is None:
        abort(404)
    return round_


def _page(round_: Round, values: dict[str, str], faults: dict[str, str]) -> str:
    texts = {
        "missing": _("Say for whom the link is."),
        "too_long": _("Say in fewer words for whom the link is."),
        "not_a_date": _("Give a last day, such as 2026-12-31."),
        "past": _("The last day has passed already."),
        "too_late": _("The last day can be a year from now at most."),
    }
    found = shared_links.list_links(web.db(), round_.id)
    return render_template(
        "rounds/shared.html",
        round=round_,
        links=[(link, web.shared_address(link.id)) for link in found],
        values=values,
        errors={field: texts[fault] for field, fault in faults.items()},
        last_day=lambda link: web.local(link.expires_at - dt.timedelta(seconds=1)).date(),
        now=web.now(),
    )
