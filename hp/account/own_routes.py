"""Addresses of one's own account: where one is signed in, and the password."""

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.account import password_actions
from hp.account.actions import TooManyAttempts, WrongPassword
from hp.account.routes import bp, current_hash
from hp.account.words import say_password_fault, too_many, wrong_password
from hp.actions import sessions
from hp.domain.errors import InvalidFields
from hp.models.users import Role
from hp.store import users

Answer = str | tuple[str, int] | Response


@bp.get("")
def show() -> str:
    """Who one is here, how one signs in, and where one is signed in now."""
    user = web.require_user(may_lack_code=True)
    return render_template(
        "account/show.html",
        user=user,
        sessions=users.list_sessions(web.db(), user.id, web.now()),
        own_hash=current_hash(),
        lifetime=sessions.LIFETIME,
        left=users.count_recovery_codes(web.db(), user.id),
        is_coordinator=user.role is Role.COORDINATOR,
        round=None,
    )


@bp.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> Response:
    """Sign out in one browser, this or another."""
    user = web.require_user(may_lack_code=True)
    sessions.end_one(web.db(), user.id, session_id, web.now())
    flash(_("You are signed out there."))
    return web.see_other("account.show", anchor="sessions")


@bp.post("/sessions/end")
def end_other_sessions() -> Response:
    """Sign out everywhere but here."""
    user = web.require_user(may_lack_code=True)
    sessions.end_others(web.db(), user.id, current_hash(), web.now())
    flash(_("You are signed out everywhere else."))
    return web.see_other("account.show", anchor="sessions")


@bp.get("/password")
def ask_for_new_password() -> str:
    """The form that changes the password."""
    web.require_user(may_lack_code=True)
    return _password_page({})


@bp.post("/password")
def change_password() -> Answer:
    """Change it, for who knows the present one."""
    user_id = web.require_user(may_lack_code=True).id
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return _password_page({"again": say_password_fault("differs")}), 422
    try:
        password_actions.change_password(
            web.db(),
            user_id,
            present=request.form.get("present", ""),
            password=password,
            key=web.attempt_key(),
            own_hash=current_hash(),
            now=web.now(),
        )
    except WrongPassword:
        return _password_page({"present": wrong_password()}), 422
    except TooManyAttempts:
        return _password_page({"present": too_many()}), 429
    except InvalidFields as refused:
        return _password_page({"password": say_password_fault(refused.faults["password"])}), 422
    flash(_("The password is changed. You are signed out everywhere else."))
    return web.see_other("account.show")


def _password_page(errors: dict[str, str]) -> str:
    return render_template("account/change_password.html", errors=errors, round=None)
