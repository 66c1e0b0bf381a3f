"""Addresses of returned Word forms: send them, look at what was understood, confirm."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from hp import blank_form, downloads, web
from hp.actions import returned_forms as actions
from hp.database import AnyRow
from hp.documents.unreadable import Unreadable
from hp.documents.word_form import MIMETYPE
from hp.documents.word_read import MOST_BYTES
from hp.domain.errors import AnswersChanged, AnswersMissing, ChangedMeanwhile, Refused
from hp.domain.text import LINE_LIMIT, clean_line
from hp.models import Document
from hp.models.users import Role
from hp.organisations import returned_forms, returned_pages, returned_words
from hp.organisations.response_forms import read_id
from hp.organisations.returned_forms import Questions
from hp.organisations.routes import bp
from hp.store import documents, rounds

_SEND = "organisations.send_forms"
_MOST_AT_ONCE = 20 * 1024 * 1024  # bytes: everybody's forms, sent together
_MOST_FILES = 100
Page = str | tuple[str, int] | Response


@bp.url_value_preprocessor
def take_many(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let several files come at once, which together are more than a form with text can be."""
    if endpoint == _SEND:
        request.max_content_length = _MOST_AT_ONCE


def _require_round() -> tuple[AnyRow, AnyRow]:
    """The coordinator, and the opened round that the address names, or the newest."""
    user = web.require_user(Role.COORDINATOR)
    opened = rounds.list_opened_rounds(web.db(), web.now())
    round_ = rounds.pick_round(opened, request.args.get("round"))
    if round_ is None:
        abort(404)
    return user, round_


@bp.get("/forms")
def show_forms() -> Page:
    """Where returned forms are sent, and those that wait to be confirmed."""
    user, round_ = _require_round()
    return _forms_page(user, round_)


@bp.post("/forms")
def send_forms() -> Page:
    """Read forms and keep them until they are confirmed. Those that cannot be read are named."""
    user, round_ = _require_round()
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files or len(files) > _MOST_FILES:
        text = _("Choose one or more Word files, at most %(num)d.", num=_MOST_FILES)
        return _forms_page(user, round_, [text]), 422
    questions = returned_forms.ask(web.db(), round_.id)
    response_id = read_id(request.args, "response")
    if response_id not in {row.id for row in questions.responses}:
        response_id = 0
    read = [_read(questions, file, response_id) for file in files]
    forms = [one for one in read if isinstance(one, actions.SentForm)]
    faults = [one for one in read if isinstance(one, str)]
    kept = actions.keep_forms(web.db(), round_.id, forms, user.id, web.now())
    if faults:
        return _forms_page(user, round_, faults), 422
    if len(kept) == 1:
        return web.see_other("organisations.show_form", form_id=kept[0].id)
    return web.see_other("organisations.show_forms", round=round_.name)


def _read(questions: Questions, file: FileStorage, response_id: int) -> actions.SentForm | str:
    """A form to keep, or why it is none."""
    name = file.filename or ""
    try:
        data = file.read(MOST_BYTES + 1)
        form, reading = returned_forms.read_sent(questions, data, name, response_id or None)
    except Unreadable as refused:
        reason = returned_words.say_unreadable(refused.reason)
        return f"{returned_forms.clean_name(name)}: {reason}"
    for problem in reading.problems:
        if problem.reason in ("other_document", "blank_form"):
            return f"{form.file_name}: {returned_words.say_unreadable(problem.reason)}"
    return form


def _forms_page(user: AnyRow, round_: AnyRow, faults: list[str] | None = None) -> str:
    questions = returned_forms.ask(web.db(), round_.id)
    chosen = read_id(request.args, "response")
    return render_template(
        "organisations/forms.html",
        round=round_,
        waiting=returned_pages.list_waiting(web.db(), questions, round_.id, user.id),
        chosen=next((row for row in questions.responses if row.id == chosen), None),
        faults=faults or [],
    )


def _find(document_id: int) -> Document:
    """A form of the coordinator's own, confirmed or not; 404 where there is none."""
    user = web.require_user(Role.COORDINATOR)
    document = documents.find_own(web.db(), document_id, user.id)
    if document is None:
        abort(404)
    return document


def _to_kept(document: Document) -> Response:
    """To the organisation's page, which has the form that is saved already."""
    organisation_id, name = documents.find_place(web.db(), document.response_id or 0)
    return web.see_other("organisations.show", organisation_id=organisation_id, round=name)


