"""Finds the interpreters: Python 3.11 for everything, Python 3.10 for Rasa, Node for the widget."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from stack.errors import MissingInterpreter

UV_TIMEOUT_SECONDS = 180


def find_python(major: int, minor: int) -> Path:
    """A working CPython of this version: the one running, pyenv's, PATH's, or one that uv gets.

    Each candidate is started and asked for its version, because a pyenv shim on PATH exists also
    where its version does not. Raises MissingInterpreter saying what to install.
    """
    for candidate in _candidates(major, minor):
        if _version(candidate) == (major, minor):
            return candidate
    found = _from_uv(major, minor)
    if found:
        return found
    raise MissingInterpreter(
        f"Python {major}.{minor} was not found (looked at pyenv's versions, on PATH and asked uv). "
        f"Install it, for example with `pyenv install {major}.{minor}` or "
        f"`uv python install {major}.{minor}`, and run the same command again."
    )


def find_node() -> Path:
    """Node 20 or newer on PATH, or MissingInterpreter."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30)
        number = re.match(r"v(\d+)", answer.stdout)
        if number and int(number.group(1)) >= 20:
            return Path(node)
    raise MissingInterpreter(
        "Node 20 or newer with npm was not found on PATH; it builds the chat widget. "
        "Install it (Debian: `apt-get install nodejs npm`, or from nodejs.org) and run again."
    )


def _candidates(major: int, minor: int) -> Iterator[Path]:
    if sys.version_info[:2] == (major, minor):
        # a virtual environment's interpreter goes away with it: take the one it was made from
        yield Path(sys.base_prefix) / "bin" / f"python{major}.{minor}"
        yield Path(sys.executable)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    versions = sorted(
        pyenv.glob(f"versions/{major}.{minor}.*/bin/python"),
        key=lambda path: [int(part) for part in re.findall(r"\d+", path.parts[-3])],
        reverse=True,
    )
    yield from versions
    for name in (f"python{major}.{minor}", "python3"):
        on_path = shutil.which(name)
        if on_path:
            yield Path(on_path)


def _version(python: Path) -> tuple[int, int] | None:
    if not python.exists():
        return None
    try:
        answer = subprocess.run(
            [str(python), "-c", "import sys, venv; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    numbers = answer.stdout.split()
    return (int(numbers[0]), int(numbers[1])) if len(numbers) == 2 else None


def _from_uv(major: int, minor: int) -> Path | None:
    uv = shutil.which("uv")
    if not uv:
        return None
    version = f"{major}.{minor}"
    try:
        subprocess.run(
            [uv, "python", "install", version], capture_output=True, timeout=UV_TIMEOUT_SECONDS
        )
        found = subprocess.run(
            [uv, "python", "find", version], capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    path = Path(found.stdout.strip()) if found.returncode == 0 else None
    return path if path and _version(path) == (major, minor) else None
