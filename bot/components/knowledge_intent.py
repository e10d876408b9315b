"""Owns the choice between small talk and question: one intent of the classifier's and the search's.

The channel has already asked the knowledge base and put a slim answer into the message's
metadata; nothing here waits for anything, because NLU components run on the event loop that
serves every conversation.
"""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Text, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import speedups

speedups.apply()

LANGUAGES = ("cs", "en")
QUESTION = "question"
NEARNESS = "small_talk_nearness"
"""Where the classifier leaves how near the text comes to an example of its first intent, 0..1."""

# They end with a human: taken wrongly, nobody is told anything wrong.
TALK_TO_HUMAN = "talk_to_human"
WISHES = frozenset({TALK_TO_HUMAN, "complaint"})


class NearnessNeeded(NamedTuple):
    """How near small talk has to be to win, by what the search would do: 1 is word for word.

    The surer the search is of an entry, the more the text has to be one of the phrases itself.
    Chosen on the held-out texts and on answerable questions of several companies.
    """

    without_entry: float
    against_choices: float
    against_answer: float

    def against(self, asked: Text) -> float:
        """The nearness needed against the search's intent."""
        if asked == "faq":
            return self.against_answer
        return self.against_choices if asked == "faq_ambiguous" else self.without_entry


TALK_NEEDS = NearnessNeeded(without_entry=0.3, against_choices=0.5, against_answer=0.6)
# An entry about contacting the company must not keep anybody from a human.
WISH_NEEDS = NearnessNeeded(without_entry=0.2, against_choices=0.33, against_answer=0.45)


def has_words(text: Text) -> bool:
    """True when there is a letter or a digit of any script in the text."""
    return any(character.isalnum() for character in text)


def intent_of_search(search: Dict[Text, Any]) -> Dict[Text, Any]:
    """The intent a search result stands for, with the confidence that it is the right one."""
    confidence = float(search["confidence"])
    decision = search["decision"]
    if decision == "answer":
        return {"name": "faq", "confidence": confidence}
    if decision == "clarify":
        return {"name": "faq_ambiguous", "confidence": confidence}
    if decision == "hand_off":
        name = "no_answer" if search.get("reason") == "no_answer" else "nlu_fallback"
        return {"name": name, "confidence": 1.0 - confidence}
    return {"name": "knowledge_unavailable", "confidence": 1.0}


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class KnowledgeIntent(IntentClassifier, GraphComponent, EntityExtractorMixin):
    """Keeps small talk that is sure and near to a phrase; all else gets the search's intent.

    Without a search in the metadata (`rasa test`, `rasa shell`) the classifier's word stands.
    What it decided is left in the metadata under `intent`, where the channel reads it.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Rasa's contract: the component's settings with their defaults."""
        return {
            # below it the classifier's small talk is not believed
            "small_talk_threshold": 0.4,
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KnowledgeIntent:
        """Rasa's contract: a component for one graph."""
        return cls(config)

    @classmethod
    def required_components(cls) -> List[Type]:
        """Rasa's contract: a classifier has to come first."""
        return [IntentClassifier]

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Rasa's contract: raises ValueError on a threshold that is no probability."""
        threshold = config.get("small_talk_threshold", 0.0)
        if not 0.0 <= float(threshold) <= 1.0:
            raise ValueError(f"small_talk_threshold is {threshold}, it must lie in 0..1")

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._threshold = float(config["small_talk_threshold"])

    def process(self, messages: List[Message]) -> List[Message]:
        """The messages with intent, language entity and slim search result set."""
        for message in messages:
            # tokens would be stored and sent with every later turn
            message.output_properties.discard(TEXT_TOKENS)
            metadata = message.get("metadata") or {}
            self._add_language(message, metadata)
            search = metadata.pop("search", None)
            if search is not None:
                message.set("search", search, add_to_output=True)
            ranking = self._ranking(message, search)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[:2], add_to_output=True)
            if metadata:
                metadata["intent"] = ranking[0]
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The training data as they are: nothing is learnt here."""
        return training_data

    def _ranking(
        self, message: Message, search: Optional[Dict[Text, Any]]
    ) -> List[Dict[Text, Any]]:
        if not has_words(message.get(TEXT) or ""):
            return [{"name": "wordless", "confidence": 1.0}]
        classified = list(message.get(INTENT_RANKING_KEY) or [])
        if not classified:
            classified = [{"name": QUESTION, "confidence": 0.0}]
        if search is None:
            return classified
        asked = intent_of_search(search)
        top = classified[0]
        if self._is_small_talk(top, float(message.get(NEARNESS) or 0.0), asked):
            return [top, asked]
        return [asked, top]

    def _is_small_talk(self, top: Dict[Text, Any], nearness: float, asked: Dict[Text, Any]) -> bool:
        if top["name"] == QUESTION or top["confidence"] < self._threshold:
            return False
        is_answered = asked["name"] == "faq" and asked["confidence"] > top["confidence"]
        if is_answered and top["name"] != TALK_TO_HUMAN:
            # a company may well have an entry on what we take for small talk
            return False
        needs = WISH_NEEDS if top["name"] in WISHES else TALK_NEEDS
        return nearness >= needs.against(asked["name"])

    def _add_language(self, message: Message, metadata: Dict[Text, Any]) -> None:
        language = metadata.get("language")
        if language not in LANGUAGES:
            return
        entities = list(message.get(ENTITIES) or [])
        entities.append(language_entity(language))
        message.set(ENTITIES, entities, add_to_output=True)


def language_entity(language: Text) -> Dict[Text, Any]:
    """The entity that fills the slot `language`."""
    return {
        "entity": "language",
        "value": language,
        "start": 0,
        "end": 0,
        "extractor": "KnowledgeIntent",
    }
