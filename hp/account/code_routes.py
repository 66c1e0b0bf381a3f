"""Addresses of the second factor."""

import secrets

from flask import flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from hp import web
from hp.account import code_actions, totp
from hp.account.actions import TooManyAttempts, WrongPassword
from hp.account.code_actions import Keys, SignInOver, WrongCode
from hp.account.routes import bp, current_hash, new_browser, next_address, remember
from hp.account.words import too_many, wrong_password
from hp.domain.errors import ChangedMeanwhile
from hp.store import users

Answer = str | tuple[str, int] | Response
_FEW = 3  # recovery codes left, when it is said


@bp.get("/code")
def ask_for_code() -> Answer:
    """The second page of signing in, for who has given the password."""
    if users.find_user_awaiting_code(web.db(), current_hash(), web.now()) is None:
        return web.see_other("account.sign_in")
    return render_template("account/code.html", error="", next=request.args.get("next"))


@bp.post("/code")
def enter_code() -> Answer:
    """Sign in with the code, and go on to where one was going."""
    token = secrets.token_urlsafe(32)
    error, status = _("The code is wrong, or was used already. Wait for the next one."), 422
    try:
        left = code_actions.enter_code(
            web.db(),
            code=request.form.get("code", ""),
            keys=_keys(),
            browser=new_browser(token),
            now=web.now(),
        )
    except SignInOver:
        return web.see_other("account.sign_in")
    except WrongCode:
        web.let_others_write()
    except TooManyAttempts:
        error, status = too_many(), 429
    else:
        remember(token)
        _say_if_few(left)
        return redirect(next_address(), 303)
    return render_template("account/code.html", error=error, next=request.args.get("next")), status


@bp.get("/second-factor")
def second_factor() -> Answer:
    """What is asked for beside the password: off, being set up, or on."""
    web.require_user(may_lack_code=True)
    return _page()


@bp.post("/second-factor")
def begin_second_factor() -> Response:
    """Make a secret for the app, which the page then shows."""
    user = web.require_user(may_lack_code=True)
    code_actions.begin_set_up(web.db(), user.id)
    return web.see_other("account.second_factor")


@bp.post("/second-factor/on")
def turn_second_factor_on() -> Answer:
    """Ask for codes from now on. Answers with the recovery codes, which are shown only now."""
    user_id = web.require_user(may_lack_code=True).id
    try:
        codes = code_actions.turn_on(
            web.db(),
            user_id=user_id,
            code=request.form.get("code", ""),
            keys=_keys(),
            own_hash=current_hash(),
            now=web.now(),
        )
    except ChangedMeanwhile:
        return web.see_other("account.second_factor")
    except WrongCode:
        web.let_others_write()
        text = _("The code does not fit. Look at the app and enter the code that it shows now.")
        return _page({"code": text}), 422
    except TooManyAttempts:
        return _page({"code": too_many()}), 429
    return _show_codes(codes)


@bp.post("/second-factor/codes")
def renew_recovery_codes() -> Answer:
    """New recovery codes, shown only now."""
    user_id = web.require_user().id
    password = request.form.get("password", "")
    try:
        codes = code_actions.renew_recovery_codes(
            web.db(), user_id=user_id, password=password, keys=_keys(), now=web.now()
        )
    except ChangedMeanwhile:
        return web.see_other("account.second_factor")
    except WrongPassword:
        return _page({"password": wrong_password()}), 422
    except TooManyAttempts:
        return _page({"password": too_many()}), 429
    return _show_codes(codes)


@bp.post("/second-factor/off")
def turn_second_factor_off() -> Answer:
    """Ask for no code any more; not where the installation requires one."""
    user_id = web.require_user().id
    password = request.form.get("password_off", "")
    try:
        code_actions.turn_off(
            web.db(), user_id=user_id, password=password, keys=_keys(), now=web.now()
        )
    except WrongPassword:
        return _page({"password_off": wrong_password()}), 422
    except TooManyAttempts:
        return _page({"password_off": too_many()}), 429
    flash(_("Codes are no longer asked for."))
    return web.see_other("account.second_factor")


def _keys() -> Keys:
    return Keys(web.settings().secret_key, web.attempt_key())


def _say_if_few(left: int) -> None:
    """A recovery code is something one has to have before one needs it."""
    user = web.signed_in_user()
    if user is not None and left <= _FEW:
        flash(
            ngettext(
                "You have %(num)d recovery code left. Make new ones on the page Your account.",
                "You have %(num)d recovery codes left. Make new ones on the page Your account.",
                left,
            ),
            "warn",
        )


def _page(errors: dict[str, str] | None = None) -> str:
    user = users.find_user(web.db(), web.require_user(may_lack_code=True).id)
    assert user is not None
    secret = ""
    if user.totp_salt and user.totp_since is None:
        secret = totp.make_secret(web.settings().secret_key, user.id, user.totp_salt)
    return render_template(
        "account/second_factor.html",
        user=user,
        errors=errors or {},
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        app_address=totp.app_address(secret, user.email) if secret else "",
        left=users.count_recovery_codes(web.db(), user.id),
        round=None,
    )


def _show_codes(codes: list[str]) -> Response:
    """The one POST that answers with a page: nobody can be shown the codes again."""
    answer = make_response(render_template("account/recovery_codes.html", codes=codes, round=None))
    answer.headers["Cache-Control"] = "no-store"
    return answer
