"""Whether words stand in a Word file, wherever in it."""

import codecs
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
    except Exception:  # whatever zipfile and zlib make of hostile bytes
        return True


def _is_in_part(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, holds: Callable[[str], bool]
) -> bool:
    if part.file_size > _MOST:
        return True
    with archive.open(part) as opened:
        packed = opened.read(_MOST)
    # the two encodings that Word files may have (ISO 29500-2)
    is_utf_16 = packed.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    content = packed.decode("utf-16" if is_utf_16 else "utf-8", errors="replace")
    joined = html.unescape(_TAG.sub("", _HYPHEN.sub("-", _BREAK.sub(" ", content))))
    return holds(joined) or holds(part.filename)
