"""What turns texts into vectors: ONNX Runtime on an exported graph, or sentence-transformers.

torch and sentence-transformers are imported only where an engine needs them: together they cost
six seconds of start-up and 300 MB of memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

FloatArray = npt.NDArray[np.float32]

# Tokens, padding included, that one run of a graph may hold: bounds the memory of activations.
_TOKENS_A_BATCH = 2048


class Engine(Protocol):
    """Unit vectors for texts that already carry their prompt; safe to call from many threads."""

    name: str
    precision: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of unit length, shape (texts, dimension)."""


class OnnxEngine:
    """ONNX Runtime on `folder/onnx/…`, with mean pooling; needs no torch."""

    name = "onnxruntime"

    def __init__(
        self, folder: Path, *, graph: str, precision: str, longest_input: int, threads: int
    ) -> None:
        """Open the graph; raises ImportError without onnxruntime."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # As fast as with an arena here, which would keep the peak of the longest batch for good.
        options.enable_cpu_mem_arena = False
        # Idle threads sleep: the other processes need the cores between two questions.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.precision = precision
        self.session = onnxruntime.InferenceSession(
            folder / graph, options, providers=["CPUExecutionProvider"]
        )
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(longest_input)
        self._padding_id = int(self.tokenizer.token_to_id("<pad>") or 0)
        self.dimension = int(self.session.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of unit length, shape (texts, dimension); batches hold texts of like length."""
        token_ids = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(list(texts))]
        vectors = np.zeros((len(token_ids), self.dimension), dtype=np.float32)
        for rows in _batches([len(ids) for ids in token_ids]):
            ids, mask = _padded([token_ids[row] for row in rows], self._padding_id)
            vectors[rows] = _mean_pooled(self.token_embeddings(ids, mask), mask)
        return vectors

    def token_embeddings(
        self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]
    ) -> FloatArray:
        """The last hidden states, shape (texts, longest, dimension)."""
        (states,) = self.session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(states, dtype=np.float32)


class TorchEngine:
    """sentence-transformers on torch: any model name or folder."""

    name = "torch"
    precision = "fp32"

    def __init__(self, model: str, *, threads: int) -> None:
        """Load the model from its folder or the local cache; nothing is downloaded."""
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(threads)
        self.model: SentenceTransformer = SentenceTransformer(
            model, device="cpu", local_files_only=True
        )
        dimension: Any = self.model.get_embedding_dimension()
        self.dimension = int(dimension)

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of unit length, shape (texts, dimension)."""
        # An empty prompt keeps the model from adding its default one: texts carry theirs.
        vectors = self.model.encode(
            list(texts),
            prompt="",
            batch_size=16,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors, dtype=np.float32)

    def fingerprint(self) -> str:
        """A digest of the weights: two models give the same only if their parameters are equal."""
        digest = hashlib.sha256()
        for name, parameter in sorted(self.model.state_dict().items()):
            digest.update(name.encode())
            digest.update(parameter.detach().contiguous().float().numpy().tobytes())
        return digest.hexdigest()


def _batches(lengths: Sequence[int]) -> list[npt.NDArray[np.intp]]:
    """Row numbers in batches of like length, each within the budget of tokens."""
    order = np.argsort(lengths, kind="stable")
    batches: list[npt.NDArray[np.intp]] = []
    start = 0
    for stop in range(1, len(order) + 1):
        full = stop == len(order) or (stop - start + 1) * lengths[order[stop]] > _TOKENS_A_BATCH
        if full:
            batches.append(order[start:stop])
            start = stop
    return batches


def _padded(
    token_ids: Sequence[Sequence[int]], padding_id: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    longest = max(len(ids) for ids in token_ids)
    padded = np.full((len(token_ids), longest), padding_id, dtype=np.int64)
    mask = np.zeros_like(padded)
    for row, ids in enumerate(token_ids):
        padded[row, : len(ids)] = ids
        mask[row, : len(ids)] = 1
    return padded, mask


def _mean_pooled(states: FloatArray, mask: npt.NDArray[np.int64]) -> FloatArray:
    weights = mask.astype(np.float32)
    sums = np.einsum("btd,bt->bd", states, weights)
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(norms, 1e-12), dtype=np.float32)
