"""What is refused, in plain words: a fragment beside the activity where script asked, else a page.

The page shows what was typed, so that nothing is lost where the browser has left the form.
"""

from typing import NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask_babel import lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from hp import errors, web
from hp.checklist import forms
from hp.domain.answers import AnswerContent
from hp.domain.errors import (
    AlreadySubmitted,
    InvalidInput,
    LinkGone,
    NotAsked,
    NotInvitedByYou,
    Refused,
    RoundClosed,
    RoundNotOpen,
)


class Words(NamedTuple):
    """What one refusal says. `beside` stands beside an activity, where the page is still there."""

    status: int
    title: str
    text: str
    beside: str = ""


_NOT_ASKED = lazy_gettext(
    "Your organisation is not asked in this follow-up. Ask if you think that is wrong."
)
_WORDS: dict[type[Exception], Words] = {
    LinkGone: Words(
        403,
        lazy_gettext("The link is no longer valid"),
        "",  # the page has its own words and a form
        lazy_gettext(
            "The link is no longer valid. What you wrote is still on the page: copy "
            "it, then ask for a new link."
        ),
    ),
    RoundClosed: Words(
        409,
        lazy_gettext("The follow-up is closed"),
        lazy_gettext("You can read your answers but not change them."),
        lazy_gettext(
            "The follow-up is closed. What you wrote is still on the page, but it "
            "is not saved: copy it if you need it."
        ),
    ),
    RoundNotOpen: Words(
        409,
        lazy_gettext("The follow-up has not opened yet"),
        lazy_gettext("Open the link again later. You can read the questions already now."),
    ),
    AlreadySubmitted: Words(
        409,
        lazy_gettext("The answers are already submitted"),
        lazy_gettext(
            "A colleague has submitted. You can open the response again from the receipt."
        ),
    ),
    NotAsked: Words(
        409,
        lazy_gettext("You do not need to answer"),
        lazy_gettext(
            "Your organisation is not asked in this follow-up. Ask if you think that is wrong."
        ),
    ),
    NotInvitedByYou: Words(
        409,
        lazy_gettext("The link is not taken back"),
        lazy_gettext(
            "Your colleague has a link from somebody else too. Ask the person named under "
            "Questions on the page."
        ),
    ),
    InvalidInput: Words(
        422, lazy_gettext("The answer cannot be read"), lazy_gettext("Choose one of the answers.")
    ),
    CSRFError: Words(400, errors.EXPIRED_TITLE, errors.EXPIRED_TEXT),
}


def register(bp: Blueprint) -> None:
    """Let a blueprint of this room answer with these words."""
    bp.register_error_handler(Refused, refused)
    bp.register_error_handler(CSRFError, refused)
    bp.add_app_template_global(typed_answers)


def refused(error: Exception) -> tuple[str, int]:
    """The fragment or the page for one refusal."""
    web.let_others_write()
    words = _WORDS[type(error)]
    if web.is_htmx():
        return errors.refusal(words.beside or words.text), words.status
    if isinstance(error, LinkGone):
        return render_template("checklist/link_gone.html"), words.status
    values = {"title": words.title, "text": words.text}
    response_id = (request.view_args or {}).get("response_id")
    if response_id and not isinstance(error, CSRFError):
        values["answers_address"] = url_for("checklist.show", response_id=response_id)
    return render_template("error.html", **values), words.status


def typed_answers() -> dict[int, AnswerContent]:
    """What the form of this request said, for a page that has to refuse it."""
    try:
        return forms.read_all_typed(request.form)
    except HTTPException:  # it was too much to read
        return {}
