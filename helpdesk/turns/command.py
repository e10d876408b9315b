"""The command that runs turns in a process of their own."""

# ruff: noqa: E402 - the standard library is patched before anything else is loaded
from gevent import monkey

monkey.patch_all()

import argparse
import logging
import signal
import threading

from helpdesk.assistant_client import AssistantClient
from helpdesk.background import Background
from helpdesk.database import Database
from helpdesk.settings import Settings
from helpdesk.streams.wakeups import Wakeups

log = logging.getLogger(__name__)


def run_alone(settings: Settings, _options: argparse.Namespace) -> int:
    """Run turns until SIGTERM or SIGINT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    wakeups = Wakeups()
    database = Database(settings.sqlalchemy_url, listener=wakeups)
    assistant = AssistantClient(
        settings.assistant_url,
        token=settings.internal_token.get_secret_value(),
        budget_seconds=settings.turn_seconds,
    )
    background = Background(settings, database, wakeups, assistant, runs_turns=True)
    background.start()
    log.info("action=turn_runner_started")
    stopping.wait()
    background.stop()
    assistant.close()
    database.close()
    return 0
