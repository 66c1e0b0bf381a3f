"""Addresses of the register: the list, one organisation's own fields, retiring."""

from collections.abc import Mapping

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.domain.errors import ChangedMeanwhile, InvalidFields
from hp.models import Organisation
from hp.models.events import EventKind
from hp.models.users import Role
from hp.organisations import register_actions as actions
from hp.organisations import register_forms as forms
from hp.organisations import register_words as words
from hp.organisations.register_pages import RegisterPage
from hp.organisations.routes import bp
from hp.store import history, register
from hp.words import kind_words

_CHANGES = (EventKind.ORGANISATION_CHANGED, EventKind.ORGANISATION_RETIRED)


def find_or_404(organisation_id: int) -> Organisation:
    """An organisation of the register; a page that is not there where it is unknown."""
    organisation = web.db().get(Organisation, organisation_id)
    if organisation is None:
        abort(404)
    return organisation


@bp.get("")
def show_register() -> str:
    """All organisations, filtered and searched by the query string."""
    web.require_user(Role.COORDINATOR)
    return render_template(
        "organisations/register.html",
        page=RegisterPage(request.args),
        kinds=kind_words(),
        round=None,
    )


@bp.get("/new")
def new() -> str:
    """An empty form."""
    web.require_user(Role.COORDINATOR)
    return _new_page({}, {})


@bp.post("/new")
def create() -> tuple[str, int] | Response:
    """Add an organisation, then show it with what is to be done next."""
    user_id = web.require_user(Role.COORDINATOR).id
    try:
        fields = forms.read_fields(request.form)
        organisation = actions.create(web.db(), fields, web.now(), user_id)
    except InvalidFields as refused:
        web.let_others_write()
        return _new_page(request.form, words.say_faults(refused.faults)), 422
    flash(
        _(
            "The organisation is added. Add its contacts next. A follow-up that is open does not "
            "ask it by itself: do that on the organisation’s page."
        )
    )
    return web.see_other("organisations.change", organisation_id=organisation.id)


@bp.get("/<int:organisation_id>/change")
def change(organisation_id: int) -> str:
    """An organisation's fields in a form, its contacts, what it came from."""
    web.require_user(Role.COORDINATOR)
    organisation = find_or_404(organisation_id)
    return _change_page(organisation, forms.values_of(organisation))


@bp.post("/<int:organisation_id>/change")
def save(organisation_id: int) -> tuple[str, int] | Response:
    """Save an organisation's fields, unless somebody else has done so since they were shown."""
    user_id = web.require_user(Role.COORDINATOR).id
    find_or_404(organisation_id)
    seen = request.form.get("seen", "")
    try:
        fields = forms.read_fields(request.form)
        actions.save(web.db(), organisation_id, fields, seen, web.now(), user_id)
    except InvalidFields as refused:
        web.let_others_write()
        errors = words.say_faults(refused.faults)
        return _change_page(find_or_404(organisation_id), request.form, errors, seen), 422
    except ChangedMeanwhile:
        web.let_others_write()
        return _changed_page(find_or_404(organisation_id)), 409
    flash(_("The changes are saved."))
    return web.see_other("organisations.change", organisation_id=organisation_id)


@bp.get("/<int:organisation_id>/retire")
def ask_to_retire(organisation_id: int) -> str:
    """What retiring an organisation means, and since when."""
    web.require_user(Role.COORDINATOR)
    return _retire_page(find_or_404(organisation_id), forms.today().isoformat())


@bp.post("/<int:organisation_id>/retire")
def retire(organisation_id: int) -> tuple[str, int] | Response:
    """Retire an organisation."""
    user_id = web.require_user(Role.COORDINATOR).id
    find_or_404(organisation_id)
    typed = request.form.get("retired_on", "")
    try:
        day = forms.read_date(typed)
        actions.retire(web.db(), organisation_id, day, forms.today(), web.now(), user_id)
    except InvalidFields as refused:
        web.let_others_write()
        errors = words.say_faults(refused.faults)
        return _retire_page(find_or_404(organisation_id), typed, errors), 422
    flash(_("The organisation is retired. It is not asked in follow-ups to come."))
    return web.see_other("organisations.change", organisation_id=organisation_id)


@bp.post("/<int:organisation_id>/bring-back")
def bring_back(organisation_id: int) -> Response:
    """Let a retired organisation be asked again."""
    user_id = web.require_user(Role.COORDINATOR).id
    find_or_404(organisation_id)
    actions.bring_back(web.db(), organisation_id, web.now(), user_id)
    flash(_("The organisation is back. Follow-ups that are opened from now on ask it."))
    return web.see_other("organisations.change", organisation_id=organisation_id)


def _new_page(values: forms.Values, errors: dict[str, str]) -> str:
    return render_template(
        "organisations/register_new.html",
        values=values,
        errors=errors,
        kinds=list(kind_words().items()),
        offered=forms.offered(None, values),
        round=None,
    )


def _changed_page(organisation: Organisation) -> str:
    """The form again, with what somebody else saved beside what was typed."""
    last = register.find_last_change(web.db(), organisation.id, _CHANGES)
    differences = forms.compare(organisation, request.form)
    notice = {"differences": differences} | forms.show_change(last)
    return _change_page(organisation, request.form, notice=notice)


def _change_page(
    organisation: Organisation,
    values: forms.Values,
    errors: dict[str, str] | None = None,
    seen: str = "",
    notice: Mapping[str, object] | None = None,
) -> str:
    return render_template(
        "organisations/register_change.html",
        organisation=organisation,
        values=values,
        errors=errors or {},
        seen=seen or actions.seen_of(organisation),
        notice=notice,
        kinds=list(kind_words().items()),
        roles=words.role_words(),
        offered=forms.offered(organisation.id, values),
        answers_for=register.list_answered_by(web.db(), organisation.id),
        contacts=register.list_contacts_of(web.db(), organisation.id),
        predecessors=history.list_predecessors(web.db(), organisation.id),
        successors=history.list_successors(web.db(), organisation.id),
        round=None,
    )


def _retire_page(organisation: Organisation, day: str, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "organisations/register_retire.html",
        organisation=organisation,
        day=day,
        errors=errors or {},
        answers_for=register.list_answered_by(web.db(), organisation.id),
        is_asked=bool(register.list_open_responses(web.db(), organisation.id, web.now())),
        round=None,
    )
