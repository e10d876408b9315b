"""Runs the suites one after another and says at the end which failed: `tests/run.py fast|all`.

Each suite runs in the environment it belongs to: Python 3.11, the assistant's Python 3.10, Node.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
BOT_PYTHON = str(ROOT / ".venv-bot" / "bin" / "python")
BOT = str(ROOT / "bot" / "run.py")

Suite = tuple[str, list[str], Path]

STYLE: list[Suite] = [
    ("style (ruff)", [PYTHON, "-m", "ruff", "check", "."], ROOT),
    ("format (ruff)", [PYTHON, "-m", "ruff", "format", "--check", "."], ROOT),
    ("types (mypy)", [PYTHON, "-m", "mypy"], ROOT),
    ("widget: types", ["npm", "run", "--silent", "check"], ROOT / "widget"),
    ("widget: tests", ["npm", "test", "--silent"], ROOT / "widget"),
]
FAST: list[Suite] = [
    ("fast tests", [PYTHON, "-m", "pytest", "-q", "-m", "not slow"], ROOT),
]
ALL: list[Suite] = [
    ("assistant: tests", [BOT_PYTHON, "-m", "pytest", "-q", "tests/bot"], ROOT),
    ("assistant: rasa data validate", [BOT_PYTHON, BOT, "validate"], ROOT),
    ("assistant: rasa test", [BOT_PYTHON, BOT, "test"], ROOT),
    ("all tests", [PYTHON, "-m", "pytest", "-q"], ROOT),
]


def main() -> int:
    """Run the chosen suites; 0 when every one passed."""
    choice = sys.argv[1] if len(sys.argv) == 2 else ""
    if choice not in ("fast", "all"):
        print("usage: tests/run.py fast|all", file=sys.stderr)
        return 2
    suites = STYLE + (FAST if choice == "fast" else ALL)
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "RASA_TELEMETRY_ENABLED": "false"}
    failed = []
    for title, command, folder in suites:
        print(f"\n=== {title}", flush=True)
        started = time.monotonic()
        code = subprocess.run(command, cwd=folder, env=environment).returncode
        print(
            f"=== {title}: {'passed' if code == 0 else 'FAILED'} "
            f"({time.monotonic() - started:.0f} s)",
            flush=True,
        )
        if code:
            failed.append(title)
    print(f"\n{len(suites) - len(failed)} passed, {len(failed)} failed", flush=True)
    for title in failed:
        print(f"  failed: {title}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
