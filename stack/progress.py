"""Shows a person what is being waited for, why, and for how long."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from stack.errors import NoSpaceLeft, StepFailed

QUIET_INTERVAL_SECONDS = 20
LAST_LINES = 15


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def run_step(
    title: str,
    command: Sequence[str],
    *,
    because: str,
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    show: bool = False,
) -> str:
    """Run a command while its title, reason and running time are shown; return what it printed.

    Everything it prints goes to the log file; with `show`, to the person as well. Raises
    NoSpaceLeft or StepFailed (with the command's last lines) when it ends with an error.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    say(f"• {title} ({because})")
    started = time.monotonic()
    lines: deque[str] = deque(maxlen=2000)
    with log.open("a", encoding="utf-8") as file:
        file.write(f"\n== {title}\n")
        process = subprocess.Popen(
            list(command),
            cwd=folder,
            env=None if environment is None else dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
        )
        done = threading.Event()
        threading.Thread(target=_tick, args=(title, started, done), daemon=True).start()
        try:
            assert process.stdout is not None
            for line in process.stdout:
                file.write(line)
                lines.append(line.rstrip())
                if show and line.strip():
                    say(f"    {line.rstrip()}")
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait(timeout=10)
            raise
        finally:
            done.set()
    printed = "\n".join(lines)
    if code:
        if "No space left on device" in printed:
            raise NoSpaceLeft(f"The disk became full while: {title}. Free some room and run again.")
        tail = "\n".join(f"    {line}" for line in list(lines)[-LAST_LINES:])
        raise StepFailed(f"{title}: failed (exit code {code}; all of it is in {log}).\n{tail}")
    seconds = time.monotonic() - started
    if seconds > 2:
        say(f"  done in {seconds:.0f} s")
    return printed


def _tick(title: str, started: float, done: threading.Event) -> None:
    """Say every now and then that the step still runs."""
    interval = 5 if sys.stdout.isatty() else QUIET_INTERVAL_SECONDS
    while not done.wait(interval):
        say(f"  … {title.lower()}: {time.monotonic() - started:.0f} s so far")
