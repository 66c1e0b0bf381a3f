"""Whether words stand in a Word file, wherever in it."""

import html
import io
import re
import zipfile
from collections.abc import Callable

_MOST = 50 * 1024 * 1024  # bytes of one part
_BREAK = re.compile(r"</?\w+:(?:p|br|cr|tab)\b[^>]*>")
_HYPHEN = re.compile(r"<\w+:noBreakHyphen\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def is_said(data: bytes, holds: Callable[[str], bool]) -> bool:
    """Whether `holds` is true of a text in a Word file, of its name in there too.

    True of what cannot be read: nobody can say that it is not in there.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(_is_in_part(archive, part, holds) for part in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return True  # zipfile's words for what it cannot unpack: an unknown method, a password ...


def _is_in_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, holds: Callable[[str], bool]
) -> bool:
    if part.file_size > _MOST:
        return True
    with archive.open(part) as opened:
        content = opened.read(_MOST).decode("utf-8", errors="replace")
    joined = html.unescape(_TAG.sub("", _HYPHEN.sub("-", _BREAK.sub(" ", content))))
    return holds(joined) or holds(part.filename)
