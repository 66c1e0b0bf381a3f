"""What a coordinator decides about a mail that did not arrive, from any page that shows it."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.actions import mails
from hp.actions.mails import Address, CannotSendAgain, NotFailed
from hp.database import AnyRow
from hp.domain.errors import ChangedMeanwhile, InvalidFields
from hp.models.mail import MessageState
from hp.models.users import Role
from hp.reminders import words
from hp.reminders.routes import Answer, bp
from hp.store import reminders
from hp.store.reminders import TO_MANY


@bp.get("/messages/<int:message_id>")
def message(message_id: int) -> str:
    """One mail, how it went, and what can be done about it."""
    web.require_user(Role.COORDINATOR)
    return _page(_find(message_id))


@bp.post("/messages/<int:message_id>/again")
def send_again(message_id: int) -> Answer:
    """Send a mail again that did not arrive, to another address if one is given."""
    user_id = web.require_user(Role.COORDINATOR).id
    mail = _find(message_id)
    try:
        is_new = mails.send_again(
            web.db(), message_id, _read_address(), user_id=user_id, now=web.now()
        )
    except InvalidFields as refused:
        web.let_others_write()
        return _page(mail, words.say_address_faults(refused.faults)), 422
    except ChangedMeanwhile:
        web.let_others_write()
        return _page(_find(message_id), is_changed=True), 409
    except (NotFailed, CannotSendAgain) as refused:
        web.let_others_write()
        flash(words.say_why_not(refused), "warn")
        return _back(mail)
    flash(words.say_sent_again(_find(message_id).contact_name, is_new=is_new))
    return _back(mail)


@bp.post("/messages/<int:message_id>/arrived")
def say_arrived(message_id: int) -> Response:
    """Hold a mail of which nobody knew for sent."""
    user_id = web.require_user(Role.COORDINATOR).id
    mail = _find(message_id)
    try:
        mails.say_arrived(web.db(), message_id, user_id=user_id, now=web.now())
    except NotFailed as refused:
        web.let_others_write()
        flash(words.say_why_not(refused), "warn")
        return _back(mail)
    flash(_("The e-mail to %(name)s counts as sent.", name=mail.contact_name))
    return _back(mail)


def _find(message_id: int) -> AnyRow:
    found = reminders.find_message(web.db(), message_id)
    if found is None:
        abort(404)
    return found


def _read_address() -> Address | None:
    if "email" not in request.form:
        return None
    return Address(request.form["email"], request.form.get("seen", ""))


def _back(mail: AnyRow) -> Response:
    """To the page that the form was on."""
    page = request.form.get("back")
    if page == "attention":
        return web.see_other("organisations.show_attention")
    if page == "mailing" and mail.kind in TO_MANY:
        return web.see_other("reminders.show", mailing_id=mail.mailing_id)
    return web.see_other(
        "organisations.show",
        anchor="mails",
        organisation_id=mail.organisation_id,
        round=mail.round_name,
    )


def _page(mail: AnyRow, errors: dict[str, str] | None = None, *, is_changed: bool = False) -> str:
    return render_template(
        "reminders/message.html",
        message=mail,
        errors=errors or {},
        typed=request.form.get("email", mail.contact_email),
        is_changed=is_changed,
        is_failed=mail.state in (MessageState.REFUSED, MessageState.UNCERTAIN),
        back=request.form.get("back", "organisation"),
        round=None,
    )
