"""The start, what happens with the answers, the accessibility statement."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from hp import web
from hp.store import health

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


@bp.get("/healthz")
def healthz() -> tuple[str, int, dict[str, str]]:
    """The pulse, for whoever watches over the service: the program runs, the database answers."""
    is_well = health.answers(web.db())
    text, status = ("ok", 200) if is_well else ("The database does not answer.", 503)
    return text, status, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
