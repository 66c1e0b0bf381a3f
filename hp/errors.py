"""Errors to pages, or to fragments where htmx asked. Each says what happened and what to do."""

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from hp import logs, web
from hp.domain.errors import LinkGone, RoundClosed, RoundNotOpen

Answer = tuple[str, int]


def init_app(app: Flask) -> None:
    """Register a page for everything that can go wrong."""
    app.register_error_handler(LinkGone, link_gone)
    app.register_error_handler(RoundClosed, round_closed)
    app.register_error_handler(RoundNotOpen, round_closed)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)


def link_gone(_error: LinkGone) -> Answer:
    """A wrong, old or revoked link: one calm page for all."""
    if web.is_htmx():
        return _refusal(
            _(
                "The link is no longer valid. What you wrote is still on the page: copy "
                "it, then ask for a new link."
            )
        ), 403
    return render_template("checklist/link_gone.html"), 403


def round_closed(_error: Exception) -> Answer:
    """A change after the round closed."""
    text = _(
        "The follow-up is closed. What you wrote is still on the page, but it "
        "is not saved: copy it if you need it."
    )
    return (_refusal(text) if web.is_htmx() else _page(_("The follow-up is closed"), text)), 409


def form_expired(_error: CSRFError) -> Answer:
    """The CSRF token does not fit: cookies were cleared, or another site tries something."""
    text = _(
        "The page has lost its session. Copy what you wrote, then open the page "
        "again: in the e-mail's link or by signing in."
    )
    return (
        _refusal(text) if web.is_htmx() else _page(_("The page must be opened again"), text)
    ), 400


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
        return _refusal(text), error.code
    return _page(title, text), error.code


def unexpected(error: Exception) -> Answer:
    """A fault of ours, with a code that finds it in the log."""
    code = logs.report(error)
    text = _("Saved answers are kept. Try again in a while. Error code: %(code)s", code=code)
    return _page(_("Something went wrong on our side"), text), 500


def _page(title: str, text: str) -> str:
    return render_template("error.html", title=title, text=text)


def _refusal(text: str) -> str:
    return render_template(
        "checklist/_refusal.html", text=text, number=(request.view_args or {}).get("number")
    )
