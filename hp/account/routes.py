"""Addresses of this room."""

import secrets

from flask import Blueprint, abort, redirect, render_template, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.account import actions, demo
from hp.account.devices import name_device
from hp.actions.sessions import Browser, close_session

bp = Blueprint("account", __name__, url_prefix="/account")

START = "/overview"
_KEPT = ("links", "language", "_permanent")  # of the cookie, when somebody signs in


@bp.get("/sign-in")
def sign_in() -> str | Response:
    """The sign-in page; whoever is signed in goes on."""
    if web.signed_in_user():
        return redirect(next_address(), 303)
    return _sign_in_page()


@bp.post("/sign-in")
def create_session() -> tuple[str, int] | Response:
    """Sign in, and go on to where one was going."""
    email, token = request.form.get("email", ""), secrets.token_urlsafe(32)
    try:
        needs_code = actions.sign_in(
            web.db(),
            email=email,
            password=request.form.get("password", ""),
            address=web.client_address(),
            key=web.attempt_key(),
            browser=new_browser(token),
            now=web.now(),
        )
    except actions.WrongPassword:
        return _sign_in_page(email, _("E-mail or password is wrong")), 422
    except actions.TooManyAttempts:
        text = _("Too many attempts. Wait a quarter of an hour, then try again.")
        return _sign_in_page(email, text), 429
    remember(token)
    if needs_code:
        target = next_address()
        return web.see_other("account.ask_for_code", next=target if target != START else None)
    return redirect(next_address(), 303)


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the session, here and on the server."""
    close_session(web.db(), current_hash(), web.now())
    session.pop("user", None)
    return web.see_other("account.sign_in")


@bp.get("/demo/<token>")
def sign_in_to_demo(token: str) -> Response:
    """Be the demonstration's coordinator. It is the one address that signs in by being opened."""
    if not demo.is_open(web.settings(), token, request.remote_addr):
        abort(404)
    own = secrets.token_urlsafe(32)
    if not demo.sign_in_coordinator(web.db(), browser=new_browser(own), now=web.now()):
        abort(404)
    remember(own)
    return redirect(START, 303)


def _sign_in_page(email: str = "", error: str = "") -> str:
    target = next_address()
    return render_template(
        "account/sign_in.html",
        email=email,
        error=error,
        next=None if target == START else target,
    )


def new_browser(token: str) -> Browser:
    """The browser that asks, with a new token."""
    device = name_device(request.user_agent.string)
    return Browser(web.hash_token(token), current_hash(), device)


def current_hash() -> str:
    """What is kept of this browser's token; empty if it has none."""
    token = session.get("user")
    return web.hash_token(token) if token else ""


def remember(token: str) -> None:
    """Keep a session's token in the cookie; all but personal links and language begins anew."""
    for name in set(session) - set(_KEPT):
        del session[name]
    session["user"] = token


def next_address() -> str:
    """Where to go on: a path of our own from `next`, else the overview.

    Anything a browser could take for another host is refused: two slashes, backslashes (which
    browsers read as slashes), control characters (which they leave out).
    """
    target = request.args.get("next", "")
    is_path = target.startswith("/") and not target.startswith("//")
    return target if is_path and "\\" not in target and target.isprintable() else START
