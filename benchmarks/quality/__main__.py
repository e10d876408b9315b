"""`python -m benchmarks.quality [PART …]`: measure the sets and write docs/quality.md.

Figures of parts that are not measured this time are kept from the last time on this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.errors import BenchmarkError
from benchmarks.quality.assistant import DEFAULT_SETS, measure_assistant
from benchmarks.quality.bench import Bench
from benchmarks.quality.document import parts_table, quality_document
from benchmarks.quality.encoding import remembering_encoder
from benchmarks.quality.measuring import PARTS
from benchmarks.quality.pictures import pictures
from benchmarks.quality.sets import read_sets
from knowledge_base.encoder import DEFAULT_MODEL
from knowledge_base.errors import KnowledgeBaseError
from stack.errors import StackError
from stack.progress import say
from stack.settings import ROOT
from stack.temporary import PREPARED_STATE

FOLDER = PREPARED_STATE / "quality"
DOCUMENT = ROOT / "docs" / "quality.md"
PICTURES = ROOT / "docs" / "quality"
RETRIEVAL = ROOT / "docs" / "retrieval.md"
ASSISTANT = "assistant"
# Grows when a part's figures get another form: those kept from before cannot be written up then.
_LAYOUT = 1
_MARKED = re.compile(r"(<!-- parts -->\n).*?(<!-- /parts -->)", re.DOTALL)


def main() -> int:
    """Measure the chosen parts and write them up; 0 when all could be measured."""
    options = _options()
    started_at = time.monotonic()
    try:
        bench = Bench(
            read_sets(options.sets),
            remembering_encoder(
                os.environ.get("OCHOTA_ENCODER", DEFAULT_MODEL),
                state=PREPARED_STATE,
                cache=FOLDER / "vectors.db",
                tell=say,
            ),
            say,
        )
        kept = _kept()
        for part in _chosen(options):
            say(f"\n{part}")
            kept[part] = _measured(bench, part, options.assistant_sets)
            _keep(kept)
    except (BenchmarkError, KnowledgeBaseError, StackError) as error:
        say(f"\nbench-quality: {error}")
        return 1
    except KeyboardInterrupt:
        say("\nbench-quality: stopped; what was measured so far is kept.")
        return 130
    _write(kept, bench.encoder.identity)
    say(f"\n{DOCUMENT.read_text('utf-8')}")
    say(f"Measured in {time.monotonic() - started_at:.0f} s; written to docs/quality.md.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"all, or: {', '.join(PARTS)}")
    parser.add_argument("--sets", type=Path, required=True, help="folder with a folder a set")
    parser.add_argument(
        "--assistant", action="store_true", help="also through the running product; minutes"
    )
    parser.add_argument(
        "--assistant-sets", nargs="+", default=DEFAULT_SETS, metavar="SET", help="which ones"
    )
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return options


def _chosen(options: argparse.Namespace) -> Sequence[str]:
    """The named parts; all of them if none is named, only the assistant if just that is asked."""
    if options.assistant:
        return [*options.parts, ASSISTANT]
    return options.parts or list(PARTS)


def _measured(bench: Bench, part: str, assistant_sets: Sequence[str]) -> dict[str, Any]:
    started_at = time.monotonic()
    figures = measure_assistant(bench, assistant_sets) if part == ASSISTANT else PARTS[part](bench)
    return {
        "layout": _LAYOUT,
        "figures": figures,
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        "seconds": round(time.monotonic() - started_at),
    }


def _kept() -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads((FOLDER / "figures.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {part: one for part, one in kept.items() if one.get("layout") == _LAYOUT}


def _keep(kept: dict[str, Any]) -> None:
    (FOLDER / "figures.json").write_text(json.dumps(kept), "utf-8")


def _write(kept: dict[str, Any], encoder: str) -> None:
    measured = {part: one["figures"] for part, one in kept.items()}
    when = ", ".join(f"{part} {one['at']} ({one['seconds']} s)" for part, one in kept.items())
    made = [
        "Written by `make bench-quality` on the developers' sets of questions, no part of the "
        "project. Weights and the confidence's few coefficients were chosen with these sets in "
        "sight, so the figures flatter a little; nothing else of the sets ships. "
        "`QUALITY=--assistant` adds the measurement through the running product.",
        f"Encoder `{encoder}`. Measured (UTC): {when}.",
    ]
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, drawn in pictures(measured).items():
        (PICTURES / name).write_text(drawn, "utf-8")
    DOCUMENT.write_text(quality_document(measured, made=made), "utf-8")
    if "parts" in measured:
        _write_parts(parts_table(measured["parts"]))


def _write_parts(table: str) -> None:
    """Put the table between the marks of docs/retrieval.md, at its end if there are none."""
    marked = f"<!-- parts -->\n{table}<!-- /parts -->"
    text = RETRIEVAL.read_text("utf-8") if RETRIEVAL.exists() else "# Retrieval\n"
    if _MARKED.search(text):
        text = _MARKED.sub(lambda _: marked, text)
    else:
        text = f"{text.rstrip()}\n\n{marked}\n"
    RETRIEVAL.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
