"""Owns small talk told from questions: a linear classifier over local features, no TensorFlow.

Rasa's LogisticRegressionClassifier on CountVectorsFeaturizer was measured against it: unscaled
counts make it sure of the wrong thing (it hides its C), and fewer questions stay questions.
"""

from __future__ import annotations

from typing import Any, Collection, Dict, List, Optional, Text, Type

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer, strip_accents_unicode
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from components.knowledge_intent import QUESTION

_FILE = "small_talk.skops"
# What is longer is told by its beginning: nobody hides a greeting behind a page of text.
_READ_CHARACTERS = 400
# what a fitted vectorizer holds beyond what skops trusts by itself
_TRUSTED = ["scipy.sparse._csr.csr_matrix"]


def build_classifier(inverse_regularisation: float) -> Pipeline:
    """An unfitted classifier of texts.

    Character n-grams survive typos, words keep short texts apart, both without diacritics;
    unit vectors make the confidence of a text of unknown words low.
    """
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(1, 4), strip_accents="unicode", sublinear_tf=True
    )
    words = TfidfVectorizer(
        ngram_range=(1, 2),
        token_pattern=r"(?u)\b\w+\b",  # noqa: S106 - a pattern of words, one letter too
        strip_accents="unicode",
        sublinear_tf=True,
    )
    regression = LogisticRegression(
        C=inverse_regularisation, class_weight="balanced", max_iter=1000, random_state=7
    )
    return make_pipeline(make_union(characters, words), regression)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class SmallTalkClassifier(IntentClassifier, GraphComponent):
    """Sets intent and ranking of a message from its text alone."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Rasa's contract: the component's settings with their defaults."""
        return {
            # chosen on held-out sentences; higher is surer of itself
            "inverse_regularisation": 30.0,
        }

    @staticmethod
    def required_packages() -> List[Text]:
        """Rasa's contract: what has to be installed."""
        return ["sklearn", "skops"]

    @classmethod
    def required_components(cls) -> List[Type]:
        """Rasa's contract: nothing has to come first."""
        return []

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SmallTalkClassifier:
        """Rasa's contract: an untrained component for one graph."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SmallTalkClassifier:
        """Rasa's contract: the trained component; raises when the model holds foreign code."""
        with model_storage.read_from(resource) as folder:
            classifier = skops.io.load(folder / _FILE, trusted=_TRUSTED)
        return cls(config, model_storage, resource, classifier)

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        classifier: Optional[Pipeline] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._classifier = classifier

    def train(self, training_data: TrainingData) -> Resource:
        """The resource that holds the classifier fitted on the intent examples."""
        examples = [
            example
            for example in training_data.intent_examples
            if example.get(TEXT) and example.get(INTENT)
        ]
        self._classifier = build_classifier(float(self._config["inverse_regularisation"]))
        self._classifier.fit(
            [example.get(TEXT) for example in examples],
            [example.get(INTENT) for example in examples],
        )
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump(self._classifier, folder / _FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The training data with predictions set, as later components may want them."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """The messages with intent and ranking set, the best first."""
        if self._classifier is None or not messages:
            return messages
        texts = [(message.get(TEXT) or "")[:_READ_CHARACTERS] for message in messages]
        vocabulary = _character_vectorizer(self._classifier).vocabulary_
        probabilities = _predict(self._classifier, texts)
        names = self._classifier.classes_
        for message, text, row in zip(messages, texts, probabilities, strict=True):
            if not _is_readable(text, vocabulary):
                # nothing but its spaces would be looked at
                ranking = [{"name": QUESTION, "confidence": 0.0}]
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
                continue
            best = np.argsort(-row)[:3]
            ranking = [{"name": str(names[i]), "confidence": float(row[i])} for i in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


def _character_vectorizer(classifier: Pipeline) -> TfidfVectorizer:
    return classifier.steps[0][1].transformer_list[0][1]


def _is_readable(text: Text, vocabulary: Collection[Text]) -> bool:
    """True when at least half of the letters and digits occur in the examples' alphabets."""
    characters = [c for c in strip_accents_unicode(text.lower()) if c.isalnum()]
    return 2 * sum(c in vocabulary for c in characters) >= len(characters)


def _predict(classifier: Pipeline, texts: List[Text]) -> np.ndarray:
    # the pipeline's own predict_proba sends its two vectorizers through joblib: 1 ms a message
    union, regression = (step for _, step in classifier.steps)
    features = hstack([vectorizer.transform(texts) for _, vectorizer in union.transformer_list])
    return regression.predict_proba(features.tocsr())
