"""The helpdesk's commands: ``python -m helpdesk <command>``."""

import argparse
import importlib
import logging
import sys
from collections.abc import Sequence

from helpdesk import settings as settings_module
from helpdesk.settings import Settings, SettingsError

EXIT_WRONG_SETTINGS = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 (failed) or 2 (wrong settings or usage)."""
    options = _parser().parse_args(arguments)
    try:
        settings = settings_module.load()
    except SettingsError as error:
        print(f"Wrong settings:\n{error}", file=sys.stderr)
        return EXIT_WRONG_SETTINGS
    logging.basicConfig(
        level=settings.log_level,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
    )
    for name in ("httpx", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    module, function = options.command
    command = getattr(importlib.import_module(module), function)
    return int(command(settings, options) or 0)


def check_settings(settings: Settings, _options: argparse.Namespace) -> int:
    """Say that the settings hold (wrong ones never come this far)."""
    print(f"Settings are fine; database: {'PostgreSQL' if settings.database_url else 'SQLite'}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m helpdesk", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, module: str, function: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(command=(module, function))
        return command

    # imported when chosen: `serve` must patch the standard library before anything else loads
    add("serve", "helpdesk.serve", "serve", "serve pages, API and streams; run turns")
    add("turn-runner", "helpdesk.turns.command", "run_alone", "run turns in a process of their own")
    add("migrate", "helpdesk.migrations.command", "migrate", "bring the database up to date")
    add("check-settings", "helpdesk.__main__", "check_settings", "check the settings only")
    add("load-demo", "helpdesk.demo.command", "load_demo", "fill an empty database with the demo")
    agent = add(
        "add-agent", "helpdesk.agents.command", "add_agent", "add an agent, a lead or an admin"
    )
    agent.add_argument("username")
    agent.add_argument("--name", help="the name customers see; default: the username")
    agent.add_argument("--role", choices=("agent", "lead", "admin"), default="agent")
    agent.add_argument("--capacity", type=int, default=5, help="conversations at once")
    return parser


if __name__ == "__main__":
    sys.exit(main())
