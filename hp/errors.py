"""Errors to pages, or to fragments where htmx asked. Each says what happened and what to do."""

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from hp import logs, web

Answer = tuple[str, int]

EXPIRED_TITLE = lazy_gettext("The page must be opened again")
EXPIRED_TEXT = lazy_gettext(
    "The page has lost its session. Copy what you wrote, then open the page "
    "again: in the e-mail's link or by signing in."
)


def init_app(app: Flask) -> None:
    """Register a page for everything that can go wrong."""
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)


def form_expired(_error: CSRFError) -> Answer:
    """The CSRF token does not fit: cookies were cleared, or another site tries something."""
    if web.is_htmx():
        return refusal(EXPIRED_TEXT), 400
    return _page(EXPIRED_TITLE, EXPIRED_TEXT), 400


def http_error(error: HTTPException) -> Answer | HTTPException:
    """404, 403 and other errors of HTTP."""
    if error.response is not None or error.code is None:
        return error
    titles = {
        403: (
            _("You cannot open this page"),
            _("Your account may not do this. Ask a coordinator if you need it."),
        ),
        404: (
            _("The page does not exist"),
            _("Check the address, or open the link in the e-mail again."),
        ),
        405: (
            _("The page cannot be opened like this"),
            _("Go back and use the page's own buttons and links."),
        ),
        413: (_("That was too much to send"), _("Shorten the text and send it again.")),
        429: (_("Too many attempts"), _("Wait a quarter of an hour, then try again.")),
    }
    title, text = titles.get(
        error.code, (_("The request could not be read"), _("Go back and try again."))
    )
    if web.is_htmx() and request.method == "POST":
        return refusal(text), error.code
    return _page(title, text), error.code


def unexpected(error: Exception) -> Answer:
    """A fault of ours, with a code that finds it in the log."""
    web.let_others_write()
    code = logs.report(error)
    text = _("Saved answers are kept. Try again in a while. Error code: %(code)s", code=code)
    return _page(_("Something went wrong on our side"), text), 500


def _page(title: str, text: str) -> str:
    return render_template("error.html", title=title, text=text)


def refusal(text: str) -> str:
    """The fragment that says beside an activity why it is not saved."""
    return render_template(
        "checklist/_refusal.html", text=text, number=(request.view_args or {}).get("number")
    )
