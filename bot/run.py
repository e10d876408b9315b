"""The assistant's command line: `bot/run.py serve | actions | train | validate | test`.

Owns nothing but the order of imports and the way errors are told.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings
from typing import Callable, Dict

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("LOG_LEVEL", "WARNING")  # Rasa's own: no progress bars

from launcher.settings import LauncherError, Settings, read_settings


def main(arguments: list[str]) -> int:
    """The exit code of a command: 0 done, 1 failed, 2 wrong usage or setting."""
    commands: Dict[str, Callable[[Settings], int]] = {
        "serve": _serve,
        "actions": _actions,
        "train": _train,
        "validate": _validate,
        "test": _test,
    }
    parser = argparse.ArgumentParser(prog="bot/run.py", description="The Rasa assistant.")
    parser.add_argument("command", choices=sorted(commands))
    parser.add_argument("--debug", action="store_true", help="log what Rasa does")
    options = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.debug else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    try:
        return commands[options.command](read_settings())
    except LauncherError as error:
        print(f"bot: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0


def _serve(settings: Settings) -> int:
    _prepare_rasa()
    from launcher.serving import serve

    serve(settings)
    return 0


def _actions(settings: Settings) -> int:
    _silence_deprecations()
    from launcher.serving import serve_actions

    serve_actions(settings)
    return 0


def _train(settings: Settings) -> int:
    _prepare_rasa()
    from launcher.model import train_when_changed

    print("Training the assistant (some 20 s; skipped when nothing changed) …", flush=True)
    changed = train_when_changed(settings.model_folder)
    print("The assistant is trained." if changed else "The assistant is up to date.")
    return 0


def _validate(settings: Settings) -> int:
    _prepare_rasa()
    from launcher.checking import validate

    return validate()


def _test(settings: Settings) -> int:
    _prepare_rasa()
    from launcher.checking import test

    return test(settings)


def _prepare_rasa() -> None:
    _silence_deprecations()
    # skops looks through every loaded module for types it may trust: 0.6 s now, 6–9 s once
    # TensorFlow is loaded
    import skops.io  # noqa: F401
    from rasa.utils.log_utils import configure_structlog

    # unconfigured, structlog prints every debug line
    configure_structlog(logging.getLogger().level)


def _silence_deprecations() -> None:
    # sanic switches them on when it is imported; those of Rasa's pinned libraries help nobody
    import sanic  # noqa: F401

    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", message="Slot auto-fill has been removed")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
