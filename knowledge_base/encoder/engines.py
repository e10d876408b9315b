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
        self.dimension = int(self.session.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of unit length, shape (texts, dimension), each as if it were the only one.

        Eight bits quantise the activations of a whole batch by one scale: neighbours would change
        a text's vector, and padding costs what a batch saves.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, encoding in enumerate(self.tokenizer.encode_batch_fast(list(texts))):
            vectors[row] = _mean_direction(self.token_embeddings(encoding.ids))
        return vectors

    def token_embeddings(self, token_ids: Sequence[int]) -> FloatArray:
        """The last hidden states of one text, shape (tokens, dimension)."""
        ids = np.asarray([token_ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        (states,) = self.session.run(None, inputs)
        return np.asarray(states[0], dtype=np.float32)


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


def _mean_direction(states: FloatArray) -> FloatArray:
    total = states.sum(axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-12), dtype=np.float32)
