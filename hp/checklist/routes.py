"""The checklist: answers saved as they are given, reviewed, handed in, receipt."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, session
from werkzeug.wrappers import Response

from hp import web
from hp.actions.answers import Saved, save_answer, save_form
from hp.actions.submissions import reopen, submit
from hp.blank_form import send_blank_form
from hp.checklist import fieldset, forms, pages, refusals
from hp.domain.answers import Outcome, ResponseStatus
from hp.domain.errors import AlreadySubmitted, AnswersChanged, AnswersMissing, InvalidInput
from hp.i18n import LANGUAGES
from hp.store.responses import Respondent, period

bp = Blueprint("checklist", __name__, url_prefix="/checklist")
refusals.register(bp)
bp.add_app_template_global(fieldset.write_fieldset, "fieldset")

Answer = str | tuple[str, int] | Response


@bp.get("/<int:response_id>")
def show(response_id: int) -> Answer:
    """The form; the receipt where it is handed in; the answers to read where it is closed."""
    respondent = web.require_respondent(response_id)
    if respondent.status == ResponseStatus.SUBMITTED:
        return web.see_other("checklist.receipt", response_id=response_id)
    page = pages.build_checklist_page(web.db(), respondent)
    template = "show" if page.is_open and respondent.status.takes_answers else "closed"
    return render_template(f"checklist/{template}.html", page=page)


@bp.post("/<int:response_id>/activities/<int:number>")
def save(response_id: int, number: int) -> Answer:
    """Save one answer, given with script: answers with the save text and what goes with it."""
    links = session.get("links", [])
    try:
        wanted = forms.read_answer(request.form, number)
        saved = save_answer(web.db(), links, response_id, number, wanted, web.now())
    except InvalidInput as mistake:
        return _fragment("_mistake", 422, number=number, mistake=mistake)
    except AlreadySubmitted:
        return _fragment("_submitted", 409, number=number, response_id=response_id)
    page = pages.SavePage(number, saved, wanted.content)
    if saved.outcome is Outcome.CONFLICT:
        return _fragment("_conflict", 409, page=page)
    web.let_others_write()
    return fieldset.write_saved(page)


def _fragment(name: str, status: int, **values: Any) -> tuple[str, int]:
    web.let_others_write()
    return render_template(f"checklist/{name}.html", **values), status


@bp.post("/<int:response_id>")
def save_all(response_id: int) -> Answer:
    """Save the whole form, without script or on the way to the review."""
    respondent = web.require_respondent(response_id)
    numbers = range(1, len(respondent.marks) + 1)
    wanted, mistakes = forms.read_answers(request.form, numbers)
    saved = save_form(web.db(), session.get("links", []), response_id, wanted, web.now())
    conflicts = {n: s for n, s in saved.items() if s.outcome is Outcome.CONFLICT}
    if conflicts or mistakes:
        page = pages.build_checklist_page(web.db(), respondent)
        _put_back(page, wanted, conflicts, mistakes)
        return render_template("checklist/show.html", page=page), 409 if conflicts else 422
    return _go_on(response_id)


def _put_back(
    page: pages.ResponsePage,
    wanted: dict[int, Any],
    conflicts: dict[int, Saved],
    mistakes: dict[int, InvalidInput],
) -> None:
    for activity in page.activities:
        number = activity.number
        activity.conflict = conflicts.get(number)
        activity.mistake = mistakes.get(number)
        if activity.conflict:
            activity.typed = wanted[number].content
            activity.conflict_base = wanted[number].based_on
        elif activity.mistake:
            activity.typed = forms.read_typed(request.form, number)


def _go_on(response_id: int) -> Response:
    then = request.form.get("then", "")
    if then == "review":
        return web.see_other("checklist.review", response_id=response_id)
    if then.startswith("language-") and then[9:] in LANGUAGES:
        session["language"] = then[9:]
        return web.see_other("checklist.show", response_id=response_id)
    anchor = then if then.startswith("area-") else None
    for key in request.form:
        if key.startswith(("mine-", "theirs-")):
            anchor = "activity-" + key.partition("-")[2]
    return web.see_other("checklist.show", response_id=response_id, anchor=anchor)


@bp.get("/<int:response_id>/review")
def review(response_id: int) -> Answer:
    """All answers, and the form that hands them in."""
    respondent = web.require_respondent(response_id)
    if not respondent.status.takes_answers:
        return web.see_other("checklist.show", response_id=response_id)
    return _review(respondent)


def _review(respondent: Respondent, status: int = 200, **values: Any) -> Answer:
    web.let_others_write()
    page = pages.build_response_page(web.db(), respondent)
    if not (page.is_open and respondent.status.takes_answers):
        return web.see_other("checklist.show", response_id=respondent.response_id)
    typed = forms.HandIn(respondent.contact_name, respondent.contact_function, "")
    known = {"form": typed, "mistakes": {}, "stopped": "", "seen": page.versions_seen}
    return render_template("checklist/review.html", page=page, **(known | values)), status


@bp.post("/<int:response_id>/review")
def hand_in(response_id: int) -> Answer:
    """Hand in. What is missing, or changed by a colleague meanwhile, stops it with a reason."""
    respondent = web.require_respondent(response_id)
    form = forms.read_hand_in(request.form)
    if form.mistakes and respondent.status != ResponseStatus.SUBMITTED:
        return _review(respondent, 422, form=form, mistakes=form.mistakes)
    try:
        submit(
            web.db(),
            session.get("links", []),
            response_id,
            name=form.name,
            function=form.function,
            seen=form.seen,
            now=web.now(),
        )
    except AnswersMissing:
        return _review(respondent, 422, form=form, stopped="missing")
    except AnswersChanged:
        return _review(respondent, 409, form=form, stopped="changed")
    return web.see_other("checklist.receipt", response_id=response_id)


@bp.get("/<int:response_id>/receipt")
def receipt(response_id: int) -> Answer:
    """The receipt of the latest hand-in, as long as it counts.

    That is until it is reopened, and for good where the round closes before the next.
    """
    respondent = web.require_respondent(response_id)
    is_open = period(respondent).is_open(web.now())
    if respondent.submission_id is None or (is_open and respondent.status.takes_answers):
        return web.see_other("checklist.show", response_id=response_id)
    page = pages.build_receipt_page(web.db(), respondent)
    return render_template("checklist/receipt.html", page=page)


@bp.post("/<int:response_id>/reopen")
def reopen_response(response_id: int) -> Answer:
    """Open a handed-in response again."""
    reopen(web.db(), session.get("links", []), response_id, web.now())
    return web.see_other("checklist.show", response_id=response_id)


@bp.get("/<int:response_id>/questions")
def questions(response_id: int) -> Answer:
    """The questions on paper, for a meeting before anybody answers."""
    return _reading(response_id, pages.build_response_page, "questions")


@bp.get("/<int:response_id>/form.docx")
def blank(response_id: int) -> Response:
    """The blank form as Word, for those who must circulate it."""
    respondent = web.require_respondent(response_id)
    due_at = period(respondent).due_at
    return send_blank_form(web.db(), respondent.round_id, respondent.organisation, due_at)


@bp.get("/<int:response_id>/previous")
def previous(response_id: int) -> Answer:
    """What the organisation answered the round before."""
    return _reading(response_id, pages.build_checklist_page, "previous")


def _reading(response_id: int, build: Callable[..., Any], template: str) -> Answer:
    respondent = web.require_respondent(response_id)
    page = build(web.db(), respondent)
    return render_template(f"checklist/{template}.html", page=page)
