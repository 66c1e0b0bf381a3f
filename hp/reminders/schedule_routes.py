"""Addresses of the standing schedule."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.domain.errors import ChangedMeanwhile, RoundClosed
from hp.models import Round
from hp.models.users import Role
from hp.reminders import schedule, schedule_forms, schedule_words, text_words
from hp.reminders.routes import bp
from hp.reminders.schedule_page import SchedulePage
from hp.store import rounds

Answer = str | tuple[str, int] | Response


@bp.get("/schedule")
def show_schedule() -> str:
    """A round's (`?round=`) schedule, and what it will send."""
    web.require_user(Role.COORDINATOR)
    return _page(SchedulePage(_asked_for()))


@bp.post("/schedule")
def save_schedule() -> Answer:
    """Show what a changed schedule would send, or let it hold from now."""
    user_id = web.require_user(Role.COORDINATOR).id
    round_ = _asked_for()
    page = SchedulePage(round_, request.form)
    if page.faults:
        return _page(page), 422
    if request.form.get("do") != "save":
        return _page(page)
    columns = schedule_forms.columns(page.values)
    try:
        schedule.save_schedule(
            web.db(), round_.id, columns, seen=page.seen, now=web.now(), user_id=user_id
        )
    except ChangedMeanwhile:
        return _stale_page(round_), 409
    except RoundClosed:
        return _closed(round_)
    flash(_("The schedule is saved. Below is what it will send."))
    return web.see_other("reminders.show_schedule", round=round_.name)


@bp.post("/schedule/pause")
def pause_schedule() -> Response:
    """Let the schedule rest, or (`do=resume`) go on from now."""
    user_id = web.require_user(Role.COORDINATOR).id
    round_ = _asked_for()
    paused = request.form.get("do") != "resume"
    try:
        schedule.set_paused(web.db(), round_.id, paused=paused, now=web.now(), user_id=user_id)
    except RoundClosed:
        return _closed(round_)
    return web.see_other("reminders.show_schedule", round=round_.name)


def _asked_for() -> Round:
    opened = rounds.list_opened_rounds(web.db(), web.now())
    head = rounds.pick_round(opened, request.args.get("round"))
    if head is None:
        abort(404)
    return rounds.get_round(web.db(), head.id)


def _stale_page(round_: Round) -> str:
    web.let_others_write()
    page = SchedulePage(round_, request.form)
    page.is_stale = True
    page.seen = schedule.seen_of(page.schedule)  # whoever saves again has seen it
    return _page(page)


def _closed(round_: Round) -> Response:
    web.let_others_write()
    flash(_("Nothing was changed: the follow-up is closed."), "warn")
    return web.see_other("reminders.show_schedule", round=round_.name)


def _page(page: SchedulePage) -> str:
    return render_template(
        "reminders/schedule.html",
        page=page,
        round=page.round,
        texts=text_words.text_words(),
        fields=schedule_words.field_words(),
        choices=schedule_words.missed_words(),
        errors=schedule_words.say_faults(page.faults),
        stored=schedule_forms.values_of(page.schedule) if page.is_stale and page.schedule else {},
    )
