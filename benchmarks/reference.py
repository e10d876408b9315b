"""Owns the reference's trained model and how it takes the assistant's place in a stack.

Rasa's documented FAQ recipe, trained on the same entries (see `reference_bot`), behind the same
helpdesk and channel: only the assistant differs.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from stack.installation import BOT_PYTHON
from stack.processes import ProcessGroup
from stack.progress import run_step
from stack.settings import ROOT
from stack.temporary import PREPARED_STATE

FOLDER = PREPARED_STATE / "reference"
RUN = ROOT / "benchmarks" / "reference_bot" / "run.py"
_MODEL = FOLDER / "reference.tar.gz"
_FINGERPRINT = FOLDER / "fingerprint"


def train_when_changed() -> None:
    """Train the reference unless the kept model was made of the same entries and recipe."""
    fingerprint = _fingerprint()
    if _MODEL.exists() and _FINGERPRINT.exists() and _FINGERPRINT.read_text() == fingerprint:
        return
    _FINGERPRINT.unlink(missing_ok=True)
    run_step(
        "Training the reference",
        [str(BOT_PYTHON), str(RUN), "train"],
        because="DIETClassifier 50 epochs, ResponseSelector 100; some twenty minutes, "
        "once for these entries",
        log=FOLDER / "training.log",
        environment={**os.environ, "OCHOTA_REFERENCE": str(FOLDER), "TF_CPP_MIN_LOG_LEVEL": "3"},
        folder=ROOT,
    )
    _FINGERPRINT.write_text(fingerprint)


def take_the_assistants_place(group: ProcessGroup) -> None:
    """Have the group start the reference as Rasa, and no actions, which it does not use."""
    rasa = group["rasa"]
    rasa.command = (str(BOT_PYTHON), str(RUN), "serve")
    rasa.environment = {**rasa.environment, "OCHOTA_REFERENCE": str(FOLDER)}
    del group.processes["actions"]


def _fingerprint() -> str:
    sources: list[Path] = [
        *sorted((ROOT / "demo" / "knowledge_base").glob("*.yaml")),
        *sorted((ROOT / "bot" / "data" / "nlu").glob("small_talk_*.yml")),
        ROOT / "bot" / "domain" / "responses.yml",
        ROOT / "bot" / "requirements.txt",
        RUN.with_name("project.py"),
    ]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()
