"""``GET /health``: whether this process, its database and its neighbours work."""

import logging
from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from helpdesk.app import helpdesk
from helpdesk.errors import HelpdeskError

log = logging.getLogger(__name__)

api = APIBlueprint("health", __name__)


@api.get("/health", doc_ui=False)
def health() -> Response:
    """Ready, degraded with the reasons, or (503) starting when the database cannot be used."""
    parts: dict[str, str | None] = {
        "database": _database(),
        "knowledge_base": _knowledge_base(),
        "assistant": helpdesk().assistant.reachable(),
    }
    reasons = [reason for reason in parts.values() if reason is not None]
    status = "starting" if parts["database"] else "degraded" if reasons else "ready"
    body: dict[str, Any] = {
        "status": status,
        "reason": "; ".join(reasons) or None,
        "parts": {name: reason or "ready" for name, reason in parts.items()},
        "streams": helpdesk().stream_slots.open(),
    }
    response = jsonify(body)
    response.status_code = 503 if status == "starting" else 200
    return response


def _database() -> str | None:
    try:
        with helpdesk().database.read() as session:
            session.execute(text("SELECT 1 FROM helpdesk_version"))
    except SQLAlchemyError as error:
        log.error("action=health_failed part=database reason=%s", str(error).splitlines()[0])
        return "the database cannot be used, or was not migrated"
    return None


def _knowledge_base() -> str | None:
    try:
        answer = helpdesk().knowledge.health()
    except HelpdeskError:
        return "the knowledge base does not answer"
    return None if answer.status == "ready" else f"the knowledge base is {answer.status}"
