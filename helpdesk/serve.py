"""The web server: gunicorn with gevent, configured here, one process by default.

gevent's patches come before anything else is loaded, so that every wait is cooperative: an open
stream costs a greenlet, not a thread.
"""

# ruff: noqa: E402 - see above
from gevent import monkey

monkey.patch_all()

import argparse
import logging
import socket
from typing import Any

import gevent
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.ggevent import GeventWorker
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from helpdesk import language
from helpdesk.app import Helpdesk, create_app
from helpdesk.background import Background
from helpdesk.database import Database
from helpdesk.settings import Settings
from helpdesk.turns.runner import STOP_SECONDS

log = logging.getLogger(__name__)

GRACEFUL_SECONDS = 12
# a stop waits for idle connections too: a browser's next message may open a new one instead
KEEP_ALIVE_SECONDS = 4
CONNECTIONS = 4000
# a request must not hang, but streams have no end: gunicorn's own time-out only watches the loop
LOOP_SECONDS = 60
# a reader that acknowledges nothing for so long has gone (a closed laptop): its stream ends, and
# with it the presence of its agent
SILENT_MILLISECONDS = 30_000


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A gevent worker that ends its streams when it is told to stop."""

    background: Background | None = None
    stopping: gevent.Greenlet | None = None

    def init_process(self) -> None:
        """Start what runs beside the requests, then serve."""
        parts: Helpdesk = self.app.wsgi().extensions["helpdesk"]
        language.prepare()
        runs_turns = parts.settings.turn_runner == "web"
        self.background = Background(
            parts.settings,
            parts.database,
            parts.wakeups,
            parts.assistant,
            knowledge=parts.knowledge,
            runs_turns=runs_turns,
        )
        self.background.start()
        for listener in self.sockets:
            # what is accepted inherits it
            listener.sock.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT_MILLISECONDS
            )
        super().init_process()

    def run(self) -> None:
        """Serve until told to stop, leave no turn half-way and no connection open."""
        super().run()
        if self.stopping is not None:
            self.stopping.join(timeout=STOP_SECONDS)
        self.app.wsgi().extensions["helpdesk"].close()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop taking connections; streams end at once, their readers come back later."""
        super().handle_exit(sig, frame)
        if self.background is not None:
            # a signal handler runs in the event loop, which must not wait
            self.stopping = gevent.spawn(self.background.stop)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Ctrl-C ends no turn half-way either."""
        self.handle_exit(sig, frame)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn, set up by these settings and nothing else."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Take every setting from ours."""
        host = f"[{self._settings.host}]" if ":" in self._settings.host else self._settings.host
        options = {
            "bind": f"{host}:{self._settings.port}",
            "workers": 1,
            "worker_class": Worker,
            "worker_connections": CONNECTIONS,
            "timeout": LOOP_SECONDS,
            "graceful_timeout": GRACEFUL_SECONDS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "proc_name": "ochota-web",
            "loglevel": self._settings.log_level.lower(),
            "accesslog": None,
            "limit_request_line": 8190,
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application."""
        return create_app(self._settings)


def serve(settings: Settings, _options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    database = Database(settings.sqlalchemy_url)
    try:
        with database.read() as session:
            session.execute(text("SELECT 1 FROM helpdesk_version"))
    except SQLAlchemyError as error:
        log.error("action=not_started reason=%s", str(error).splitlines()[0])
        log.error("Run `python -m helpdesk migrate` first, or check DATABASE_URL.")
        return 1
    finally:
        database.close()
    Server(settings).run()
    return 0
