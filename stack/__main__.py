"""`python3 -m stack COMMAND`: what the Makefile calls."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
import time
from collections.abc import Mapping
from types import FrameType

from stack.credentials import Credentials
from stack.errors import StackError
from stack.installation import install, remove
from stack.preparation import check_settings, prepare
from stack.processes import ProcessGroup, check_ports
from stack.progress import say
from stack.settings import StackSettings

WATCH_INTERVAL_SECONDS = 0.5


def main() -> int:
    """Run one command; a StackError becomes its message and exit code 1."""
    parser = argparse.ArgumentParser(prog="python3 -m stack", description=__doc__)
    commands = {
        "run": run,
        "install": lambda: install(StackSettings.from_environment()),
        "test-tools": lambda: install(StackSettings.from_environment(), for_tests=True),
        "prepare": lambda: _prepared(StackSettings.from_environment()),
        "check-settings": lambda: _checked(StackSettings.from_environment()),
        "clean": remove,
    }
    parser.add_argument("command", choices=list(commands))
    try:
        commands[parser.parse_args().command]()
    except StackError as error:
        say(f"\nOchota: {error}")
        return 1
    except OSError as error:
        full = error.errno == errno.ENOSPC
        say(f"\nOchota: {'the disk is full; free some room and run again.' if full else error}")
        return 1
    except KeyboardInterrupt:
        say("\nOchota: stopped.")
        return 130
    return 0


def run() -> None:
    """Install, prepare, start, print the addresses, and watch until Ctrl-C or SIGTERM."""
    started = time.monotonic()
    # SIGINT too: a shell starts what it puts in the background with it ignored
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    settings = StackSettings.from_environment()
    check_ports(settings)
    install(settings)
    environment = _checked(settings)
    prepare(settings, environment)
    group = ProcessGroup(settings, environment)
    say("• Starting the four processes (knowledge base, actions, Rasa, web)")
    try:
        group.start(say)
        _print_addresses(settings, time.monotonic() - started)
        while True:
            time.sleep(WATCH_INTERVAL_SECONDS)
            group.restart_ended(say)
    finally:
        # a second Ctrl-C must not leave a process behind
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        say("\n• Stopping")
        group.stop()


def _checked(settings: StackSettings) -> Mapping[str, str]:
    credentials = Credentials.load_or_create(settings.state)
    environment = settings.environment(internal_token=credentials.internal_token)
    check_settings(environment)
    return environment


def _prepared(settings: StackSettings) -> None:
    prepare(settings, _checked(settings))


def _print_addresses(settings: StackSettings, seconds: float) -> None:
    base = os.environ.get("OCHOTA_PUBLIC_URL") or f"http://{settings.host}:{settings.port}"
    agents = settings.state / "demo-agents.txt"
    say(f"\nOchota is ready ({seconds:.0f} s).\n")
    say(f"  Chat demo page      {base}/")
    say(f"  FAQ page            {base}/faq/cs   {base}/faq/en")
    say(f"  Agent desk          {base}/desk")
    say(f"  API documentation   {base}/openapi/swagger")
    if agents.exists():
        say(f"\n  Agents' names and passwords are in {agents}")
    say(f"  Logs are in {settings.logs}. Ctrl-C stops everything.\n")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
