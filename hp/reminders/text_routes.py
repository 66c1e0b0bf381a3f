"""Addresses of the texts of a round's mails."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.domain.errors import ChangedMeanwhile
from hp.domain.reminding import REMINDERS, Text
from hp.mail.texts import DraftKey
from hp.models import Round
from hp.models.users import Role
from hp.reminders import text_words
from hp.reminders.routes import bp
from hp.reminders.text_actions import save_text
from hp.reminders.text_pages import ALONE, CLOSING, LANGUAGES, TextPage, list_states
from hp.store import rounds

Answer = str | tuple[str, int] | Response


@bp.get("/texts")
def texts() -> str:
    """The texts of a round (`?round=`), opened or not, and which of them were changed."""
    web.require_user(Role.COORDINATOR)
    round_ = _round_or_404()
    return render_template(
        "reminders/texts.html",
        round=round_,
        rounds=rounds.list_rounds(web.db()),
        groups=[(words, list_states(round_, group)) for words, group in _groups()],
        texts=text_words.text_words(),
        languages=LANGUAGES,
    )


@bp.get("/texts/<text>/<language>")
def text(text: str, language: str) -> str:
    """One text of a round (`?round=`) in a form, with an example."""
    web.require_user(Role.COORDINATOR)
    return _text_page(TextPage(_round_or_404(), _key_or_404(text, language)))


@bp.post("/texts/<text>/<language>")
def change_text(text: str, language: str) -> Answer:
    """Show what is typed, or the original, as an example; or save it."""
    user_id = web.require_user(Role.COORDINATOR).id
    round_, key = _round_or_404(), _key_or_404(text, language)
    page = TextPage(round_, key, request.form)
    if page.faults:
        return _text_page(page), 422
    if request.form.get("do") != "save":
        return _text_page(page)
    try:
        save_text(
            web.db(), round_.id, key, page.wanted, seen=page.seen, user_id=user_id, now=web.now()
        )
    except ChangedMeanwhile:
        web.let_others_write()
        page = TextPage(_round_or_404(), key, request.form)
        page.make_stale()
        return _text_page(page), 409
    flash(_("The text is saved. It is in the e-mails that are sent from now on."))
    return web.see_other("reminders.text", text=text, language=language, round=round_.name)


def _groups() -> tuple[tuple[str, tuple[Text, ...]], ...]:
    return (
        (_("Invitation"), (Text.INVITATION,)),
        (_("Reminders"), REMINDERS),
        (_("Closing"), CLOSING),
        (_("One at a time"), ALONE),
    )


def _round_or_404() -> Round:
    wanted = request.args.get("round")
    listed = rounds.list_rounds(web.db())
    head = rounds.pick_round(listed, wanted)
    if head is None:
        abort(404)
    return rounds.get_round(web.db(), head.id)


def _key_or_404(text: str, language: str) -> DraftKey:
    if text not in set(Text) or language not in LANGUAGES:
        abort(404)
    return Text(text), language


def _text_page(page: TextPage) -> str:
    return render_template(
        "reminders/text.html",
        page=page,
        round=page.round,
        errors=text_words.say_faults(page.faults),
        title=text_words.say_title(page.key[0]),
        languages=LANGUAGES,
        gaps=text_words.gap_words(),
    )
