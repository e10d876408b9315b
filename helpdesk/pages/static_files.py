"""Scripts, styles and pictures: found in two folders, compressed once, cached by content.

An address that carries the content's fingerprint (`?v=…`) may be kept for ever; any other is
asked about again each time and costs a 304.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, request, url_for
from werkzeug.security import safe_join

from helpdesk.errors import NotFound

PACKAGE = Path(__file__).parents[1]
# ours first: a built script cannot replace a page's own style
FOLDERS = (PACKAGE / "static", PACKAGE.parent / "widget" / "dist")

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"
# what other sites' pages load; asked for in CORS mode where a module or an integrity hash is meant
_EMBEDDED = frozenset({"widget.js", "faq.js"})
# the widget's address is on other people's pages: new versions arrive within minutes
_WIDGET = "public, max-age=300, stale-while-revalidate=86400"
_COMPRESSIBLE = frozenset({".js", ".css", ".svg", ".html", ".txt"})

pages = Blueprint("static_files", __name__)


@dataclass(frozen=True, kw_only=True)
class StaticFile:
    """A file's bytes, as they are and compressed, and its fingerprint."""

    content: bytes
    compressed: bytes | None
    media_type: str
    fingerprint: str


@pages.get("/static/<path:name>")
def static_file(name: str) -> Response:
    """One file of ours."""
    file = _found(name)
    unchanging = request.args.get("v") == file.fingerprint
    response = _answer(file, _FOR_EVER if unchanging else _ASK_AGAIN)
    return _for_any_page(response) if name in _EMBEDDED else response


@pages.get("/widget.js")
def widget() -> Response:
    """The chat widget's script, at the address that stands in other sites' pages."""
    return _for_any_page(_answer(_found("widget.js"), _WIDGET))


@pages.get("/favicon.ico")
def favicon() -> Response:
    """The icon for browsers that look for one without being told."""
    return _answer(_found("icon.svg"), _ASK_AGAIN)


def static_url(name: str) -> str:
    """The address of one file of ours that may be cached for ever.

    Without a fingerprint while the file is missing (a script not built yet): the page still works.
    """
    try:
        version = _found(name).fingerprint
    except NotFound:
        return url_for("static_files.static_file", name=name)
    return url_for("static_files.static_file", name=name, v=version)


def _for_any_page(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _found(name: str) -> StaticFile:
    for folder in FOLDERS:
        path = safe_join(str(folder), name)
        if path is not None and Path(path).is_file():
            return _read(path, Path(path).stat().st_mtime_ns)
    raise NotFound


@lru_cache(maxsize=128)
def _read(path: str, _changed_at: int) -> StaticFile:
    content = Path(path).read_bytes()
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    if media_type.startswith("text/") or media_type.endswith("javascript"):
        media_type += "; charset=utf-8"
    compressible = Path(path).suffix in _COMPRESSIBLE
    return StaticFile(
        content=content,
        compressed=gzip.compress(content, mtime=0) if compressible else None,
        media_type=media_type,
        fingerprint=hashlib.sha256(content).hexdigest()[:16],
    )


def _answer(file: StaticFile, caching: str) -> Response:
    zipped = file.compressed is not None and request.accept_encodings.quality("gzip") > 0
    body = file.compressed if zipped and file.compressed is not None else file.content
    response = Response(body, content_type=file.media_type)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    if file.compressed is not None:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = caching
    response.set_etag(file.fingerprint, weak=zipped)
    response.make_conditional(request)
    return response
