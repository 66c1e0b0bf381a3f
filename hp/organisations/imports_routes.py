"""Addresses of the import: send a list, look at what it would change, confirm."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from hp import errors, web
from hp.documents.read_sheets import MOST_BYTES, read_pasted, read_sheets
from hp.documents.unreadable import Unreadable
from hp.domain.errors import ChangedMeanwhile
from hp.domain.register_changes import Changes
from hp.domain.register_values import BadValue, read_date
from hp.domain.text import clean_line
from hp.models import PendingImport
from hp.models.imports import ImportKind
from hp.models.users import Role
from hp.organisations import imports, imports_pages, imports_words
from hp.organisations.imports_pages import OrganisationsPreview, Preview, SuccessionsPreview
from hp.organisations.routes import bp
from hp.store import imports as store
from hp.words import kind_words

_UPLOAD = "organisations.send_import"
Page = tuple[str, int] | Response


@bp.get("/import")
def new_import() -> str:
    """Where a file is chosen or a list is pasted."""
    web.require_user(Role.COORDINATOR)
    return _upload_page()


@bp.post("/import")
def send_import() -> Page:
    """Read a list and keep it until it is confirmed."""
    user = web.require_user(Role.COORDINATOR)
    file, pasted = request.files.get("file"), request.form.get("pasted", "")
    is_file = file is not None and bool(file.filename)
    if not is_file and not pasted.strip():
        return _upload_page({"file": _("Choose a file, or paste a list below.")}), 422
    try:
        sheets = read_sheets(file.read(MOST_BYTES + 1)) if file and is_file else read_pasted(pasted)
        table = imports.pick_table(sheets)
    except Unreadable as refused:
        text = imports_words.say_unreadable(refused.reason)
        return _upload_page({"file" if is_file else "pasted": text}, pasted), 422
    except imports.NoHeadings as refused:
        text = imports_words.say_no_headings(list(refused.seen))
        return _upload_page({"file" if is_file else "pasted": text}, pasted), 422
    name = clean_line((file.filename if file and is_file else "") or "")[-200:]
    pending = imports.keep(web.db(), table, name, user.id, web.now())
    return web.see_other("organisations.show_import", pending_id=pending.id)


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: HTTPException) -> Page | tuple[str, int] | HTTPException:
    """Say at the field that the file is too large; on other pages of the room as ever."""
    if request.endpoint != _UPLOAD:
        return errors.http_error(error)
    web.require_user(Role.COORDINATOR)
    return _upload_page({"file": imports_words.say_unreadable("too_large")}), 413


@bp.get("/import/<int:pending_id>")
def show_import(pending_id: int) -> str:
    """What a list would change."""
    return _preview_page(imports_pages.build(_find_pending(pending_id)))


@bp.post("/import/<int:pending_id>")
def confirm_import(pending_id: int) -> Page:
    """Save the list, if the register is still what was shown."""
    user = web.require_user(Role.COORDINATOR)
    pending = store.find_pending(web.db(), pending_id, user.id)
    if pending is None:
        return _say_gone()
    try:
        if pending.kind is ImportKind.SUCCESSIONS:
            return _confirm_successions(pending)
        return _confirm_organisations(pending)
    except ChangedMeanwhile:
        web.let_others_write()
        pending = store.find_pending(web.db(), pending_id, user.id)
        if pending is None:
            return _say_gone()
        flash(_("Somebody has changed the register since. Look at the list anew."), "warn")
        return _preview_page(imports_pages.build(pending)), 409
    except imports.ListHasProblems:
        web.let_others_write()
        return _preview_page(imports_pages.build(_find_pending(pending_id), request.form)), 422


def _say_gone() -> Response:
    """To a second press of a button, which shows its answer in place of the first one's."""
    flash(_("The list waits no more: it has been saved or thrown away."), "warn")
    return web.see_other("organisations.show_register")


@bp.post("/import/<int:pending_id>/cancel")
def cancel_import(pending_id: int) -> Response:
    """Throw the list away."""
    user = web.require_user(Role.COORDINATOR)
    imports.discard(web.db(), pending_id, user.id)
    flash(_("The list is thrown away. Nothing has been changed."))
    return web.see_other("organisations.new_import")


def _find_pending(pending_id: int) -> PendingImport:
    user = web.require_user(Role.COORDINATOR)
    pending = store.find_pending(web.db(), pending_id, user.id)
    if pending is None:
        abort(404)
    return pending


def _confirm_organisations(pending: PendingImport) -> Page:
    numbers = {
        name: [int(n) for n in request.form.getlist(name) if n.isascii() and n.isdigit()]
        for name in ("retire", "retire_contact")
    }
    changes = imports.save_organisations(
        web.db(),
        imports.read_table(pending),
        imports.Retired(numbers["retire"], numbers["retire_contact"]),
        web.now(),
        web.local(web.now()).date(),
        user_id=pending.user_id,
        pending_id=pending.id,
        seen=request.form.get("seen", ""),
    )
    flash(_say_saved(changes, len(numbers["retire"]) + len(numbers["retire_contact"])))
    return web.see_other("organisations.show_register")


def _say_saved(changes: Changes, retired: int) -> str:
    parts = [
        ngettext("%(num)d organisation added", "%(num)d organisations added", len(changes.new)),
        ngettext("%(num)d changed", "%(num)d changed", len(changes.changed)),
        ngettext("%(num)d retired", "%(num)d retired", retired),
    ]
    said = ", ".join(
        part
        for part, number in zip(
            parts, (len(changes.new), len(changes.changed), retired), strict=True
        )
        if number
    )
    return str(_("The list is saved: %(said)s.", said=said or _("nothing had to be changed")))


def _confirm_successions(pending: PendingImport) -> Page:
    try:
        text = clean_line(request.form.get("date", ""))
        changes = imports.save_successions(
            web.db(),
            imports.read_table(pending),
            read_date(text) if text else "",
            request.form.getlist("add"),
            web.now(),
            user_id=pending.user_id,
            pending_id=pending.id,
            seen=request.form.get("seen", ""),
        )
    except (BadValue, imports.ListHasProblems) as refused:
        web.let_others_write()
        preview = imports_pages.build(_find_pending(pending.id), request.form)
        return _preview_page(preview, _say_choices(preview, isinstance(refused, BadValue))), 422
    number = len(changes.new) + len(changes.moved)
    flash(ngettext("%(num)d succession saved.", "%(num)d successions saved.", number))
    return web.see_other("organisations.show_register")


def _say_choices(preview: Preview, is_date_wrong: bool) -> dict[str, str]:
    """What has to be chosen before successions can be saved."""
    said: dict[str, str] = {}
    if isinstance(preview, SuccessionsPreview):
        if is_date_wrong or preview.changes.lacks_date:
            said["date"] = _("Give a date, for example 2023-01-02")
        if not all(unknown.is_added for unknown in preview.changes.unknown):
            said["add"] = _(
                "Choose which organisations to add. Those that you do not want to add have to be "
                "corrected or left out in the file."
            )
    return said


def _preview_page(preview: Preview, said: dict[str, str] | None = None) -> str:
    is_organisations = isinstance(preview, OrganisationsPreview)
    name = "import_organisations" if is_organisations else "import_successions"
    return render_template(
        f"organisations/{name}.html",
        page=preview,
        errors=said or {},
        kinds=kind_words(),
        round=None,
    )


def _upload_page(said: dict[str, str] | None = None, pasted: str = "") -> str:
    return render_template(
        "organisations/import.html", errors=said or {}, pasted=pasted, round=None
    )
