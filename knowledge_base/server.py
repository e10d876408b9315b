"""Serving the knowledge base: gunicorn with one process of threads, so that one model serves all.

The process that gunicorn starts first only watches: it must not import anything heavy.
"""

import logging
import socket
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from knowledge_base.errors import SettingsError
from knowledge_base.settings import HOST, PREFIX, Settings

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 75
GRACEFUL_STOP_SECONDS = 5
STUCK_WORKER_SECONDS = 60


def serve(settings: Settings) -> None:
    """Serves until the process is told to stop; raises SettingsError when it cannot begin."""
    settings.required_token()
    _require_free_port(settings.knowledge_port)
    _Server(settings).run()


def _require_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise SettingsError(
                [f"{PREFIX}KNOWLEDGE_PORT is {port}: another process uses it, choose another one"]
            ) from error


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn, configured from our settings instead of its own command line."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what it would read from its configuration file."""
        options: dict[str, Any] = {
            "bind": f"{HOST}:{self._settings.knowledge_port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": self._settings.knowledge_threads,
            "keepalive": KEEP_ALIVE_SECONDS,
            "graceful_timeout": GRACEFUL_STOP_SECONDS,
            "timeout": STUCK_WORKER_SECONDS,
            "preload_app": False,  # threads of the index would not survive the fork
            "control_socket_disable": True,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "worker_exit": _stop_index,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> "Flask":
        """The application, in the process that answers requests."""
        from knowledge_base.composition import composed_service

        return composed_service(self._settings)


def _stop_index(_server: object, worker: Any) -> None:
    application = getattr(worker, "wsgi", None)
    if application is not None:
        application.extensions["live_index"].stop()
