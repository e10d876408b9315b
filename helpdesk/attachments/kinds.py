"""What a file is, by its bytes: a type from a short list, or nothing.

Pictures, PDF, text and office documents. Whatever a browser or an office program might run
(HTML, SVG, macros, archives) is not on the list. The file's name is never believed.
"""

import io
import re
import unicodedata
import zipfile
from pathlib import PurePosixPath

import puremagic

_CSV = "text/csv"
_TEXT = "text/plain"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPEN_TEXT = "application/vnd.oasis.opendocument.text"
_OPEN_SHEET = "application/vnd.oasis.opendocument.spreadsheet"

# each type with the endings its files may have, the first of which is given to one without
ENDINGS: dict[str, tuple[str, ...]] = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jfif"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    _TEXT: (".txt", ".log", ".md"),
    _CSV: (".csv",),
    _WORD: (".docx",),
    _SHEET: (".xlsx",),
    _OPEN_TEXT: (".odt",),
    _OPEN_SHEET: (".ods",),
}
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

# how files of the types that puremagic tells apart by themselves begin
_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "application/pdf": (b"%PDF-",),
}
_ZIP = b"PK\x03\x04"
_MOST_PARTS = 10_000
_MOST_NAMED_BYTES = 200
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# what a browser, a printer or an office program would take for something else than text
_NO_TEXT = re.compile(r"\s*(<|%!|\{\\rtf|#!)")

_NAME_CHARACTERS = 120
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2060-\u2069]')


def media_type_of(content: bytes, file_name: str) -> str | None:
    """The type of these bytes if it is on the list, else None.

    The name only tells text from a table in text.
    """
    if content.startswith(_ZIP):
        return _office_type(content)
    found = _recognised(content)
    if found in _BEGINNINGS:
        return found if content.startswith(_BEGINNINGS[found]) else None
    if found is None and _is_text(content):
        return _CSV if file_name.lower().endswith(ENDINGS[_CSV]) else _TEXT
    return None


def clean_name(file_name: str, media_type: str) -> str:
    """The file's own name without its folders and whatever could mislead, ending as its type does.

    At most 120 characters; ``file`` where nothing is left.
    """
    name = unicodedata.normalize("NFC", file_name).replace("\\", "/").rpartition("/")[2]
    name = " ".join(_NOT_IN_NAMES.sub("", name).split()).strip(". ")
    path = PurePosixPath(name)
    endings = ENDINGS[media_type]
    ending = path.suffix if path.suffix.lower() in endings else endings[0]
    stem = path.stem if ending == path.suffix else name
    return f"{stem[: _NAME_CHARACTERS - len(ending)] or 'file'}{ending}"


def _recognised(content: bytes) -> str | None:
    """The likeliest type of the bytes; None where they look like no known file."""
    try:
        candidates = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return None
    best = max(candidates, key=lambda found: found.confidence, default=None)
    return best.mime_type if best else None


def _office_type(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.namelist()
            if len(parts) > _MOST_PARTS or any(_is_macro(part) for part in parts):
                return None
            if "[Content_Types].xml" in parts:
                if "word/document.xml" in parts:
                    return _WORD
                return _SHEET if "xl/workbook.xml" in parts else None
            return _open_document_type(archive) if "mimetype" in parts else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        return None


def _open_document_type(archive: zipfile.ZipFile) -> str | None:
    if archive.getinfo("mimetype").file_size > _MOST_NAMED_BYTES:
        return None
    named = archive.read("mimetype").decode("ascii", errors="replace").strip()
    return named if named in (_OPEN_TEXT, _OPEN_SHEET) else None


def _is_macro(part: str) -> bool:
    name = part.lower()
    return name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/"))


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not _BINARY.search(text) and not _NO_TEXT.match(text)
