"""Addresses of the list of those who sign in, for coordinators."""

import datetime as dt
import secrets
from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.account import users_actions
from hp.account.password_actions import INVITATION_HOLDS
from hp.account.routes import bp
from hp.account.users_actions import Invitation, LastCoordinator
from hp.database import AnyRow
from hp.domain.errors import ChangedMeanwhile, InvalidFields
from hp.domain.text import LINE_LIMIT
from hp.i18n import LANGUAGES
from hp.mail.user_messages import UserMail, write_user_mail
from hp.models import User
from hp.models.mail import MailingKind
from hp.models.users import Role
from hp.store import users

Answer = str | tuple[str, int] | Response


@bp.get("/users")
def list_users() -> str:
    """Everybody who signs in or is invited to."""
    web.require_user(Role.COORDINATOR)
    return render_template(
        "account/users.html",
        users=users.list_users(web.db()),
        invitations=users.find_invitations(web.db()),
        undelivered=users.find_undelivered(web.db()),
        now=web.now(),
        round=None,
    )


@bp.get("/users/invite")
def ask_whom_to_invite() -> str:
    """The form that invites."""
    web.require_user(Role.COORDINATOR)
    return _invite_page({"role": "reader", "language": "sv", "token": secrets.token_urlsafe()}, {})


@bp.post("/users/invite")
def invite() -> Answer:
    """Mail an invitation."""
    own = web.require_user(Role.COORDINATOR)
    values = {name: request.form.get(name, "")[:LINE_LIMIT] for name in _FIELDS}
    inviter, user_id, now = _named(own), own.id, web.now()
    try:
        wanted = users_actions.check_invitation(web.db(), _read(values))
        mail = _write(inviter, wanted, now)
        users_actions.invite(web.db(), wanted, mail, user_id=user_id, now=now)
    except InvalidFields as refused:
        web.let_others_write()
        return _invite_page(values, refused.faults), 422
    flash(_("An invitation goes to %(email)s.", email=wanted.email))
    return web.see_other("account.list_users")


@bp.get("/users/<int:user_id>")
def show_user(user_id: int) -> str:
    """One user, and what can be done."""
    web.require_user(Role.COORDINATOR)
    return _user_page(_user_or_404(user_id), "")


@bp.post("/users/<int:user_id>/role")
def change_role(user_id: int) -> Answer:
    """Make a reader a coordinator, or the other way round."""
    own_id = web.require_user(Role.COORDINATOR).id
    _user_or_404(user_id)
    role = request.form.get("role", "")
    if role not in list(Role):
        abort(400)
    was = request.form.get("was", "")
    try:
        users_actions.change_role(
            web.db(), user_id, role=Role(role), was=was, user_id=own_id, now=web.now()
        )
    except ChangedMeanwhile:
        web.let_others_write()
        text = _("Somebody else has changed this user. This is how it is now.")
        return _user_page(_user_or_404(user_id), text), 409
    except LastCoordinator:
        web.let_others_write()
        return _user_page(_user_or_404(user_id), _last()), 422
    flash(_("The change is saved."))
    return web.see_other("account.list_users")


@bp.post("/users/<int:user_id>/invite")
def invite_again(user_id: int) -> Answer:
    """Mail a new invitation in place of the earlier one."""
    own = web.require_user(Role.COORDINATOR)
    user = _user_or_404(user_id)
    own_id, inviter, now = own.id, _named(own), web.now()
    token, email = request.form.get("token", ""), user.email
    wanted = Invitation(user.name, email, user.role, user.language, token)
    mail = _write(inviter, wanted, now)
    try:
        users_actions.invite_again(web.db(), user_id, mail, user_id=own_id, token=token, now=now)
    except ChangedMeanwhile:
        web.let_others_write()
        return web.see_other("account.show_user", user_id=user_id)
    flash(_("An invitation goes to %(email)s.", email=email))
    return web.see_other("account.list_users")


@bp.post("/users/<int:user_id>/retire")
def retire(user_id: int) -> Answer:
    """Let somebody in no more."""
    own_id = web.require_user(Role.COORDINATOR).id
    email = _user_or_404(user_id).email
    try:
        users_actions.retire(web.db(), user_id, user_id=own_id, now=web.now())
    except LastCoordinator:
        web.let_others_write()
        return _user_page(_user_or_404(user_id), _last()), 422
    flash(_("%(email)s can no longer sign in.", email=email))
    return web.see_other("account.list_users")


_FIELDS = ("name", "email", "role", "language", "token")


def _read(values: dict[str, str]) -> Invitation:
    """The form's invitation. Raises `InvalidFields` for what is no choice."""
    if values["role"] not in list(Role):
        raise InvalidFields({"role": "unknown"})
    language = values["language"] if values["language"] in LANGUAGES else LANGUAGES[0]
    token = values["token"] or secrets.token_urlsafe()
    return Invitation(values["name"], values["email"], Role(values["role"]), language, token)


def _write(inviter: str, wanted: Invitation, now: dt.datetime) -> UserMail:
    return write_user_mail(
        MailingKind.USER_INVITATION,
        name=wanted.name,
        language=wanted.language,
        inviter=inviter,
        role=wanted.role,
        last_day=web.local(now + INVITATION_HOLDS).date(),
    )


def _named(user: AnyRow) -> str:
    """Who invites, so that the mail cannot be taken for phishing."""
    return f"{user.name} ({user.email})" if user.name else user.email


def _last() -> str:
    text: str = _("Nobody would be left to coordinate. Make somebody else a coordinator first.")
    return text


def _user_or_404(user_id: int) -> User:
    user = users.find_user(web.db(), user_id)
    if user is None or user.retired_at is not None:
        abort(404)
    return user


def _user_page(user: User, problem: str) -> str:
    return render_template(
        "account/user.html",
        user=user,
        problem=problem,
        until=users.find_invitations(web.db()).get(user.id),
        undelivered=users.find_undelivered(web.db()).get(user.id),
        token=secrets.token_urlsafe(),
        now=web.now(),
        round=None,
    )


def _invite_page(values: dict[str, Any], faults: dict[str, str]) -> str:
    texts = {
        "not_an_address": _("Give an e-mail address like name@city.example."),
        "taken": _("This person can sign in already, or is invited."),
        "unknown": _("Choose coordinator or reader."),
    }
    errors = {field: texts[reason] for field, reason in faults.items()}
    return render_template("account/invite.html", values=values, errors=errors, round=None)
