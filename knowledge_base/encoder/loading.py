"""Which encoder the settings mean, prepared if need be and on the fastest engine there is."""

import importlib.util
import logging
from collections.abc import Callable
from pathlib import Path

from knowledge_base.checked_folder import FolderDamaged, FolderMissing, verified_manifest
from knowledge_base.errors import EncoderError

from .encoder import Encoder
from .engines import Engine, OnnxEngine, TorchEngine
from .package_weights import SHA256
from .prepare import (
    DEFAULT_MODEL,
    FORMAT,
    INT8_GRAPH,
    LONGEST_INPUT,
    PASSAGE_PROMPT,
    QUESTION_PROMPT,
    prepare_encoder,
)

_log = logging.getLogger(__name__)


def load_encoder(
    model: str = DEFAULT_MODEL,
    *,
    state: Path,
    engine: str = "auto",
    threads: int = 1,
    progress: Callable[[str], None] = _log.info,
) -> Encoder:
    """The encoder of this name: the default model, or any sentence-transformers name or folder.

    `engine` is `auto`, `onnxruntime` or `torch`; `auto` is the fastest that is installed. The
    default model is prepared in the state folder if it is missing or damaged. Raises EncoderError
    with what to do when there is no such model or engine.
    """
    if engine not in ("auto", "onnxruntime", "torch"):
        raise EncoderError(f"unknown engine {engine!r}: use auto, onnxruntime or torch")
    if model != DEFAULT_MODEL:
        return _load_other(model, engine=engine, threads=threads)
    folder = prepare(state=state, progress=progress)
    chosen: Engine
    if engine == "torch" or (engine == "auto" and not _is_installed("onnxruntime")):
        if engine == "auto":
            _log.warning("onnxruntime is not installed: encoding with torch, some times slower")
        chosen = TorchEngine(str(folder), threads=threads)
    else:
        chosen = OnnxEngine(
            folder,
            graph=INT8_GRAPH,
            precision="int8",
            longest_input=LONGEST_INPUT,
            threads=threads,
        )
    return Encoder(
        chosen,
        model=DEFAULT_MODEL,
        fingerprint=SHA256,
        question_prompt=QUESTION_PROMPT,
        passage_prompt=PASSAGE_PROMPT,
    )


def prepare(*, state: Path, progress: Callable[[str], None] = _log.info) -> Path:
    """The default encoder's folder, made now if it is missing, damaged or of an older format."""
    folder = state / "encoder" / DEFAULT_MODEL
    try:
        manifest = verified_manifest(folder)
        if manifest.get("format") == FORMAT and manifest.get("weights_sha256") == SHA256:
            return folder
        _log.info("the encoder in %s is of an older format: preparing it anew", folder)
    except FolderMissing:
        _log.info("no encoder in %s yet: preparing it", folder)
    except FolderDamaged as error:
        _log.warning("the encoder is damaged, preparing it anew: %s", error)
    prepare_encoder(folder, progress)
    return folder


def _load_other(model: str, *, engine: str, threads: int) -> Encoder:
    if engine == "onnxruntime":
        raise EncoderError(f"{model!r} has no exported graph: use the engine auto or torch")
    try:
        torch_engine = TorchEngine(model, threads=threads)
    except (OSError, ValueError) as error:
        raise EncoderError(
            f"no sentence-transformers model {model!r} on this machine: {error}"
        ) from error
    prompts = torch_engine.model.prompts
    return Encoder(
        torch_engine,
        model=model,
        fingerprint=torch_engine.fingerprint(),
        question_prompt=prompts.get("query") or "",
        passage_prompt=prompts.get("document") or prompts.get("passage") or "",
    )


def _is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None
