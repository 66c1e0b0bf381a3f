"""Static files: read, named after their content and compressed once, when the program starts.

An address holds a hash of the content, so a browser may keep the file for ever.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from importlib.resources import files

from flask import Flask, Response, abort, request

_SENT = (".css", ".js", ".woff2", ".svg")
_COMPRESSIBLE = (".css", ".js", ".svg")
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    address: str
    content: bytes
    compressed: bytes | None
    media_type: str


def read_assets() -> dict[str, Asset]:
    """All static files by their plain name. A style sheet's url(name) gets the hashed name."""
    found: dict[str, Asset] = {}
    names = [f.name for f in files("hp.static").iterdir() if f.name.endswith(_SENT)]
    for name in sorted(names, key=lambda n: n.endswith(".css")):  # style sheets last
        content = files("hp.static").joinpath(name).read_bytes()
        if name.endswith(".css"):
            for other, asset in found.items():
                hashed = f"url({asset.address})"
                content = content.replace(f"url({other})".encode(), hashed.encode())
        stem, dot, ending = name.rpartition(".")
        address = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{ending}"
        compressed = gzip.compress(content, 9, mtime=0) if name.endswith(_COMPRESSIBLE) else None
        kind = mimetypes.guess_type(name)[0] or "font/woff2"
        charset = "; charset=utf-8" if compressed else ""
        found[name] = Asset(address, content, compressed, kind + charset)
    return found


def init_app(app: Flask) -> None:
    """Serve the static files, and give templates `asset(name)` for their addresses."""
    assets = read_assets()
    by_address = {asset.address: asset for asset in assets.values()}

    def serve(name: str) -> Response:
        asset = by_address.get(name)
        if asset is None:
            abort(404)
        headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
        content = asset.content
        if asset.compressed and request.accept_encodings["gzip"]:
            content = asset.compressed
            headers["Content-Encoding"] = "gzip"
        return Response(content, content_type=asset.media_type, headers=headers)

    app.add_url_rule("/static/<name>", "static", serve)
    app.jinja_env.globals["asset"] = lambda name: f"/static/{assets[name].address}"
