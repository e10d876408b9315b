"""`python -m benchmarks [PART …] [--quick] [--write FILE]`: measure, and print a table per part."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks import (
    claims,
    conversations,
    desk,
    footprint,
    indexing,
    large_index,
    lengths,
    questions,
    search,
)
from benchmarks.errors import BenchmarkError
from benchmarks.stacks import NAMES, OURS, REFERENCE, Stacks
from benchmarks.tables import Table
from knowledge_base.settings import Settings as KnowledgeSettings
from stack.errors import StackError
from stack.progress import say
from stack.settings import ROOT
from stack.temporary import PREPARED_STATE

BUSY_LOAD = 0.5
ENCODER_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """How much is asked of each part."""

    rounds: int
    of_one: int
    of_eight: int
    judged: int
    made_entries: int
    searches: int
    edits: int
    vectors: int
    lengths: Sequence[int]
    long_conversations: int
    desk_lists: int
    desk_paints: int
    desk_seconds: float
    claims: int


FULL = Amounts(
    rounds=3,
    of_one=100,
    of_eight=480,
    judged=200,
    made_entries=1000,
    searches=450,
    edits=10,
    vectors=100_000,
    lengths=(10, 100, 300),
    long_conversations=3,
    desk_lists=60,
    desk_paints=7,
    desk_seconds=60,
    claims=320,
)
QUICK = Amounts(
    rounds=2,
    of_one=40,
    of_eight=120,
    judged=60,
    made_entries=200,
    searches=90,
    edits=3,
    vectors=100_000,
    lengths=(10, 100),
    long_conversations=1,
    desk_lists=20,
    desk_paints=3,
    desk_seconds=20,
    claims=96,
)

Tables = Iterator[Table | str]


def main() -> int:
    """Measure the chosen parts; 0 when all could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="fewer questions, noisier figures")
    parser.add_argument("--write", type=Path, metavar="FILE", help="also write the tables there")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    started_at = time.monotonic()
    amounts = QUICK if options.quick else FULL
    printed = [_heading(options.quick)]
    say(printed[0])
    try:
        with Stacks() as stacks:
            for part in options.parts or PARTS:
                for shown in PARTS[part](stacks, amounts):
                    printed.append(str(shown))
                    say(f"\n{shown}")
    except (BenchmarkError, StackError) as error:
        say(f"\nbench: {error}")
        return 1
    except KeyboardInterrupt:
        say("\nbench: stopped.")
        return 130
    say(f"Measured in {time.monotonic() - started_at:.0f} s.")
    if options.write:
        options.write.write_text("\n".join(printed), "utf-8")
    return 0


def _conversation(stacks: Stacks, amounts: Amounts) -> Tables:
    known, held_out = questions.known(), questions.held_out()
    asked = known[conversations.WARM_UP :]
    rounds: dict[str, dict[int, list[conversations.Round]]] = {
        name: {customers: [] for customers in conversations.CUSTOMERS} for name in NAMES
    }
    judged: dict[str, dict[str, conversations.Answers]] = {}
    used: dict[str, dict[str, float]] = {}
    for number in range(1, amounts.rounds + 1):
        for name in NAMES:
            running = stacks.switch_to(name)
            say(f"• Asking ({name}, round {number} of {amounts.rounds})")
            conversations.warm_up(running, known)
            for customers, count in zip(
                conversations.CUSTOMERS, (amounts.of_one, amounts.of_eight), strict=True
            ):
                before = footprint.processor_seconds(running.group)
                one = conversations.measure(running, asked[:count], customers)
                rounds[name][customers].append(one)
                after = footprint.processor_seconds(running.group)
                used[name] = {key: 1000 * (after[key] - before[key]) / count for key in after}
            if number == amounts.rounds:
                judged[name] = {
                    "known": conversations.judge(running, asked[-amounts.judged :]),
                    **{
                        what: conversations.judge(running, some)
                        for what, some in _by_whether_answerable(held_out).items()
                    },
                }
            stacks.note_footprint()
    yield conversations.speed_table(rounds, reference=REFERENCE)
    yield footprint.processor_table(used)
    yield conversations.answers_table(judged)


