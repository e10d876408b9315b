"""A summary made of a customer's own sentences: those that say the most and repeat the least.

Carbonell and Goldstein's maximal marginal relevance (1998) over the encoder's vectors. What a
sentence says is its nearness to their mean (what the conversation is about), raised for a
question, for the first sentence (why the customer came), the last one (where it stands now), and
for having some length. The weights were set by hand on a few made conversations.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from knowledge_base.encoder import Encoder

FloatArray = npt.NDArray[np.float32]
Weights = npt.NDArray[np.float64]

MOST_SENTENCES = 200
LONGEST_SENTENCE = 1000
MOST_CHOSEN = 5

# in standard deviations of the nearness to the mean
_QUESTION = 1.0
_FIRST = 2.0
_LAST = 0.5
_LENGTH = 1.5
# from so many words on, length says no more
_WORDS = 10
# what a sentence says against what it repeats
_RELEVANCE = 0.4
# two sentences nearer than this say the same
_SAME = 0.75


def chosen_sentences(sentences: Sequence[str], encoder: Encoder) -> list[int]:
    """The numbers of at most five of the sentences, in their order; empty ones are never chosen."""
    spoken = [number for number, text in enumerate(sentences) if text.strip()]
    if not spoken:
        return []
    texts = [sentences[number] for number in spoken]
    vectors = encoder.encode_questions(texts)
    return sorted(spoken[row] for row in _chosen(_said(texts, vectors), _nearness(vectors)))


def _said(texts: Sequence[str], vectors: FloatArray) -> Weights:
    """How much each sentence says of the whole, in standard deviations."""
    central = (vectors @ vectors.mean(axis=0)).astype(np.float64)
    said: Weights = (central - central.mean()) / max(float(central.std()), 1e-9)
    said += _QUESTION * np.array([text.rstrip().endswith("?") for text in texts])
    said += _LENGTH * np.array([min(len(text.split()), _WORDS) / _WORDS for text in texts])
    said[0] += _FIRST
    said[-1] += _LAST
    return said


def _nearness(vectors: FloatArray) -> FloatArray:
    """Cosines of each two after the mean is taken away: raw ones of e5 all lie close together."""
    centred = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    directions = centred / np.maximum(lengths, 1e-9)
    return np.asarray(directions @ directions.T, dtype=np.float32)


def _chosen(said: Weights, nearness: FloatArray) -> list[int]:
    chosen: list[int] = []
    left = set(range(len(said)))
    while left and len(chosen) < MOST_CHOSEN:
        best = max(sorted(left), key=lambda row: _worth(row, said, nearness, chosen))
        chosen.append(best)
        left = {row for row in left - {best} if nearness[row, best] < _SAME}
    return chosen


def _worth(row: int, said: Weights, nearness: FloatArray, chosen: Sequence[int]) -> float:
    repeated = max((float(nearness[row, other]) for other in chosen), default=0.0)
    return float(_RELEVANCE * said[row] - (1 - _RELEVANCE) * repeated)
