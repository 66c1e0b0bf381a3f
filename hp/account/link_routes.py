"""Addresses of the links that are mailed to users, and of asking for one."""

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.account import password_actions
from hp.account.password_actions import NEW_PASSWORD_HOLDS, LinkOver
from hp.account.routes import bp
from hp.account.words import say_password_fault
from hp.domain import links
from hp.domain.errors import InvalidFields
from hp.domain.text import LINE_LIMIT, is_email, tidy_email
from hp.mail.user_messages import write_user_mail
from hp.models.mail import MailingKind
from hp.models.users import UserLinkKind
from hp.store import users

Answer = str | tuple[str, int] | Response


@bp.get("/forgotten")
def forgotten() -> str:
    """The form for who has forgotten the password, or what has been done about it (`?sent=`)."""
    is_sent = "sent" in request.args
    return render_template("account/forgotten.html", email="", error="", is_sent=is_sent)


@bp.post("/forgotten")
def ask_for_password() -> Answer:
    """Mail a link if there is such a user; the answer is the same if there is none."""
    email, now = tidy_email(request.form.get("email", "")), web.now()
    if not is_email(email):
        return _forgotten(email, _("Give an e-mail address like name@city.example.")), 422
    key, address = web.attempt_key(), web.client_address()
    if not password_actions.may_ask_for_password(
        web.db(), email=email, address=address, key=key, now=now
    ):
        return _forgotten(email, _("Too many have asked. Wait an hour, then try again.")), 429
    known = users.find_by_email(web.db(), email)
    mail = write_user_mail(
        MailingKind.NEW_PASSWORD,
        name=known.name if known else "",
        language=known.language if known else "sv",
        last_time=f"{web.local(now + NEW_PASSWORD_HOLDS):%H:%M}",
    )
    password_actions.ask_for_password(web.db(), email=email, mail=mail, key=key, now=now)
    return web.see_other("account.forgotten", sent="yes")


@bp.get("/link/<token>")
def open_link(token: str) -> Answer:
    """The form that a mailed link leads to. Opening it uses nothing up."""
    return _link_page(token, {})


@bp.post("/link/<token>")
def use_link(token: str) -> Answer:
    """Set the password, and for who was invited the name."""
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return _link_page(token, {"again": say_password_fault("differs")}, 422)
    try:
        password_actions.set_password(
            web.db(),
            _read(token),
            password=password,
            name=request.form.get("name", "")[:LINE_LIMIT] or None,
            now=web.now(),
        )
    except LinkOver:
        web.let_others_write()
        return _link_page(token, {}, 404)
    except InvalidFields as refused:
        return _link_page(token, {"password": say_password_fault(refused.faults["password"])}, 422)
    flash(_("The password is set. Sign in with it."))
    return web.see_other("account.sign_in")


def _read(token: str) -> int:
    """The id of the link; 0, which none has, for what is no token of ours."""
    key = links.derive_key(web.settings().secret_key, links.USER_LINK)
    found = links.read_token(key, token)
    return found[0] if found else 0


def _link_page(token: str, errors: dict[str, str], status: int = 200) -> Answer:
    found = users.find_link(web.db(), _read(token), web.now())
    if found is None:
        return render_template("account/link_over.html"), 404
    page = render_template(
        "account/set_password.html",
        user=found.User,
        is_invited=found.UserLink.kind is UserLinkKind.INVITATION,
        name=request.form.get("name", found.User.name),
        errors=errors,
        token=token,
    )
    return page, status


def _forgotten(email: str, error: str) -> str:
    return render_template("account/forgotten.html", email=email, error=error, is_sent=False)
