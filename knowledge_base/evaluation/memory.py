"""Owns how much memory this process has needed."""

import re
from pathlib import Path

_MEGABYTE = 1024


def peak_megabytes(status: Path = Path("/proc/self/status")) -> float:
    """The most memory (MiB) that was resident since the process began; NaN where nobody counts."""
    try:
        found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)
    except OSError:
        found = None
    return int(found[1]) / _MEGABYTE if found else float("nan")
