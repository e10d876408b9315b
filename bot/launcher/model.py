"""Owns the trained model: whether it fits the sources, and training it when it does not."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Iterator

from launcher.settings import BOT_FOLDER, LauncherError

MODEL_NAME = "assistant.tar.gz"
_FINGERPRINT_NAME = "assistant.fingerprint"
_TRAINED_ON = (
    "config.yml",
    "domain",
    "data",
    "components/knowledge_intent.py",
    "components/small_talk_classifier.py",
    "components/small_talk_phrases.py",
)

logger = logging.getLogger(__name__)


def trained_model(folder: Path) -> Path:
    """The model to serve; raises LauncherError when there is none."""
    path = folder / MODEL_NAME
    if not path.is_file():
        raise LauncherError(f"No trained model in {folder}: run `bot/run.py train` first.")
    return path


def train_when_changed(folder: Path) -> bool:
    """True when a model was trained, False when the present one fits the sources.

    The model is put in place by a rename: a crash leaves the old one or none, never half of one.
    """
    fingerprint = sources_fingerprint()
    if _is_current(folder, fingerprint):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        trained = _train(Path(work))
        os.replace(trained, folder / MODEL_NAME)
    mark = f"{fingerprint} {_digest(folder / MODEL_NAME)}"
    (folder / _FINGERPRINT_NAME).write_text(mark)
    return True


def sources_fingerprint() -> str:
    """A digest of everything the model is made of: recipe, domain, data and Rasa's version."""
    import rasa
    import sklearn

    digest = hashlib.sha256()
    digest.update(json.dumps([rasa.__version__, sklearn.__version__]).encode())
    for path in _sources():
        digest.update(str(path.relative_to(BOT_FOLDER)).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in _TRAINED_ON:
        path = BOT_FOLDER / name
        yield from sorted(path.rglob("*.yml")) if path.is_dir() else [path]


def _is_current(folder: Path, fingerprint: str) -> bool:
    model, mark = folder / MODEL_NAME, folder / _FINGERPRINT_NAME
    if not model.is_file() or not mark.is_file():
        return False
    return mark.read_text() == f"{fingerprint} {_digest(model)}"


def _digest(path: Path) -> str:
    # a model damaged on disk is trained anew, not served
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _train(work: Path) -> Path:
    from rasa.model_training import train

    result = train(
        domain=str(BOT_FOLDER / "domain"),
        config=str(BOT_FOLDER / "config.yml"),
        training_files=[str(BOT_FOLDER / "data")],
        output=str(work),
        fixed_model_name=MODEL_NAME,
        force_training=True,
    )
    if result.code != 0 or result.model is None:
        raise LauncherError("Rasa could not train the model; its messages above say why.")
    return Path(result.model)
