"""Addresses of a closed round's result for who has no account, only a link."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from hp import web
from hp.domain import links
from hp.overview.comments import Comments
from hp.overview.pages import Overview
from hp.store import rounds, shared_links

bp = Blueprint("shared", __name__, url_prefix="/shared")

Answer = str | tuple[str, int] | Response


class SharedOverview(Overview):
    """The matrix of one round, with nothing that leads further."""

    is_public = True


class SharedComments(Comments):
    """The comments of one round, with nothing that leads further."""

    is_public = True


@bp.get("/<shared_token>")
def show(shared_token: str) -> Answer:
    """The matrix, or to htmx the matrix alone as it is filtered and sorted now."""
    round_ = _find_round(shared_token)
    if round_ is None:
        return _over()
    page = SharedOverview([round_], round_, request.args, place=f"/shared/{shared_token}")
    if web.is_htmx() and "HX-History-Restore-Request" not in request.headers:
        fragment = make_response(render_template("overview/_filtered.html", page=page))
        fragment.headers["HX-Push-Url"] = page.address()
        return fragment
    return render_template("overview/shared.html", page=page, round=round_, token=shared_token)


@bp.get("/<shared_token>/comments")
def comments(shared_token: str) -> Answer:
    """The comments as they are filtered."""
    round_ = _find_round(shared_token)
    if round_ is None:
        return _over()
    place = f"/shared/{shared_token}/comments"
    page = SharedComments(web.db(), [round_], round_, request.args, place=place)
    return render_template(
        "overview/shared_comments.html", page=page, round=round_, token=shared_token
    )


def _find_round(token: str) -> Any:
    """The round that a link shows, as one that shows no drafts; None if it shows nothing now."""
    key = links.derive_key(web.settings().secret_key, links.SHARED_LINK)
    found = links.read_token(key, token)
    round_id = shared_links.find_round_id(web.db(), found[0], web.now()) if found else None
    head = rounds.find_head(web.db(), round_id, web.now()) if round_id else None
    if head is None or not rounds.period_of(head).has_closed(web.now()):
        return None
    return SimpleNamespace(**(head._asdict() | {"shows_drafts": False}))


def _over() -> Answer:
    """The same whatever the reason, so that nobody learns what there is or was."""
    return render_template("overview/shared_over.html"), 404
