"""Respondents help each other: inviting a colleague, passing on, leaving a browser."""

from typing import Any

from flask import render_template, request, session

from hp import web
from hp.actions import colleagues as actions
from hp.actions.contacts import ContactFields
from hp.checklist.colleagues_page import ColleaguesPage, build_colleagues_page
from hp.checklist.routes import Answer, bp
from hp.domain.errors import InvalidFields, TooManyInvitations

_DONE = ("invited", "already", "sent", "taken-back", "passed-on")


@bp.get("/<int:response_id>/colleagues")
def colleagues(response_id: int) -> Answer:
    """Who can answer, and the form that invites somebody more."""
    return render_template("checklist/colleagues.html", page=_page(response_id))


@bp.post("/<int:response_id>/colleagues")
def invite(response_id: int) -> Answer:
    """Invite a colleague. One who has a link already is sent nothing, but could be."""
    fields = _read_fields()
    try:
        invited = actions.invite(web.db(), *_asked(response_id), fields, **_limited())
    except InvalidFields as refusal:
        return _again("colleagues", response_id, 422, form=fields, faults=refusal.faults)
    except TooManyInvitations:
        return _again("colleagues", response_id, 429, form=fields, is_refused=True)
    return _done(response_id, "invited" if invited.is_new else "already", invited.contact_id)


@bp.post("/<int:response_id>/colleagues/<int:contact_id>/send-again")
def send_again(response_id: int, contact_id: int) -> Answer:
    """Mail a colleague the link they have."""
    try:
        actions.send_again(web.db(), *_asked(response_id), contact_id, **_limited())
    except TooManyInvitations:
        return _again("colleagues", response_id, 429, is_refused=True)
    return _done(response_id, "sent", contact_id)


@bp.post("/<int:response_id>/colleagues/<int:contact_id>/take-back")
def take_back(response_id: int, contact_id: int) -> Answer:
    """End the access of somebody whom the same person has invited."""
    actions.take_back(web.db(), *_asked(response_id), contact_id, web.now())
    return _done(response_id, "taken-back", contact_id)


@bp.get("/<int:response_id>/pass-on")
def pass_on_form(response_id: int) -> Answer:
    """Who is right instead?"""
    page = _page(response_id)
    if not page.can_invite:
        return web.see_other("checklist.show", response_id=response_id)
    return render_template("checklist/pass_on.html", page=page)


@bp.post("/<int:response_id>/pass-on")
def pass_on(response_id: int) -> Answer:
    """Let a colleague answer instead, and keep the link or not."""
    fields, keeps_link = _read_fields(), request.form.get("keeps_link", "")
    typed = {"form": fields, "keeps_link": keeps_link}
    if keeps_link not in ("yes", "no"):
        me = web.require_respondent(response_id)
        faults = actions.find_faults(web.db(), me, fields) | {"keeps_link": "missing"}
        return _again("pass_on", response_id, 422, faults=faults, **typed)
    try:
        contact_id = actions.pass_on(
            web.db(), *_asked(response_id), fields, keeps_link=keeps_link == "yes", **_limited()
        )
    except InvalidFields as refusal:
        return _again("pass_on", response_id, 422, faults=refusal.faults, **typed)
    except TooManyInvitations:
        return _again("pass_on", response_id, 429, is_refused=True, **typed)
    if keeps_link == "yes":
        return _done(response_id, "passed-on", contact_id)
    web.forget_links(response_id)
    return web.see_other("link.left", passed_on=1)


@bp.get("/<int:response_id>/not-you")
def not_you(response_id: int) -> Answer:
    """What to do for somebody who is not the one whose link this is, or not the right one."""
    return render_template("checklist/not_you.html", page=_page(response_id))


@bp.post("/<int:response_id>/leave")
def leave(response_id: int) -> Answer:
    """Forget the way in, in this browser alone."""
    web.require_respondent(response_id)
    web.forget_links(response_id)
    return web.see_other("link.left")


def _asked(response_id: int) -> tuple[Any, int]:
    return session.get("links", []), response_id


def _limited() -> dict[str, Any]:
    token = request.form.get("token", "")
    return {"key": web.attempt_key(), "now": web.now(), "token": token}


def _read_fields() -> ContactFields:
    form = request.form
    fields = ContactFields(
        form.get("name", ""),
        form.get("function", ""),
        form.get("email", ""),
        form.get("language", ""),
    )
    return fields.tidy()


def _page(response_id: int, **values: Any) -> ColleaguesPage:
    respondent = web.require_respondent(response_id)
    told = {name: request.args.get(name, 0, int) for name in _DONE if name in request.args}
    page = build_colleagues_page(web.db(), respondent, told)
    for name, value in values.items():
        setattr(page, name, value)
    return page


def _again(template: str, response_id: int, status: int, **values: Any) -> tuple[str, int]:
    web.let_others_write()
    page = _page(response_id, **values)
    return render_template(f"checklist/{template}.html", page=page), status


def _done(response_id: int, done: str, contact_id: int) -> Answer:
    values = {"response_id": response_id, done: contact_id}
    return web.see_other("checklist.colleagues", anchor="done", **values)
