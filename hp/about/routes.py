"""The start, what happens with the answers, the accessibility statement."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from hp import web

bp = Blueprint("about", __name__)


@bp.get("/")
def start() -> str | Response:
    """Where to go: respondents to the link in their mail, users to the overview or to sign in."""
    if web.signed_in_user():
        return web.see_other("overview.show")
    return render_template("about/start.html")


@bp.get("/about")
def show() -> str:
    """What happens with the answers, and personal data."""
    return render_template("about/show.html")


@bp.get("/accessibility")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("about/accessibility.html")
