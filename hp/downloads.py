"""Files that somebody takes home from a page."""

import re
import unicodedata

from flask import Response


def send(data: bytes, mimetype: str, file_name: str) -> Response:
    """`data` as a file to keep. Nobody else's cache may hold it, nor the browser's own."""
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename={file_name}"
    response.headers["Cache-Control"] = "no-store"
    return response


def file_name(*parts: str, ending: str) -> str:
    """A file's name of `parts`, in characters that no system and no header stumbles over."""
    plain = (unicodedata.normalize("NFKD", part).encode("ascii", "ignore") for part in parts)
    words = (re.sub(r"[^a-z0-9]+", "-", part.decode().lower()).strip("-") for part in plain)
    return "-".join(word[:60] for word in words if word) + f".{ending}"
