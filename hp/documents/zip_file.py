"""Several files as one."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable

MIMETYPE = "application/zip"


def write_zip(files: Iterable[tuple[str, bytes]], at: dt.datetime) -> bytes:
    """A zip file of (name, content), each as old as `at`, a time as the clock on the wall shows."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()
