"""Vectors that were computed once, kept on disk by text, role and encoder."""

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from knowledge_base.encoder import Encoder

FloatArray = npt.NDArray[np.float32]
Role = Literal["question", "passage"]
Progress = Callable[[str], None]

_log = logging.getLogger(__name__)

_TEXTS_A_CHUNK = 256
_KEYS_A_QUERY = 500


class VectorCache:
    """A file of vectors; a lost or damaged one costs time, never answers.

    Keys hold the encoder's identity, so vectors of two encoders cannot meet.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, made anew if it is damaged."""
        self.path = path
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._create()
        except sqlite3.DatabaseError as error:
            _log.warning("the cache of vectors is damaged and starts anew: %s", error)
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
            self._create()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, FloatArray]:
        """The vectors that are there."""
        found: dict[bytes, FloatArray] = {}
        try:
            with self._lock, closing(self._connect()) as connection:
                for start in range(0, len(keys), _KEYS_A_QUERY):
                    some = keys[start : start + _KEYS_A_QUERY]
                    marks = ",".join("?" * len(some))
                    rows = connection.execute(
                        f"SELECT key, vector FROM vector WHERE key IN ({marks})",  # noqa: S608 only marks
                        some,
                    )
                    found.update((key, np.frombuffer(blob, np.float32)) for key, blob in rows)
        except sqlite3.DatabaseError as error:
            _log.warning("the cache of vectors cannot be read: %s", error)
        return found

    def put(self, vectors: Mapping[bytes, FloatArray]) -> None:
        """Keep the vectors."""
        self._write(
            "INSERT OR REPLACE INTO vector VALUES (?, ?)",
            ((key, vector.tobytes()) for key, vector in vectors.items()),
        )

    def _write(self, statement: str, rows: Iterable[tuple[bytes, ...]]) -> None:
        try:
            with self._lock, closing(self._connect()) as connection, connection:
                connection.executemany(statement, rows)
        except sqlite3.DatabaseError as error:
            _log.warning("the cache of vectors cannot be written: %s", error)

    def _create(self) -> None:
        with closing(self._connect()) as connection, connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"
                " WITHOUT ROWID"
            )

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=5)


def vector_key(encoder_identity: str, role: Role, text: str) -> bytes:
    """What a vector is kept under: it changes with the encoder, the role and the text."""
    parts = "\0".join((encoder_identity, role, text)).encode("utf-8", "replace")
    return hashlib.sha256(parts).digest()


def encode_all(
    texts: Sequence[str],
    role: Role,
    encoder: Encoder,
    *,
    known: Mapping[bytes, FloatArray],
    cache: VectorCache | None,
    progress: Progress,
) -> tuple[list[bytes], dict[bytes, FloatArray]]:
    """The key of each text, and a vector, shape (dimension,), for every key.

    `known` is looked at before the cache; what neither has is encoded once, told to `progress` and
    kept in the cache chunk by chunk, so that an interrupted run continues where it stopped.
    """
    keys = [vector_key(encoder.identity, role, text) for text in texts]
    vectors = {key: known[key] for key in keys if key in known}
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in vectors}
    if cache is not None and missing:
        vectors |= cache.get(sorted(missing))
    pending = [(key, text) for key, text in missing.items() if key not in vectors]
    encode = encoder.encode_questions if role == "question" else encoder.encode_passages
    for start in range(0, len(pending), _TEXTS_A_CHUNK):
        some = pending[start : start + _TEXTS_A_CHUNK]
        encoded = encode([text for _, text in some])
        fresh = {key: vector for (key, _), vector in zip(some, encoded, strict=True)}
        vectors |= fresh
        if cache is not None:
            cache.put(fresh)
        if len(pending) > _TEXTS_A_CHUNK:
            progress(f"encoding {role}s: {start + len(some)} of {len(pending)}")
    return keys, vectors
