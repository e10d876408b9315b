"""The Flask application: `create_app` puts the helpdesk's parts together."""

import importlib
import importlib.util
import logging
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from helpdesk import errors
from helpdesk.agents.passwords import Passwords
from helpdesk.assistant_client import AssistantClient
from helpdesk.database import Database
from helpdesk.desk.board import Board
from helpdesk.faq.catalogue import Catalogue
from helpdesk.knowledge_client import KnowledgeBase
from helpdesk.settings import Settings
from helpdesk.streams.slots import StreamSlots
from helpdesk.streams.wakeups import Wakeups
from helpdesk.summary import Summaries
from helpdesk.waiting.room import WaitingRoom

log = logging.getLogger(__name__)

# each names a module with `api: APIBlueprint`
APIS = (
    "helpdesk.api.health",
    "helpdesk.api.customer",
    "helpdesk.api.session",
    "helpdesk.api.contact",
    "helpdesk.api.customer_attachments",
    "helpdesk.api.desk",
    "helpdesk.api.presence",
    "helpdesk.api.queue",
    "helpdesk.api.board",
    "helpdesk.api.reading",
    "helpdesk.api.notices",
    "helpdesk.api.customers",
    "helpdesk.api.notes",
    "helpdesk.api.attachments",
    "helpdesk.api.merging",
    "helpdesk.api.flags",
    "helpdesk.api.flags_list",
    "helpdesk.api.summary",
    "helpdesk.api.canned_replies",
    "helpdesk.api.people",
    "helpdesk.api.departments",
    "helpdesk.api.hours",
    "helpdesk.api.sla",
    "helpdesk.api.routing_rules",
    "helpdesk.api.audit",
    "helpdesk.api.reports",
    "helpdesk.api.outbox",
    "helpdesk.api.labels",
    "helpdesk.api.labels_export",
    "helpdesk.api.certificate",
    "helpdesk.api.knowledge",
    "helpdesk.api.faq",
)
# modules with `install(app: Flask) -> None`, called in this order
PARTS = (
    "helpdesk.api.limits",
    "helpdesk.api.cors",
    "helpdesk.security_headers",
    "helpdesk.pages",
)

MAX_BODY_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Helpdesk:
    """What the parts of one application share. Get it with `helpdesk()` inside a request."""

    settings: Settings
    database: Database
    wakeups: Wakeups
    knowledge: KnowledgeBase
    catalogue: Catalogue
    summaries: Summaries
    passwords: Passwords
    assistant: AssistantClient
    stream_slots: StreamSlots
    waiting: WaitingRoom
    board: Board

    def close(self) -> None:
        """Give the connections back, when the server stops. Nothing works afterwards."""
        self.knowledge.close()
        self.assistant.close()
        self.database.close()


def helpdesk() -> Helpdesk:
    """The running application's shared parts."""
    return cast(Helpdesk, current_app.extensions["helpdesk"])


def create_app(settings: Settings) -> Flask:
    """The application for these settings. It opens no connection and starts nothing."""
    app = OpenAPI(
        "helpdesk",
        info=Info(title="Ochota", version="1"),
        security_schemes={
            "conversation": {"type": "http", "scheme": "bearer"},
            "agent": {"type": "apiKey", "in": "cookie", "name": "ochota_session"},
        },
        responses={
            400: errors.ErrorBody,
            429: errors.ErrorBody,
            503: errors.ErrorBody,
        },
        validation_error_status=422,
        validation_error_model=errors.ErrorBody,
        validation_error_callback=errors.validation_response,
        static_folder=None,
    )
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    wakeups = Wakeups()
    database = Database(settings.sqlalchemy_url, listener=wakeups)
    knowledge = KnowledgeBase(
        settings.knowledge_url,
        token=settings.internal_token.get_secret_value(),
        read_timeout_seconds=settings.knowledge_seconds,
    )
    app.extensions["helpdesk"] = Helpdesk(
        settings=settings,
        database=database,
        wakeups=wakeups,
        knowledge=knowledge,
        catalogue=Catalogue(knowledge),
        summaries=Summaries(knowledge),
        passwords=Passwords.strong(),
        assistant=AssistantClient(
            settings.assistant_url,
            token=settings.internal_token.get_secret_value(),
            budget_seconds=settings.turn_seconds,
        ),
        stream_slots=StreamSlots(
            per_owner=settings.streams_per_conversation, in_all=settings.streams_at_once
        ),
        waiting=WaitingRoom(database, settings.agent_present_for),
        board=Board(
            database,
            wakeups,
            present_for=settings.agent_present_for,
            check_seconds=settings.heartbeat_seconds,
        ),
    )
    errors.install(app)
    for name in PARTS:
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name).install(app)
    for name in APIS:
        if importlib.util.find_spec(name) is not None:
            blueprint: APIBlueprint = importlib.import_module(name).api
            app.register_api(blueprint)
    return app
