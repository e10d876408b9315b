"""Puts the parts of the running service together from the settings."""

from flask import Flask

from knowledge_base.certificate.in_force import Policy
from knowledge_base.certificate.rulebook import Rulebook
from knowledge_base.certificate.store import CertificateStore
from knowledge_base.content import Content
from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.live_index import LiveIndex
from knowledge_base.service import create_app
from knowledge_base.settings import Settings
from knowledge_base.store import Database
from knowledge_base.tone import ToneReader


def composed_service(settings: Settings) -> Flask:
    """The service with its index started; stop it as `app.extensions["live_index"]`."""
    token = settings.required_token()
    content = Content(Database(settings.store_url))
    tone = ToneReader(settings.tone_file)
    live_index = composed_index(settings, content, tone)
    app = create_app(content, live_index, token, tone)
    app.extensions["live_index"] = live_index
    live_index.start()
    return app


def composed_index(
    settings: Settings, content: Content | None = None, tone: ToneReader | None = None
) -> LiveIndex:
    """The index over the settings' database, not yet started; it prepares `tone` when it is."""
    content = content or Content(Database(settings.store_url))

    def load() -> Encoder:
        encoder = load_encoder(
            settings.encoder,
            state=settings.state,
            engine=settings.encoder_engine,
            threads=settings.encoder_threads,
        )
        if tone is not None:
            tone.prepare(encoder)
        return encoder

    return LiveIndex(
        content,
        settings.index_folder,
        load,
        rulebook=Rulebook(CertificateStore(content.database), policy_of(settings)),
    )


def policy_of(settings: Settings) -> Policy:
    """What the operator set about thresholds and certificates."""
    return Policy(
        answer=settings.answer_threshold,
        clarify=settings.clarify_threshold,
        tolerance=settings.certificate_tolerance,
    )
