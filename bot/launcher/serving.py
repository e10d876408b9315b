"""Owns the two servers: Rasa with our channel, and the action server, both on loopback only."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from typing import Any, Dict, List, Optional

import aiohttp
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from launcher.model import trained_model
from launcher.settings import BOT_FOLDER, LauncherError, Settings, export

LOOPBACK = "127.0.0.1"
ACTION_SECONDS = 4.0


class ActionsUnavailable(RasaException):
    """The action server ran no action; the message says why."""


class ActionEndpoint(EndpointConfig):
    """The action server over kept-alive connections, with a timeout of our own.

    Rasa's own endpoint opens a connection for each action and waits 300 s. Whatever goes wrong is
    one error of ours: Rasa takes a 400 for "predict something else" and loops.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url, enable_selective_domain=True)
        self._session: Optional[aiohttp.ClientSession] = None

    async def request(  # type: ignore[override]
        self, method: str = "post", subpath: Optional[str] = None, **kwargs: Any
    ) -> Any:
        """The decoded answer; raises ActionsUnavailable for anything but a 200 with JSON."""
        body: Dict[str, Any] = kwargs["json"]
        try:
            async with self._kept_session().request(method, self.url, json=body) as response:
                if response.status != 200:
                    raise ActionsUnavailable(f"the action server answered {response.status}")
                return await response.json()
        except asyncio.TimeoutError as error:
            raise ActionsUnavailable(
                f"the action server did not answer within {ACTION_SECONDS:g} s"
            ) from error
        except (aiohttp.ClientError, ValueError) as error:
            raise ActionsUnavailable(f"the action server cannot be used: {error}") from error

    def _kept_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=ACTION_SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()


def say_in_one_line(record: logging.LogRecord) -> bool:
    """A filter: an action server that fails is told in one line, anything else as it was."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, ActionsUnavailable):
        record.msg, record.args = f"No action was run: {error}", ()
        record.exc_info = None
    return True


def serve(settings: Settings) -> None:
    """Serves the assistant until it is told to end."""
    settings.require_token()
    model = trained_model(settings.model_folder)
    require_free(settings.rasa_port, "OCHOTA_RASA_PORT")
    settings.trackers.parent.mkdir(parents=True, exist_ok=True)
    export(settings)
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    refused: List[str] = []

    async def refuse_without_model(app: Sanic, loop: Any) -> None:
        # Rasa logs a model it cannot load and serves without one
        if not app.ctx.agent.is_ready():
            refused.append(str(model))
            app.stop()

    logging.getLogger("rasa.core.processor").addFilter(say_in_one_line)
    endpoints = AvailableEndpoints.read_endpoints(str(BOT_FOLDER / "endpoints.yml"))
    endpoints.action = ActionEndpoint(f"http://{LOOPBACK}:{settings.actions_port}/webhook")
    serve_application(
        model_path=str(model),
        interface=LOOPBACK,
        port=settings.rasa_port,
        credentials=str(BOT_FOLDER / "credentials.yml"),
        enable_api=False,
        endpoints=endpoints,
        server_listeners=[(refuse_without_model, "after_server_start")],
    )
    if refused:
        raise LauncherError(f"{model} cannot be loaded: delete it and run `bot/run.py train`.")


def serve_actions(settings: Settings) -> None:
    """Serves the custom actions until it is told to end."""
    settings.require_token()
    require_free(settings.actions_port, "OCHOTA_ACTIONS_PORT")
    export(settings)
    # rasa-sdk binds every interface unless told otherwise
    os.environ["SANIC_HOST"] = LOOPBACK
    from rasa_sdk.endpoint import run

    run("actions", port=settings.actions_port, cors_origins="")


def require_free(port: int, variable: str) -> None:
    """Raises LauncherError when something listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise LauncherError(
                f"Port {port} is in use: end what listens there or set {variable}."
            ) from error
