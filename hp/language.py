"""The language switch: `?lang=en` on any page keeps the page and remembers the choice."""

from urllib.parse import quote, urlencode

from flask import Flask, redirect, request, session
from werkzeug.wrappers import Response

from hp.i18n import LANGUAGES


def init_app(app: Flask) -> None:
    """Let any page be asked for in another language."""
    app.before_request(switch)
    app.jinja_env.globals["page_in"] = address_in


def switch() -> Response | None:
    """Remember `?lang=` in the cookie, then show the same address without it."""
    wanted = request.args.get("lang")
    if request.method != "GET" or wanted not in LANGUAGES:
        return None
    session["language"] = wanted
    session.permanent = True
    return redirect(address_in(None), 303)


def address_in(language: str | None) -> str:
    """This page's address, asking for `language` (or for none)."""
    args = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    if language:
        args.append(("lang", language))
    path = quote(request.path, safe="/:@!$&'()*+,;=~-._")
    # two slashes first would be another host's address
    path = "/" + path.lstrip("/")
    return f"{path}?{urlencode(args)}" if args else path
