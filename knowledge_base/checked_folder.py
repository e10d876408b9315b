"""Folders that are written whole or not at all, and checked before they are used."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
# What was right when, by size and time of change; no part of what is checked.
CHECKED = "checked.json"


class FolderMissing(Exception):
    """There is no such folder."""


class FolderDamaged(Exception):
    """A file of the folder is missing or not as it was written."""


@contextmanager
def written_atomically(folder: Path) -> Iterator[Path]:
    """A temporary folder that replaces `folder` when the block ends without an exception."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield temporary
        temporary.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        temporary.rename(folder)
        _sync(folder.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_manifest(folder: Path, facts: dict[str, Any]) -> None:
    """Record `facts` and the size and SHA-256 of every file in `folder`, all synced to disk."""
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        _sync(path)
        files[path.relative_to(folder).as_posix()] = {
            "bytes": path.stat().st_size,
            "sha256": file_sha256(path),
        }
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps({**facts, "files": files}, indent=1) + "\n", encoding="utf-8")
    _sync(manifest)


def verified_manifest(folder: Path) -> dict[str, Any]:
    """The folder's manifest after checking every file.

    A file is read whole only if its size or time changed since it was last found to be right:
    half a gigabyte of model takes a second. Raises FolderMissing if there is no folder,
    FolderDamaged if a file is not as written: callers turn these into their own errors.
    """
    if not folder.is_dir():
        raise FolderMissing(f"{folder} does not exist")
    checked = _checked_before(folder)
    found: dict[str, list[Any]] = {}
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, dict[str, Any]] = manifest["files"]
        for name, recorded in files.items():
            path = folder / name
            status = path.stat()
            if status.st_size != recorded["bytes"]:
                raise FolderDamaged(f"{path} has {status.st_size} bytes, not as written")
            found[name] = [status.st_size, status.st_mtime_ns, recorded["sha256"]]
            if checked.get(name) != found[name] and file_sha256(path) != recorded["sha256"]:
                raise FolderDamaged(f"{path} has changed since it was written")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FolderDamaged(f"{folder} is incomplete: {error}") from error
    if found != checked:
        _remember_checked(folder, found)
    return manifest


def _checked_before(folder: Path) -> dict[str, Any]:
    try:
        checked = json.loads((folder / CHECKED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return checked if isinstance(checked, dict) else {}


def _remember_checked(folder: Path, found: dict[str, list[Any]]) -> None:
    """Write what was found right; without it, as on a full disk, files are read again."""
    temporary = folder / f"{CHECKED}.{os.getpid()}"
    try:
        temporary.write_text(json.dumps(found), encoding="utf-8")
        temporary.replace(folder / CHECKED)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def file_sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
