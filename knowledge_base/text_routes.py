"""The routes about customers' texts themselves, whatever entries there are: tone and summary."""

from typing import Annotated

from flask import Flask, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from knowledge_base.entries import Language
from knowledge_base.entry_rules import Fields
from knowledge_base.errors import SearchNotReady
from knowledge_base.live_index import LiveIndex
from knowledge_base.request_bodies import SearchedText, json_of
from knowledge_base.search_answer import tone_answer
from knowledge_base.summary import LONGEST_SENTENCE, MOST_SENTENCES, chosen_sentences
from knowledge_base.tone import ToneReader


class ToneRequest(Fields):
    """A customer's text; its language is known to callers, both are judged alike."""

    text: SearchedText
    language: Language


class SummaryRequest(Fields):
    """A customer's sentences, oldest first."""

    sentences: Annotated[
        tuple[Annotated[str, Field(max_length=LONGEST_SENTENCE)], ...],
        Field(max_length=MOST_SENTENCES),
    ]
    language: Language


def add_text_routes(app: Flask, live_index: LiveIndex, tone: ToneReader | None) -> None:
    """Add `POST /tone` and `POST /summary`; without `tone` there is none to tell."""

    @app.post("/tone")
    def read_tone() -> ResponseReturnValue:
        asked = ToneRequest.model_validate(json_of(request))
        if tone is None:
            raise SearchNotReady("This service was started without the reader of tone.")
        return tone_answer(tone.of_text(asked.text))

    @app.post("/summary")
    def summarise() -> ResponseReturnValue:
        asked = SummaryRequest.model_validate(json_of(request))
        return {
            "chosen": chosen_sentences(asked.sentences, live_index.snapshot().retriever.encoder)
        }
