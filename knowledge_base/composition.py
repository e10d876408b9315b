"""Puts the parts of the running service together from the settings."""

from functools import partial

from flask import Flask

from knowledge_base.confidence import DEFAULT_THRESHOLDS
from knowledge_base.content import Content
from knowledge_base.encoder import load_encoder
from knowledge_base.live_index import LiveIndex
from knowledge_base.search_result import Thresholds
from knowledge_base.service import create_app
from knowledge_base.settings import Settings
from knowledge_base.store import Database


def composed_service(settings: Settings) -> Flask:
    """The service with its index started; stop it as `app.extensions["live_index"]`."""
    token = settings.required_token()
    content = Content(Database(settings.store_url))
    live_index = composed_index(settings, content)
    app = create_app(content, live_index, token)
    app.extensions["live_index"] = live_index
    live_index.start()
    return app


def composed_index(settings: Settings, content: Content | None = None) -> LiveIndex:
    """The index over the settings' database, not yet started."""
    return LiveIndex(
        content or Content(Database(settings.store_url)),
        settings.index_folder,
        partial(
            load_encoder,
            settings.encoder,
            state=settings.state,
            engine=settings.encoder_engine,
            threads=settings.encoder_threads,
        ),
        thresholds=thresholds_of(settings),
    )


def thresholds_of(settings: Settings) -> Thresholds:
    """The thresholds set; one that is not set is the default, moved where it would contradict."""
    answer, clarify = settings.answer_threshold, settings.clarify_threshold
    if answer is None:
        answer = max(DEFAULT_THRESHOLDS.answer, clarify or 0.0)
    if clarify is None:
        clarify = min(DEFAULT_THRESHOLDS.clarify, answer)
    return Thresholds(answer=answer, clarify=clarify)
