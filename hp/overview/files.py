"""Addresses of the overview's files."""

from flask import Response, abort, request
from flask_babel import gettext as _

from hp import downloads, web
from hp.database import AnyRow
from hp.documents import csv_file, xlsx
from hp.overview import addresses
from hp.overview.exports import RoundExport
from hp.overview.routes import bp, find_rounds
from hp.store.matrix import Look


@bp.get("/overview/export.<any(xlsx, csv):ending>")
def export(ending: str) -> Response:
    """The matrix as it is filtered and sorted, as a file; without a filter the whole round."""
    web.require_user()
    round_ = find_rounds()[1] or abort(404)
    made = RoundExport(web.db(), round_.id, web.settings().zone)
    asked = addresses.read_filter(request.args, len(made.activities))
    sort = addresses.read_sort(request.args, len(made.activities))
    made.keep(web.db(), Look(round_, asked, sort))
    name = name_file(_("follow-up"), made.round, asked.is_empty, ending)
    return downloads.send(made.write(ending), MIMETYPES[ending], name)


MIMETYPES = {"xlsx": xlsx.MIMETYPE, "csv": csv_file.MIMETYPE}


def name_file(about: str, round_: AnyRow, is_whole: bool, ending: str) -> str:
    """A file's name, which says what is in it: a selection must not pass for everything."""
    test = _("test") if round_.is_test else ""
    return downloads.file_name(
        about, round_.name, test, "" if is_whole else _("selection"), ending=ending
    )
