"""The reference's command line: `train` and `serve`, with the assistant's own settings.

    .venv-bot/bin/python benchmarks/reference_bot/run.py train
    .venv-bot/bin/python benchmarks/reference_bot/run.py serve

Its model lies in `$OCHOTA_REFERENCE`. It answers on `OCHOTA_RASA_PORT` by the same protocol as
`bot/run.py serve`, without a knowledge base and without custom actions, and keeps its dialogues in
the same kind of store with the same speed-ups.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "bot"), str(HERE)]
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("LOG_LEVEL", "WARNING")

import skops.io  # noqa: E402, F401  (before TensorFlow, see bot/run.py)
from launcher.settings import Settings, read_settings  # noqa: E402

ENTRIES = ROOT / "demo" / "knowledge_base"
MODEL = "reference.tar.gz"


def main(command: str) -> int:
    """The exit code of `train` or `serve`."""
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(30)
    settings = read_settings()
    folder = Path(os.environ["OCHOTA_REFERENCE"])
    if command == "train":
        return _train(folder)
    if command == "serve":
        settings.require_token()
        _serve(folder, settings)
        return 0
    print("usage: run.py train | serve", file=sys.stderr)
    return 2


def _train(folder: Path) -> int:
    from project import write_project
    from rasa.model_training import train

    responses = write_project(ENTRIES, ROOT / "bot", folder / "project")
    print(f"Training the reference on {responses} responses (some minutes) …", flush=True)
    result = train(
        domain=str(folder / "project" / "domain.yml"),
        config=str(folder / "project" / "config.yml"),
        training_files=[str(folder / "project" / "data")],
        output=str(folder),
        fixed_model_name=MODEL,
    )
    return result.code


def _serve(folder: Path, settings: Settings) -> None:
    from components import speedups
    from components.channel import OchotaInput
    from components.event_store import EventStore
    from rasa.core import run as rasa_run
    from rasa.core.utils import AvailableEndpoints

    speedups.apply()
    channel = OchotaInput(
        token=settings.token,
        knowledge=None,
        actions_url=f"http://127.0.0.1:{settings.actions_port}",
    )
    endpoints = AvailableEndpoints()
    endpoints.tracker_store = EventStore(path=str(settings.state / "bot" / "reference.db"))
    # Rasa makes its channels from a credentials file; this one is made here
    rasa_run.create_http_input_channels = lambda name, credentials: [channel]
    rasa_run.serve_application(
        model_path=str(folder / MODEL),
        interface="127.0.0.1",
        port=settings.rasa_port,
        credentials="none",
        enable_api=False,
        endpoints=endpoints,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
