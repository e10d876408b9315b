"""How long a stack takes until it is ready, and the memory its processes hold."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.tables import Table
from stack.processes import ManagedProcess, ProcessGroup

EXPECTED_SECONDS = 30
EXPECTED_MEGABYTES = 2048


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """Of one stack: seconds to ready and (PSS, RSS) in MB, of each process; seconds of all."""

    ready_seconds: Mapping[str, float]
    all_ready_seconds: float
    megabytes: Mapping[str, tuple[float, float]]


def start(group: ProcessGroup) -> tuple[dict[str, float], float]:
    """Start a stopped group: seconds until each process was ready, and until all were."""
    ready: dict[str, float] = {}

    def note(line: str) -> None:
        # the group tells in words who has become ready, at the moment they have
        for name, process in group.processes.items():
            if line.strip().startswith(f"{name} is ready"):
                ready[name] = time.monotonic() - process.started_at

    started_at = time.monotonic()
    group.start(note)
    return ready, time.monotonic() - started_at


def memory(group: ProcessGroup) -> dict[str, tuple[float, float]]:
    """(PSS, RSS) in MB of each process with its children."""
    return {name: _megabytes(process) for name, process in group.processes.items()}


def processor_seconds(group: ProcessGroup) -> dict[str, float]:
    """Processor time that each process, with its children, has used since its start."""
    return {
        name: sum(sum(one.cpu_times()[:2]) for one in _with_children(process))
        for name, process in group.processes.items()
    }


def processor_table(milliseconds: Mapping[str, Mapping[str, float]]) -> Table:
    """Processor time of one message in each process, stack beside stack."""
    names = dict.fromkeys(name for stack in milliseconds.values() for name in stack)
    rows = [
        [name, *(f"{of[name]:.1f}" if name in of else "–" for of in milliseconds.values())]
        for name in names
    ]
    rows.append(["all", *(f"{sum(of.values()):.1f}" for of in milliseconds.values())])
    return Table(
        title="Processor time of a message",
        headings=["process", *(f"{stack}: ms" for stack in milliseconds)],
        rows=rows,
        notes=["Of the last round with eight customers; it bounds the messages/s of a core."],
    )


def table(stacks: Mapping[str, Footprint]) -> Table:
    """Start-up and memory of every process, stack beside stack."""
    names = dict.fromkeys(name for stack in stacks.values() for name in stack.megabytes)
    rows = [
        [name, *(cell for stack in stacks.values() for cell in _cells(stack, name))]
        for name in names
    ]
    rows.append(["all", *(cell for stack in stacks.values() for cell in _sums(stack))])
    return Table(
        title="Start-up and memory",
        headings=[
            "process",
            *(
                f"{stack}: {what}"
                for stack in stacks
                for what in ("ready after s", "PSS MB", "RSS MB")
            ),
        ],
        rows=rows,
        notes=[
            f"Expected: ready in {EXPECTED_SECONDS} s, at most {EXPECTED_MEGABYTES} MB in all. "
            "A second start: everything installed, prepared and cached; all processes start at "
            "once. Memory after the questions of this run; RSS counts a page for each process that "
            "shares it, PSS once."
        ],
    )


def _cells(stack: Footprint, name: str) -> Sequence[str]:
    if name not in stack.megabytes:
        return ["–", "–", "–"]
    proportional, resident = stack.megabytes[name]
    return [f"{stack.ready_seconds[name]:.1f}", f"{proportional:.0f}", f"{resident:.0f}"]


def _sums(stack: Footprint) -> Sequence[str]:
    proportional, resident = map(sum, zip(*stack.megabytes.values(), strict=True))
    return [f"{stack.all_ready_seconds:.1f}", f"{proportional:.0f}", f"{resident:.0f}"]


def _megabytes(process: ManagedProcess) -> tuple[float, float]:
    sizes = [_sizes(one.pid) for one in _with_children(process)]
    return sum(size["Pss"] for size in sizes), sum(size["Rss"] for size in sizes)


def _with_children(process: ManagedProcess) -> list[psutil.Process]:
    assert process.running is not None
    parent = psutil.Process(process.running.pid)
    return [parent, *parent.children(recursive=True)]


def _sizes(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    fields = (line.split() for line in lines)
    return {field[0].rstrip(":"): int(field[1]) / 1024 for field in fields}
