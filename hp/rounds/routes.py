"""Addresses of this room."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from hp import web
from hp.actions.rounds import close_round, open_round
from hp.domain.errors import CannotOpen, ChangedMeanwhile, InvalidFields, RoundClosed
from hp.models import Round
from hp.models.users import Role
from hp.rounds import actions, forms, pages, plans, words
from hp.store import rounds

bp = Blueprint("rounds", __name__, url_prefix="/rounds")

Answer = str | tuple[str, int] | Response


@bp.get("")
def index() -> str:
    """All rounds; while none has been opened, what remains to do until one can be."""
    web.require_user(Role.COORDINATOR)
    page = pages.build_list_page(web.db(), web.now())
    return render_template("rounds/index.html", page=page, round=None)


@bp.get("/new")
def new() -> Answer:
    """Choose a plan (`?plan=`), where there are several; then the form, filled in from it."""
    user = web.require_user(Role.COORDINATOR)
    sources = plans.list_sources(web.db())
    word = request.args.get("plan") or (sources[0].word if len(sources) == 1 else "")
    if not word:
        return render_template("rounds/choose_plan.html", sources=sources, round=None)
    plan = _plan_or_404(word)
    values = forms.prefill(
        plan,
        name=user.name,
        email=user.email,
        previous=pages.default_previous(web.db(), web.now()),
    )
    values["is_test"] = "yes" if request.args.get("test") else ""
    return _new_page(word, plan, values)


@bp.post("/new")
def create() -> Answer:
    """Prepare a round with the plan that the address names."""
    user_id = web.require_user(Role.COORDINATOR).id
    word, values = request.args.get("plan", ""), forms.read(request.form)
    plan = _plan_or_404(word)
    try:
        columns = _checked(values)
        made = actions.make_round(web.db(), plan, columns, now=web.now(), user_id=user_id)
    except InvalidFields as refused:
        web.let_others_write()
        return _new_page(word, plan, values, refused.faults), 422
    return web.see_other("rounds.show", round_id=made.id, done="made")


@bp.get("/<int:round_id>")
def show(round_id: int) -> str:
    """One round with its plan, and what can be done next."""
    web.require_user(Role.COORDINATOR)
    page = _page_or_404(round_id)
    return render_template("rounds/show.html", page=page, round=page.round)


@bp.get("/<int:round_id>/change")
def change(round_id: int) -> Answer:
    """What may still be changed, in a form."""
    web.require_user(Role.COORDINATOR)
    round_ = _round_or_404(round_id)
    if round_.closed_at is not None:
        return web.see_other("rounds.show", round_id=round_id)
    return _change_page(round_, forms.values_of(round_, web.settings().zone))


@bp.post("/<int:round_id>/change")
def save(round_id: int) -> Answer:
    """Save the form, unless somebody else has changed the round since it was shown."""
    user_id = web.require_user(Role.COORDINATOR).id
    round_, zone, now = _round_or_404(round_id), web.settings().zone, web.now()
    stored = forms.values_of(round_, zone)
    fixed = actions.fixed_fields(round_, now)
    values = forms.read(request.form) | {field: stored[field] for field in fixed}
    seen = request.form.get("seen", "")
    try:
        columns = _checked(values, round_)
        actions.change_round(
            web.db(), round_id, columns, seen=seen, now=now, zone=zone, user_id=user_id
        )
    except InvalidFields as refused:
        web.let_others_write()
        return _change_page(_round_or_404(round_id), values, refused.faults, seen=seen), 422
    except ChangedMeanwhile:
        web.let_others_write()
        return _change_page(_round_or_404(round_id), values, is_stale=True), 409
    except RoundClosed:
        return web.see_other("rounds.show", round_id=round_id)
    return web.see_other("rounds.show", round_id=round_id, done="changed")


@bp.get("/<int:round_id>/open")
def ask_to_open(round_id: int) -> Answer:
    """What opening does and what cannot be changed afterwards."""
    web.require_user(Role.COORDINATOR)
    round_ = _round_or_404(round_id)
    if round_.opened_at is not None:
        return web.see_other("rounds.show", round_id=round_id)
    return _opening_page(round_)


@bp.post("/<int:round_id>/open")
def open_(round_id: int) -> Answer:
    """Open a round. Opening it twice opens it once."""
    user_id = web.require_user(Role.COORDINATOR).id
    _round_or_404(round_id)
    zone = web.settings().zone
    try:
        open_round(web.db(), round_id, now=web.now(), zone=zone, user_id=user_id)
    except CannotOpen:
        web.let_others_write()
        return _opening_page(_round_or_404(round_id)), 422
    return web.see_other("rounds.show", round_id=round_id, done="opened")


@bp.get("/<int:round_id>/close")
def ask_to_close(round_id: int) -> Answer:
    """Who has not handed in, before a round is closed."""
    web.require_user(Role.COORDINATOR)
    page = _page_or_404(round_id)
    if not page.can_close:
        return web.see_other("rounds.show", round_id=round_id)
    remaining = pages.list_remaining(web.db(), round_id)
    return render_template("rounds/close.html", page=page, remaining=remaining, round=page.round)


@bp.post("/<int:round_id>/close")
def close(round_id: int) -> Answer:
    """Close a round. Closing it twice closes it once."""
    user_id = web.require_user(Role.COORDINATOR).id
    _round_or_404(round_id)
    close_round(web.db(), round_id, now=web.now(), user_id=user_id)
    return web.see_other("rounds.show", round_id=round_id, done="closed")


def _checked(values: forms.Values, round_: Round | None = None) -> dict[str, Any]:
    """The columns of `values`. Raises `InvalidFields`."""
    zone = web.settings().zone
    faults = forms.find_faults(
        values,
        zone=zone,
        now=web.now(),
        previous=dict(pages.previous_choices(web.db(), round_.id if round_ else None)),
        due_before=round_.due_at if round_ else None,
    )
    if faults:
        raise InvalidFields(faults)
    return forms.columns(values, zone)


def _page_or_404(round_id: int) -> pages.RoundPage:
    page = pages.find_page(web.db(), round_id, web.now())
    if page is None:
        abort(404)
    return page


def _round_or_404(round_id: int) -> Round:
    round_ = rounds.find_round(web.db(), round_id)
    if round_ is None:
        abort(404)
    return round_


def _plan_or_404(word: str) -> dict[str, Any]:
    try:
        return plans.read_source(web.db(), word)
    except KeyError:
        abort(404)


def _new_page(
    word: str, plan: dict[str, Any], values: forms.Values, faults: forms.Values | None = None
) -> str:
    sources = {source.word: source for source in plans.list_sources(web.db())}
    return render_template(
        "rounds/new.html",
        values=values,
        errors=words.say_faults(faults or {}),
        previous=pages.previous_choices(web.db()),
        source=sources[word],
        areas=plan["areas"],
        round=None,
        fixed=(),
    )


def _change_page(
    round_: Round,
    values: forms.Values,
    faults: forms.Values | None = None,
    *,
    seen: str = "",
    is_stale: bool = False,
) -> str:
    zone = web.settings().zone
    return render_template(
        "rounds/change.html",
        page=pages.RoundPage(round_, web.now()),
        values=values,
        errors=words.say_faults(faults or {}),
        differences=words.differences(values, forms.values_of(round_, zone)) if is_stale else (),
        is_stale=is_stale,
        previous=pages.previous_choices(web.db(), round_.id),
        seen=seen or forms.seen_of(round_, zone),
        round=round_,
        fixed=actions.fixed_fields(round_, web.now()),
    )


def _opening_page(round_: Round) -> str:
    page = pages.build_opening_page(web.db(), round_, web.now())
    return render_template("rounds/open.html", page=page, round=round_)
