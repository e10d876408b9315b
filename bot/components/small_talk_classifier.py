"""Owns small talk told from questions inside Rasa's graph: trains, stores, sets the intents.

Rasa's LogisticRegressionClassifier on CountVectorsFeaturizer was measured against it: unscaled
counts make it sure of the wrong thing (it hides its C), and fewer questions stay questions.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.knowledge_intent import NEARNESS, QUESTION
from components.small_talk_phrases import SmallTalkPhrases

_FILE = "small_talk.skops"


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
            phrases = SmallTalkPhrases.load(folder / _FILE)
        return cls(config, model_storage, resource, phrases)

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        phrases: Optional[SmallTalkPhrases] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._phrases = phrases

    def train(self, training_data: TrainingData) -> Resource:
        """The resource that holds the classifier fitted on the intent examples."""
        examples = [
            example
            for example in training_data.intent_examples
            if example.get(TEXT) and example.get(INTENT)
        ]
        self._phrases = SmallTalkPhrases.fit(
            [example.get(TEXT) for example in examples],
            [example.get(INTENT) for example in examples],
            float(self._config["inverse_regularisation"]),
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._phrases.save(folder / _FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The training data with predictions set, as later components may want them."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """The messages with ranking, the best first, intent and nearness to an example set."""
        if self._phrases is None:
            return messages
        for message in messages:
            likeness = self._phrases.likeness(message.get(TEXT) or "")
            # letters nobody taught it are no small talk
            ranking = [
                {"name": name, "confidence": confidence}
                for name, confidence in likeness.ranking or [(QUESTION, 0.0)]
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(NEARNESS, likeness.nearness)
        return messages
