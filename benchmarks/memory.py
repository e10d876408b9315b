"""Resident memory of a process and all its children."""

from __future__ import annotations

from pathlib import Path

import psutil


def resident_megabytes(pid: int) -> float:
    """The sum of proportional set sizes in MB: pages shared by several processes count once."""
    parent = psutil.Process(pid)
    return sum(_proportional(process.pid) for process in [parent, *parent.children(recursive=True)])


def _proportional(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
