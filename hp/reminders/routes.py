"""Addresses of this room."""

from dataclasses import replace

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from hp import web
from hp.domain.errors import InvalidInput
from hp.models import Round
from hp.models.mail import MailingKind
from hp.models.users import Role
from hp.reminders import actions, text_words, words
from hp.reminders.history import build_history, find_mailing_page
from hp.reminders.pages import build_outbox_page
from hp.reminders.sending import SendingPage
from hp.reminders.texts import write_stored, write_test
from hp.store import rounds
from hp.store.reminders import TO_MANY

bp = Blueprint("reminders", __name__, url_prefix="/reminders")

Answer = str | tuple[str, int] | Response


@bp.get("")
def index() -> str:
    """What has been mailed to many in a round (`?round=`), and what can be sent."""
    web.require_user(Role.COORDINATOR)
    opened = rounds.list_opened_rounds(web.db(), web.now())
    head = rounds.pick_round(opened, request.args.get("round"))
    if head is None and request.args.get("round"):
        abort(404)
    page = build_history(opened, head)
    return render_template("reminders/index.html", page=page, round=head, kinds=words.kind_words())


@bp.get("/new")
def new() -> Answer:
    """Prepare a reminder, an invitation or closing mails (`?kind=`), in a round (`?round=`)."""
    web.require_user(Role.COORDINATOR)
    round_, kind = asked_for()
    if not actions.is_time_for(kind, round_.period, web.now()):
        return web.see_other("overview.show", round=round_.name)
    return show_page(SendingPage(round_, kind))


@bp.post("/new")
def prepare() -> Answer:
    """Leaf through the mails, look at a changed text, send a test to oneself, or send."""
    user_id = web.require_user(Role.COORDINATOR).id
    round_, kind = asked_for()
    page = SendingPage(round_, kind, request.form)
    wish = request.form.get("do")
    if not page.recipients and wish != "send":
        return show_page(page)
    try:
        if wish == "send":
            return send_page(page, user_id)
        if wish == "test":
            return _test(page, user_id)
    except actions.WrongTime:
        return refuse_time(page)
    page.step({"previous": -1, "next": 1}.get(wish or "", 0))
    return show_page(page)


def send_page(page: SendingPage, user_id: int, *, by_hand: bool = False) -> Answer:
    """Send what a form asks for, or record that it was sent by hand; show what is wrong with it.

    Raises `WrongTime`.
    """
    if not page.check():
        return show_page(page), 422
    try:
        sent = actions.send(
            web.db(),
            replace(page.order, by_hand=by_hand),
            lambda recipient: write_stored(page.draft_of(recipient), recipient, page.round),
            user_id=user_id,
            now=web.now(),
        )
    except InvalidInput as refused:
        web.let_others_write()
        page = SendingPage(page.round, page.kind, request.form)
        page.errors[refused.field] = refused.reason
        return show_page(page), 422
    _tell(sent)
    return web.see_other("reminders.show", mailing_id=sent.mailing_id)


def refuse_time(page: SendingPage) -> Response:
    """Say that the round takes no such mails now."""
    closed = _("Nothing was sent: the follow-up is closed.")
    flash(_("Nothing was sent: the follow-up is open.") if page.is_closing else closed, "warn")
    return web.see_other("overview.show", round=page.round.name)


def _tell(sent: actions.Sent) -> None:
    """Say where less was sent than was asked for."""
    if sent.is_repeat:
        flash(_("This form had been sent already. Nothing was sent again."))
    if sent.left_out:
        flash(
            ngettext(
                "One was left out: it has submitted, or has just got such an e-mail.",
                "%(num)d were left out: they have submitted, or have just got such an e-mail.",
                sent.left_out,
            )
        )


def _test(page: SendingPage, user_id: int) -> Answer:
    if not page.check_texts():
        return show_page(page), 422
    mail = write_test(page.draft_of(page.shown), page.shown, page.round)
    address = actions.send_test(
        web.db(), page.round.id, page.kind, page.shown, mail, user_id=user_id, now=web.now()
    )
    page = SendingPage(page.round, page.kind, request.form)
    return show_page(page, tested=address)


@bp.get("/<int:mailing_id>")
def show(mailing_id: int) -> str:
    """What has become of each mail of a mailing."""
    web.require_user(Role.COORDINATOR)
    page = find_mailing_page(mailing_id)
    if page is None:
        abort(404)
    return render_template(
        "reminders/show.html", page=page, round=page.round, kinds=words.kind_words()
    )


@bp.post("/<int:mailing_id>/undo")
def undo(mailing_id: int) -> Response:
    """Take a mailing back within its minute."""
    web.require_user(Role.COORDINATOR)
    if find_mailing_page(mailing_id) is None:
        abort(404)
    try:
        actions.undo(web.db(), mailing_id, web.now())
    except actions.TooLateToUndo:
        web.let_others_write()
        flash(_("It is too late to undo: the minute is over."), "warn")
    return web.see_other("reminders.show", mailing_id=mailing_id)


@bp.get("/outbox")
def outbox() -> str:
    """Every mail with its link, so that the demonstration can be followed without a mail server.

    Elsewhere a coordinator must never hold somebody's personal link, so there is no such page.
    """
    if not web.settings().demo:
        abort(404)
    web.require_user(Role.COORDINATOR)
    page = build_outbox_page(request.args.get("page", 1, type=int))
    return render_template("reminders/outbox.html", round=None, page=page)


def asked_for() -> tuple[Round, MailingKind]:
    """The round and the kind of mailing that the address names; 404 where there is none such."""
    opened = rounds.list_opened_rounds(web.db(), web.now())
    head = rounds.pick_round(opened, request.args.get("round"))
    kinds = {str(kind): kind for kind in TO_MANY}
    kind = kinds.get(request.args.get("kind", "reminder"))
    if head is None or kind is None:
        abort(404)
    return rounds.get_round(web.db(), head.id), kind


def show_page(page: SendingPage, tested: str = "") -> str:
    """The page on which a mailing is prepared; `tested` is where a test was sent to."""
    return render_template(
        "reminders/new.html",
        page=page,
        round=page.round,
        tested=tested,
        errors=text_words.say_faults(page.faults),
        texts=text_words.text_words(),
    )
