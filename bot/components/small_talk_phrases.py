"""Owns what a text has in common with the examples: its likely intent, and how near it comes.

No Rasa here: texts in, numbers out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path
from typing import Collection, Dict, List, NamedTuple, Sequence, Text, Tuple

import numpy as np
import skops.io
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer, strip_accents_unicode
from sklearn.linear_model import LogisticRegression

# What is longer is told by its beginning: nobody hides a greeting behind a page of text.
_READ_CHARACTERS = 400
# what a fitted vectorizer holds beyond what skops trusts by itself
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]
_DRAWN_OUT = re.compile(r"(\w)\1+")
_PUNCTUATION = re.compile(r"[^\w\s]+")


class Likeness(NamedTuple):
    """What a text is like: intents with their probabilities, the best first, and its nearness.

    The nearness is the greatest cosine to an example of the first intent, 0..1: 1 is one of the
    examples, word for word.
    """

    ranking: List[Tuple[Text, float]]
    nearness: float


class SmallTalkPhrases:
    """A linear classifier over characters and words, and the examples it was fitted on.

    Character n-grams survive typos, words keep short texts apart, both without diacritics and
    with letters that are drawn out written once. What no example has counts as much as what the
    rarest has: a text that is mostly unknown has a short vector, hence a low probability and no
    near example.
    """

    @classmethod
    def fit(
        cls, texts: Sequence[Text], intents: Sequence[Text], inverse_regularisation: float
    ) -> SmallTalkPhrases:
        """Fitted on examples and their intents; a higher number makes it surer of itself."""
        characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(1, 4), strip_accents="unicode", sublinear_tf=True
        )
        words = TfidfVectorizer(
            ngram_range=(1, 2),
            token_pattern=r"(?u)\b\w+\b",  # noqa: S106 - a pattern of words, one letter too
            strip_accents="unicode",
            sublinear_tf=True,
        )
        read = [_read(text) for text in texts]
        examples = hstack([characters.fit_transform(read), words.fit_transform(read)]).tocsr()
        regression = LogisticRegression(
            C=inverse_regularisation, class_weight="balanced", max_iter=1000, random_state=7
        )
        regression.fit(examples, intents)
        return cls(characters, words, regression, examples, np.asarray(intents))

    @classmethod
    def load(cls, path: Path) -> SmallTalkPhrases:
        """As `save` left it; raises when the file holds foreign code."""
        return cls(*skops.io.load(path, trusted=_TRUSTED))

    def __init__(
        self,
        characters: TfidfVectorizer,
        words: TfidfVectorizer,
        regression: LogisticRegression,
        examples: csr_matrix,
        intents: np.ndarray,
    ) -> None:
        self._fitted = [characters, words, regression, examples, intents]
        self._vectorizers = [_Vectorizer(characters), _Vectorizer(words)]
        self._regression = regression
        # both parts of a vector have length 1, so twice the mean of their cosines is the product
        self._examples = {intent: examples[intents == intent] for intent in set(intents.tolist())}

    def save(self, path: Path) -> None:
        """Writes everything that was fitted to one file."""
        skops.io.dump(self._fitted, path)

    def likeness(self, text: Text) -> Likeness:
        """What the text is like; empty when it is written in letters that no example has."""
        read = _read(text)
        if not self._is_readable(read):
            return Likeness([], 0.0)
        vector = hstack([vectorizer.vector(read) for vectorizer in self._vectorizers]).tocsr()
        probabilities = self._regression.predict_proba(vector)[0]
        best = np.argsort(-probabilities)[:3]
        ranking = [(str(self._regression.classes_[i]), float(probabilities[i])) for i in best]
        cosines = (self._examples[ranking[0][0]] @ vector.T).toarray() / len(self._vectorizers)
        return Likeness(ranking, min(1.0, float(cosines.max())))

    def _is_readable(self, read: Text) -> bool:
        """True when at least half of the letters and digits occur in the examples' alphabets."""
        known: Collection[Text] = self._vectorizers[0].columns
        characters = [c for c in strip_accents_unicode(read.lower()) if c.isalnum()]
        return 2 * sum(c in known for c in characters) >= len(characters)


class _Vectorizer:
    """One of scikit-learn's, but what it does not know weighs on a text's length."""

    def __init__(self, fitted: TfidfVectorizer) -> None:
        self.columns: Dict[Text, int] = fitted.vocabulary_
        self._features_of = fitted.build_analyzer()
        self._rarities = fitted.idf_
        self._rarest = float(fitted.idf_.max())

    def vector(self, read: Text) -> csr_matrix:
        """The text's vector, shape (1, features); its length is 1 when all of it is known."""
        columns: List[int] = []
        weights: List[float] = []
        squares = 0.0
        for feature, count in Counter(self._features_of(read)).items():
            column = self.columns.get(feature)
            rarity = self._rarest if column is None else self._rarities[column]
            weight = (1.0 + math.log(count)) * rarity
            squares += weight * weight
            if column is not None:
                columns.append(column)
                weights.append(weight)
        scaled = np.asarray(weights) / math.sqrt(squares or 1.0)
        return csr_matrix(
            (scaled, (np.zeros(len(columns), dtype=int), columns)), shape=(1, len(self._rarities))
        )


def _read(text: Text) -> Text:
    """The beginning of a text without punctuation, letters drawn out written once."""
    words = _PUNCTUATION.sub(" ", text[:_READ_CHARACTERS].lower())
    return _DRAWN_OUT.sub(r"\1", words)
