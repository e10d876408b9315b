"""The saved index: entries and their vectors in a folder that is whole or not there.

Only what is slow to compute is saved; everything fitted on it takes less than a second.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge_base.checked_folder import (
    FolderDamaged,
    FolderMissing,
    verified_manifest,
    write_manifest,
    written_atomically,
)
from knowledge_base.encoder import Encoder
from knowledge_base.entries import Entry, Status, Variant
from knowledge_base.errors import IndexDamaged, IndexMismatch, IndexMissing

FloatArray = npt.NDArray[np.float32]

# Grows when a saved index can no longer be read as before.
FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class StoredIndex:
    """What a retriever is made of: entries, vectors by key, and the content's version."""

    entries: tuple[Entry, ...]
    vectors: Mapping[bytes, FloatArray]
    version: int


def write_index(folder: Path, stored: StoredIndex, encoder: Encoder) -> None:
    """Replace the folder; what was there stays until everything new is on the disk."""
    with written_atomically(folder) as temporary:
        keys = list(stored.vectors)
        matrix = np.zeros((len(keys), encoder.dimension), dtype=np.float32)
        for row, key in enumerate(keys):
            matrix[row] = stored.vectors[key]
        np.save(temporary / "vectors.npy", matrix)
        (temporary / "keys.bin").write_bytes(b"".join(keys))
        text = json.dumps([_entry_to_json(entry) for entry in stored.entries], ensure_ascii=False)
        (temporary / "entries.json").write_text(text, encoding="utf-8")
        write_manifest(
            temporary,
            {
                "format": FORMAT,
                "encoder": encoder.identity,
                "dimension": encoder.dimension,
                "knowledge_base_version": stored.version,
                "vectors": len(keys),
            },
        )


def read_index(folder: Path, encoder: Encoder) -> StoredIndex:
    """The saved index; raises IndexMissing, IndexDamaged or IndexMismatch."""
    try:
        manifest = verified_manifest(folder)
    except FolderMissing as error:
        raise IndexMissing(str(error)) from error
    except FolderDamaged as error:
        raise IndexDamaged(str(error)) from error
    expected = {
        "format": FORMAT,
        "encoder": encoder.identity,
        "dimension": encoder.dimension,
    }
    for name, value in expected.items():
        if manifest.get(name) != value:
            raise IndexMismatch(
                f"{folder} was saved with {name} {manifest.get(name)!r}, now it is {value!r}"
            )
    try:
        matrix = np.load(folder / "vectors.npy", allow_pickle=False)
        joined = (folder / "keys.bin").read_bytes()
        width = len(joined) // max(len(matrix), 1)
        keys = [joined[start : start + width] for start in range(0, len(joined), max(width, 1))]
        entries = json.loads((folder / "entries.json").read_text(encoding="utf-8"))
        return StoredIndex(
            entries=tuple(_entry_from_json(entry) for entry in entries),
            vectors=dict(zip(keys, matrix, strict=True)),
            version=int(manifest["knowledge_base_version"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{folder} cannot be read: {error}") from error


def _entry_to_json(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "category": entry.category,
        "tags": entry.tags,
        "status": entry.status,
        "version": entry.version,
        "variants": {
            language: {
                "question": variant.question,
                "answer": variant.answer,
                "alternatives": variant.alternatives,
            }
            for language, variant in entry.variants.items()
        },
        "created_at": entry.created_at.isoformat(),
        "updated_at": entry.updated_at.isoformat(),
        "updated_by": entry.updated_by,
    }


def _entry_from_json(value: dict[str, Any]) -> Entry:
    return Entry(
        id=value["id"],
        category=value["category"],
        tags=tuple(value["tags"]),
        status=Status(value["status"]),
        version=value["version"],
        variants={
            language: Variant(
                question=variant["question"],
                answer=variant["answer"],
                alternatives=tuple(variant["alternatives"]),
            )
            for language, variant in value["variants"].items()
        },
        created_at=datetime.fromisoformat(value["created_at"]),
        updated_at=datetime.fromisoformat(value["updated_at"]),
        updated_by=value["updated_by"],
    )