@bp.get("/forms/<int:form_id>")
def show_form(form_id: int) -> Page:
    """What was understood of a form, beside what is stored (`?response=` chooses whose)."""
    document = _find(form_id)
    if document.response_id is not None:
        return _to_kept(document)
    return _form_page(document, read_id(request.args, "response") or document.proposed_id or 0)


def _form_page(
    document: Document,
    response_id: int,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    page = returned_pages.build(web.db(), document, response_id, typed)
    page.errors = errors or {}
    return render_template("organisations/form.html", page=page, round=page.round)


@bp.post("/forms/<int:form_id>")
def confirm_form(form_id: int) -> Page:
    """Save a form's answers and hand them in, if they are still what was shown."""
    user = web.require_user(Role.COORDINATOR)
    document = documents.find_own(web.db(), form_id, user.id)
    if document is None:
        flash(_("The form waits no more: it has been thrown away."), "warn")
        return web.see_other("organisations.show_forms")
    if document.response_id is not None:
        return _to_kept(document)
    typed = {field: clean_line(request.form.get(field, "")) for field in ("name", "function")}
    response_id = read_id(request.form, "response")
    page = returned_pages.build(web.db(), document, response_id, typed)
    if errors := _errors(typed):
        return _form_page(document, response_id, typed, errors), 422
    if not page.can_be_saved:
        return _form_page(document, response_id, typed), 422
    return _confirm(user, page, typed)


def _errors(typed: Mapping[str, str]) -> dict[str, str]:
    errors = {
        field: _("Use at most %(num)d characters.", num=LINE_LIMIT)
        for field, text in typed.items()
        if len(text) > LINE_LIMIT
    }
    if not typed["name"]:
        errors["name"] = _("Write who has answered")
    return errors


def _confirm(user: AnyRow, page: returned_pages.FormPage, typed: Mapping[str, str]) -> Page:
    document_id, response_id = page.document.id, page.response.id  # type: ignore[union-attr]
    filled_in = actions.FilledIn(
        page.reading.contents, typed["name"], typed["function"], web.local(web.now()).date()
    )
    seen = request.form.get("seen", "")
    try:
        actions.take_form(web.db(), response_id, document_id, filled_in, seen, web.now(), user.id)
    except (AnswersChanged, AnswersMissing):
        web.let_others_write()
        flash(_("The answers have changed since. Look at them anew before you save."), "warn")
        return _form_page(_find(document_id), response_id, typed), 409
    except ChangedMeanwhile:
        web.let_others_write()
        flash(_("The form waits no more: it has been thrown away."), "warn")
        return web.see_other("organisations.show_forms")
    except Refused:  # closed, excused or answered by another since: the page says which
        web.let_others_write()
        return _form_page(_find(document_id), response_id, typed), 409
    return _go_on(user, page)


def _go_on(user: AnyRow, page: returned_pages.FormPage) -> Response:
    """To the organisation, or to the next form where several wait."""
    name = page.response.name if page.response else ""
    flash(_("The form from %(name)s is saved and handed in.", name=name))
    left = documents.list_waiting(web.db(), page.round.id, user.id)
    if left:
        number = len(left)
        flash(ngettext("One more form waits.", "%(num)d more forms wait.", number))
        return web.see_other("organisations.show_forms", round=page.round.name)
    return _to_kept(page.document)


@bp.post("/forms/<int:form_id>/discard")
def discard_form(form_id: int) -> Response:
    """Throw a form away that is not saved."""
    user = web.require_user(Role.COORDINATOR)
    document = documents.find_own(web.db(), form_id, user.id)
    if document is not None and document.response_id is not None:
        return _to_kept(document)
    round_id = document.round_id if document else 0
    actions.discard_form(web.db(), form_id, user.id)
    flash(_("The form is thrown away. Nothing has been saved."))
    opened = rounds.list_opened_rounds(web.db(), web.now())
    name = next((row.name for row in opened if row.id == round_id), None)
    return web.see_other("organisations.show_forms", round=name)


@bp.get("/forms/blank.docx")
def blank() -> Response:
    """The round's blank form as Word, in the page's language."""
    _user, round_ = _require_round()
    return blank_form.send_blank_form(web.db(), round_.id)


@bp.get("/documents/<int:document_id>")
def download(document_id: int) -> Response | HTTPException:
    """The file that an organisation returned, as it came."""
    web.require_user(Role.COORDINATOR)
    document = documents.find_kept(web.db(), document_id)
    if document is None:
        abort(404)
    name = downloads.file_name(document.file_name.rpartition(".")[0] or "form", ending="docx")
    return downloads.send(document.content, MIMETYPE, name)
