"""The retriever with one part switched off, to see what the part brings.

A part that is a weight of the recipe is set to nothing; one that is built in is exchanged while
the retriever is built and used, here and not in the product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from unittest.mock import patch

from knowledge_base.encoder import Encoder
from knowledge_base.entries import Entry, Language
from knowledge_base.retriever import DEFAULT_RECIPE, Retriever
from knowledge_base.signals import Recipe
from knowledge_base.space import FloatArray, Space
from knowledge_base.spelling import Spelling


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of retrieval and how to do without it."""

    name: str
    instead: str
    recipe: Recipe = DEFAULT_RECIPE
    exchanged: Callable[[], AbstractContextManager[Any]] = nullcontext

    @contextmanager
    def retriever_without(self, entries: Sequence[Entry], encoder: Encoder) -> Iterator[Retriever]:
        """A retriever over the entries that lacks this part, to be used inside the context."""
        with self.exchanged():
            yield Retriever(entries, encoder, recipe=self.recipe)


class _Uncentred(Space):
    """The space without the means taken away."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._question_means = {key: 0 * mean for key, mean in self._question_means.items()}
        self._document_means = {key: 0 * mean for key, mean in self._document_means.items()}


class _Unshifted(Space):
    """The space without the shift from a language to the other."""

    def question(self, vector: FloatArray, asked: Language, compared: Language) -> FloatArray:
        return super().question(vector, compared, compared)


def _space(other: Callable[..., Space]) -> Callable[[], AbstractContextManager[Any]]:
    return partial(patch, "knowledge_base.encoded_entries.Space", other)


PARTS: tuple[Part, ...] = (
    Part(
        name="light whitening",
        instead="the space centred only",
        exchanged=_space(partial(Space, covariance_share=0.0)),
    ),
    Part(name="centring", instead="means left in", exchanged=_space(_Uncentred)),
    Part(name="shift between languages", instead="none", exchanged=_space(_Unshifted)),
    Part(
        name="cosine to the whole entry",
        instead="phrasings alone",
        recipe=replace(DEFAULT_RECIPE, document=0.0),
    ),
    Part(name="runs of characters", instead="none", recipe=replace(DEFAULT_RECIPE, characters=0.0)),
    Part(name="discriminant analysis", instead="none", recipe=replace(DEFAULT_RECIPE, head=0.0)),
    Part(
        name="spelling restored",
        instead="as it was typed",
        exchanged=partial(patch.object, Spelling, "mended", lambda self, text, language: text),
    ),
)
