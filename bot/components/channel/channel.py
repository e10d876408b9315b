"""Owns the HTTP door of the assistant: `POST /webhooks/ochota/turn` and `GET /health`.

A turn always ends in something to show: when the dialogue fails, is slow or stays silent, the
customer is told so in their language and a human is asked for.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import time
from typing import Any, Awaitable, Callable, Dict, Optional, Text
from weakref import WeakValueDictionary

import aiohttp
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from components.channel.knowledge import (
    KnowledgeBase,
    KnowledgeUnavailable,
    Search,
    slim,
    unavailable,
    without_answers,
)
from components.channel.parts import Part, TurnOutput, handoff_part, text_part
from components.channel.turn import InvalidTurn, Turn, parse_turn
from components.event_store import forget
from components.knowledge_intent import has_words, language_entity

logger = logging.getLogger(__name__)

TURN_SECONDS = 6.0
HEALTH_SECONDS = 1.0

_APOLOGIES = {
    "cs": (
        "Omlouvám se, něco se u mě pokazilo a nemohu vám teď odpovědět. "
        "Předávám vás kolegům, ozvou se přímo tady."
    ),
    "en": (
        "Sorry, something went wrong on my side and I can't answer right now. "
        "I'm handing you over to a colleague, who will reply right here."
    ),
}


class OchotaInput(InputChannel):
    """Rasa's input channel for the helpdesk.

    Without a knowledge base nothing is searched and Rasa's own NLU has the last word.
    """

    @classmethod
    def name(cls) -> Text:
        """Rasa's name of the channel."""
        return "ochota"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> OchotaInput:
        """The channel of credentials.yml; raises when the token is missing."""
        # Rasa fills variables into endpoints.yml only
        values = {key: os.path.expandvars(str(value)) for key, value in (credentials or {}).items()}
        token = values.get("token", "")
        if not token or token.startswith("${"):
            raise ValueError("credentials.yml holds no token for the channel")
        return cls(
            token=token,
            knowledge=KnowledgeBase(values["knowledge_url"], token),
            actions_url=values["actions_url"],
            turn_seconds=float(values.get("turn_seconds", TURN_SECONDS)),
        )

    def __init__(
        self,
        *,
        token: str,
        knowledge: Optional[KnowledgeBase],
        actions_url: str,
        turn_seconds: float = TURN_SECONDS,
    ) -> None:
        self._authorization = f"Bearer {token}".encode()
        self._knowledge = knowledge
        self._actions_url = actions_url
        self._turn_seconds = turn_seconds
        # Rasa's own lock polls once a second; this one hands the turn over at once
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def url_prefix(self) -> Text:
        """The root, so that `/health` stands where every process has it."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; messages go to Rasa through `on_new_message`."""
        blueprint = Blueprint("ochota_channel")

        @blueprint.route("/health", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return await self._health(request.app)

        @blueprint.route("/webhooks/ochota/turn", methods=["POST"])
        async def take_turn(request: Request) -> HTTPResponse:
            if not self._is_authorised(request):
                return _error(401, "unauthorized", "The internal token is missing or wrong.")
            try:
                turn = parse_turn(request.json)
            except InvalidTurn as error:
                return _error(422, "invalid_turn", "The request is no turn.", error.fields)
            except Exception:
                return _error(400, "malformed", "The request's body is no JSON.")
            if not _is_ready(request.app):
                return response.json(_failed_reply(turn, "assistant_failed", "no model is loaded"))
            reply = await self._take(turn, on_new_message)
            if reply["error"] is not None:
                # a dialogue that failed may be stuck; without its state the next turn works
                await forget(request.app.ctx.agent.tracker_store, turn.sender)
            return response.json(reply)

        @blueprint.listener("after_server_stop")
        async def close(app: Sanic, loop: Any) -> None:
            if self._knowledge is not None:
                await self._knowledge.close()

        return blueprint

    async def _take(
        self, turn: Turn, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> Dict[str, Any]:
        started_at = time.monotonic()
        reply = _Reply(turn)
        try:
            await asyncio.wait_for(
                self._run_dialogue(turn, reply, on_new_message), self._turn_seconds
            )
        except asyncio.TimeoutError:
            return self._give_up(
                reply, "timeout", f"the turn took longer than {self._turn_seconds:g} s"
            )
        except Exception as error:
            logger.exception("turn %s of %s failed", turn.message_id, turn.sender)
            return self._give_up(reply, "assistant_failed", f"{type(error).__name__}: {error}")
        if not reply.output.parts:
            # an action server that fails is silence here
            reason = await self._actions_problem() or "it ran no action"
            return self._give_up(reply, "empty_reply", f"the dialogue ended mute: {reason}")
        logger.debug("turn taken in %.1f ms", 1000 * (time.monotonic() - started_at))
        return reply.as_json()

    async def _run_dialogue(
        self,
        turn: Turn,
        reply: _Reply,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> None:
        metadata: Dict[str, Any] = {"language": turn.language}
        reply.metadata = metadata
        parse_data = _parse_data_of_choice(turn)
        if parse_data is not None:
            metadata["intent"] = parse_data["intent"]
        elif self._knowledge is not None and has_words(turn.text):
            metadata["search"] = await self._search(self._knowledge, turn, reply)
        lock = self._locks.setdefault(turn.sender, asyncio.Lock())
        async with lock:
            await on_new_message(
                UserMessage(
                    turn.text,
                    reply.output,
                    turn.sender,
                    parse_data=parse_data,  # type: ignore[arg-type]
                    input_channel=self.name(),
                    message_id=turn.message_id,
                    metadata=metadata,
                )
            )

    async def _search(self, knowledge: KnowledgeBase, turn: Turn, reply: _Reply) -> Search:
        try:
            found = await knowledge.search(turn.text, turn.language)
        except KnowledgeUnavailable as error:
            logger.error("turn %s goes without a search: %s", turn.message_id, error)
            return unavailable()
        reply.search = without_answers(found)
        return slim(found, turn.shown_entry_ids)

    def _give_up(self, reply: _Reply, code: str, message: str) -> Dict[str, Any]:
        turn = reply.turn
        logger.error("turn %s of %s: %s (%s)", turn.message_id, turn.sender, code, message)
        return _failed_reply(turn, code, message, reply)

    def _is_authorised(self, request: Request) -> bool:
        given = (request.headers.get("authorization") or "").encode(errors="replace")
        return hmac.compare_digest(given, self._authorization)

    async def _health(self, app: Sanic) -> HTTPResponse:
        if not _is_ready(app):
            return response.json({"status": "starting", "reason": "no model is loaded"}, 503)
        reason = await self._actions_problem()
        return response.json({"status": "degraded" if reason else "ready", "reason": reason})

    async def _actions_problem(self) -> Optional[str]:
        timeout = aiohttp.ClientTimeout(total=HEALTH_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(f"{self._actions_url}/health") as answer,
            ):
                if answer.status == 200:
                    return None
                return f"the action server answers {answer.status}"
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return "the action server does not answer"


class _Reply:
    """What a turn has come to so far."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.output = TurnOutput(turn.language)
        self.metadata: Dict[str, Any] = {}
        self.search: Optional[Search] = None

    def as_json(
        self, parts: Optional[list[Part]] = None, error: Optional[Dict[str, str]] = None
    ) -> Dict[str, Any]:
        """The response of the contract."""
        intent = self.metadata.get("intent") or {}
        return {
            "parts": self.output.parts if parts is None else parts,
            "intent": intent.get("name"),
            "intent_confidence": round(float(intent.get("confidence") or 0.0), 4),
            "search": self.search,
            "error": error,
        }


def _parse_data_of_choice(turn: Turn) -> Optional[Dict[str, Any]]:
    # handed to Rasa as already understood: no text is parsed, so none can pose as a choice
    if turn.choice is None:
        return None
    return {
        "text": turn.text,
        "intent": {"name": turn.choice.intent, "confidence": 1.0},
        "entities": [language_entity(turn.language)],
        "choice": {
            "entry_id": turn.choice.entry_id,
            "already_shown": turn.choice.entry_id in turn.shown_entry_ids,
        },
    }


def _failed_reply(
    turn: Turn, code: str, message: str, reply: Optional[_Reply] = None
) -> Dict[str, Any]:
    parts = [
        text_part(_APOLOGIES[turn.language], turn.language),
        handoff_part("assistant_unavailable"),
    ]
    return (reply or _Reply(turn)).as_json(parts, {"code": code, "message": message})


def _is_ready(app: Sanic) -> bool:
    agent = getattr(app.ctx, "agent", None)
    return agent is not None and bool(agent.is_ready())


def _error(
    status: int, code: str, message: str, fields: Optional[list[Dict[str, str]]] = None
) -> HTTPResponse:
    error: Dict[str, Any] = {"code": code, "message": message}
    if fields is not None:
        error["fields"] = fields
    return response.json({"error": error}, status)
