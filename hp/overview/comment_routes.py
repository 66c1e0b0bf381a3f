"""Addresses of the comments."""

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from hp import downloads, web
from hp.overview.comments import Comments
from hp.overview.files import MIMETYPES, name_file
from hp.overview.routes import bp, find_rounds


@bp.get("/overview/comments")
def comments() -> str:
    """All handed-in comments by activity, as they are filtered."""
    web.require_user()
    opened, round_ = find_rounds()
    if round_ is None:
        return render_template("overview/none.html", round=None)
    page = Comments(web.db(), opened, round_, request.args)
    return render_template("overview/comments.html", page=page, round=round_)


@bp.get("/overview/comments/export.<any(xlsx, csv):ending>")
def export_comments(ending: str) -> Response:
    """The comments as they are filtered, as a file, whatever the page."""
    web.require_user()
    opened, round_ = find_rounds()
    found = Comments(web.db(), opened, round_ or abort(404), request.args)
    name = name_file(_("comments"), found.round, found.filter.is_empty, ending)
    return downloads.send(found.write(ending), MIMETYPES[ending], name)
