"""Owns the command `evaluate`: files in, figures out as a table or JSON, progress on stderr."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.encoder import load_encoder
from knowledge_base.errors import MalformedFile
from knowledge_base.evaluation.files import read_material
from knowledge_base.evaluation.report import evaluate
from knowledge_base.evaluation.table import table


@dataclass(frozen=True, kw_only=True)
class EvaluateCommand:
    """What the command was told."""

    entries: Path
    queries: Path
    labelled: Path | None
    alpha: float
    delta: float
    bootstrap: int
    as_json: bool
    state: Path
    encoder: str
    engine: str
    threads: int


def run(command: EvaluateCommand) -> int:
    """Print the report; returns the exit status, 1 where a file is malformed."""
    try:
        material = read_material(command.entries, command.queries, command.labelled)
    except MalformedFile as error:
        _tell("\n".join(error.problems))
        count = len(error.problems)
        _tell(f"{count} {'mistake' if count == 1 else 'mistakes'}; nothing was evaluated.")
        return 1
    report = evaluate(
        material.entries,
        material.queries,
        load_encoder(
            command.encoder,
            state=command.state,
            engine=command.engine,
            threads=command.threads,
            progress=_tell,
        ),
        labelled=material.labelled,
        alpha=command.alpha,
        delta=command.delta,
        bootstrap=command.bootstrap,
        progress=_tell,
    )
    if command.as_json:
        print(json.dumps(report.as_json(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print(table(report.values))
    return 0


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