def _length(stacks: Stacks, amounts: Amounts) -> Tables:
    running = stacks.switch_to(OURS)
    say("• Holding long conversations")
    conversations.warm_up(running, questions.known())
    yield lengths.measure(running, amounts.lengths, amounts.long_conversations)


def _indexing(stacks: Stacks, amounts: Amounts) -> Tables:
    stacks.stop()
    yield indexing.measure_build(amounts.made_entries)
    yield indexing.measure_edits(amounts.made_entries, amounts.edits)


def _search(stacks: Stacks, amounts: Amounts) -> Tables:
    stacks.stop()
    say("• Searching made entries")
    yield search.measure(amounts.made_entries, amounts.searches)


def _large_index(stacks: Stacks, amounts: Amounts) -> Tables:
    stacks.stop()
    yield large_index.measure(amounts.made_entries, amounts.vectors, amounts.searches)


def _encoder(stacks: Stacks, amounts: Amounts) -> Tables:
    """Runs by itself: the package's engine takes its threads from the environment it starts in."""
    stacks.stop()
    say("• Encoding with each engine")
    command = [sys.executable, "-m", "benchmarks.encoder", "--state", str(PREPARED_STATE)]
    command += ["--threads", str(KnowledgeSettings().encoder_threads)]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=ENCODER_SECONDS
    )
    if ended.returncode:
        raise BenchmarkError(f"the encoder's measurement failed:\n{ended.stderr[-2000:]}")
    yield f"## Encoding\n\n{_as_block(ended.stdout)}\n"


def _desk(stacks: Stacks, amounts: Amounts) -> Tables:
    stacks.stop()
    say("• Opening a full desk")
    yield from desk.tables(
        desk.measure(amounts.desk_lists, amounts.desk_paints, amounts.desk_seconds)
    )


def _claims(stacks: Stacks, amounts: Amounts) -> Tables:
    stacks.stop()
    yield claims.measure(amounts.claims, amounts.rounds)


def _footprint(stacks: Stacks, amounts: Amounts) -> Tables:
    while len(stacks.footprints) < len(NAMES):
        for name in NAMES:
            conversations.warm_up(stacks.switch_to(name), questions.known())
            stacks.note_footprint()
    yield footprint.table({name: stacks.footprints[name] for name in NAMES})


PARTS: dict[str, Callable[[Stacks, Amounts], Tables]] = {
    "conversation": _conversation,
    "length": _length,
    "indexing": _indexing,
    "search": _search,
    "large-index": _large_index,
    "desk": _desk,
    "claims": _claims,
    "footprint": _footprint,
    "encoder": _encoder,
}


def _by_whether_answerable(
    held_out: Sequence[questions.Question],
) -> dict[str, list[questions.Question]]:
    return {
        "held out": [question for question in held_out if question.entry_id is not None],
        "nothing answers": [question for question in held_out if question.entry_id is None],
    }


def _as_block(text: str) -> str:
    return f"```\n{text.rstrip()}\n```"


def _heading(quick: bool) -> str:
    load = os.getloadavg()[0]
    lines = [
        "# Measured",
        "",
        f"`python -m benchmarks{' --quick' if quick else ''}` on "
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {_processor()}, {os.cpu_count()} cores, "
        f"{psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}. "
        f"Load before: {load:.2f}{' (busy: the figures are noisy)' if load > BUSY_LOAD else ''}.",
        "",
        "The reference is Rasa's own FAQ recipe (DIETClassifier and ResponseSelector) trained on "
        "the same entries and put behind the same helpdesk.",
        "",
    ]
    return "\n".join(lines)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(": ")[2].strip()
    return platform.machine()


if __name__ == "__main__":
    sys.exit(main())
