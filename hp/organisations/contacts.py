"""Addresses of an organisation's contacts."""

from collections.abc import Mapping

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hp import web
from hp.domain.errors import ChangedMeanwhile, InvalidFields
from hp.models import Contact, Organisation
from hp.models.events import EventKind
from hp.models.organisations import ContactRole
from hp.models.users import Role
from hp.organisations import contacts_actions as actions
from hp.organisations import contacts_forms as forms
from hp.organisations import register_words as words
from hp.organisations.register import find_or_404
from hp.organisations.register_forms import Values, show_change
from hp.organisations.routes import bp
from hp.store import register

_CHANGES = (EventKind.CONTACT_ADDED, EventKind.CONTACT_CHANGED, EventKind.CONTACT_RETIRED)


@bp.get("/<int:organisation_id>/contacts/new")
def new_contact(organisation_id: int) -> str:
    """An empty form."""
    web.require_user(Role.COORDINATOR)
    organisation = find_or_404(organisation_id)
    has_main = bool(register.list_main_contacts(web.db(), organisation_id))
    return _contact_page(organisation, None, forms.values_of_new(has_main))


@bp.post("/<int:organisation_id>/contacts/new")
def create_contact(organisation_id: int) -> tuple[str, int] | Response:
    """Add a contact, and say how the person gets in."""
    user_id = web.require_user(Role.COORDINATOR).id
    organisation = find_or_404(organisation_id)
    try:
        fields = forms.read_fields(request.form)
        links = actions.create(web.db(), organisation_id, fields, web.now(), user_id)
    except InvalidFields as refused:
        web.let_others_write()
        errors = words.say_faults(refused.faults)
        return _contact_page(organisation, None, request.form, errors), 422
    flash(_say_added(links))
    return web.see_other("organisations.change", organisation_id=organisation_id)


@bp.get("/<int:organisation_id>/contacts/<int:contact_id>")
def show_contact(organisation_id: int, contact_id: int) -> str:
    """One contact in a form."""
    web.require_user(Role.COORDINATOR)
    contact = _find_contact(organisation_id, contact_id)
    return _contact_page(find_or_404(organisation_id), contact, forms.values_of(contact))


@bp.post("/<int:organisation_id>/contacts/<int:contact_id>")
def save_contact(organisation_id: int, contact_id: int) -> tuple[str, int] | Response:
    """Save a contact, unless somebody else has done so since the form was shown."""
    user_id = web.require_user(Role.COORDINATOR).id
    contact = _find_contact(organisation_id, contact_id)
    seen = request.form.get("seen", "")
    try:
        fields = forms.read_fields(request.form, contact.role)
        actions.save(web.db(), contact_id, fields, seen, web.now(), user_id)
    except InvalidFields as refused:
        web.let_others_write()
        errors = words.say_faults(refused.faults)
        contact = _find_contact(organisation_id, contact_id)
        page = _contact_page(find_or_404(organisation_id), contact, request.form, errors, seen)
        return page, 422
    except ChangedMeanwhile:
        web.let_others_write()
        return _changed_page(organisation_id, contact_id), 409
    flash(_("The contact is saved."))
    return web.see_other("organisations.change", organisation_id=organisation_id)


@bp.get("/<int:organisation_id>/contacts/<int:contact_id>/retire")
def ask_to_retire_contact(organisation_id: int, contact_id: int) -> str:
    """What retiring a contact means."""
    web.require_user(Role.COORDINATOR)
    return render_template(
        "organisations/contact_retire.html",
        contact=_find_contact(organisation_id, contact_id),
        organisation=find_or_404(organisation_id),
        links=len(register.list_valid_links(web.db(), contact_id)),
        round=None,
    )


@bp.post("/<int:organisation_id>/contacts/<int:contact_id>/retire")
def retire_contact(organisation_id: int, contact_id: int) -> Response:
    """Retire a contact, whose personal links stop working."""
    user_id = web.require_user(Role.COORDINATOR).id
    _find_contact(organisation_id, contact_id)
    actions.retire(web.db(), contact_id, web.now(), user_id)
    flash(_("The contact is retired, and the personal links no longer work."))
    return web.see_other("organisations.change", organisation_id=organisation_id)


def _say_added(links: int) -> str:
    said: str = _("The contact is added.")
    if links:
        said = _(
            "The contact is added and has a personal link, but no e-mail has been sent. Copy the "
            "link or send it from the organisation’s page."
        )
    return said


def _find_contact(organisation_id: int, contact_id: int) -> Contact:
    contact = web.db().get(Contact, contact_id)
    if contact is None or contact.organisation_id != organisation_id:
        abort(404)
    return contact


def _changed_page(organisation_id: int, contact_id: int) -> str:
    """The form again, with what somebody else saved beside what was typed."""
    contact = _find_contact(organisation_id, contact_id)
    last = register.find_last_change(web.db(), organisation_id, _CHANGES, contact_id)
    notice = {"differences": forms.compare(contact, request.form)} | show_change(last)
    return _contact_page(find_or_404(organisation_id), contact, request.form, notice=notice)


def _contact_page(
    organisation: Organisation,
    contact: Contact | None,
    values: Values,
    errors: dict[str, str] | None = None,
    seen: str = "",
    notice: Mapping[str, object] | None = None,
) -> str:
    return render_template(
        "organisations/contact.html",
        organisation=organisation,
        contact=contact,
        values=values,
        errors=errors or {},
        seen=seen or (actions.seen_of(contact) if contact else ""),
        notice=notice,
        roles=forms.roles_for(contact.role if contact else ContactRole.DEPUTY),
        languages=list(words.language_words().items()),
        round=None,
    )
