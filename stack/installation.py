"""Installs what the processes run on: two Python environments, the widget's packages, a browser.

Each part carries a stamp with the hash of what it was installed from, so that nothing is done twice
and a changed pin is noticed. `remove` takes away all of it and never the state.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from stack.errors import MissingInterpreter, NoSpaceLeft
from stack.interpreters import find_node, find_python
from stack.progress import run_step, say
from stack.settings import ROOT, StackSettings

ENVIRONMENT = ROOT / ".venv"
BOT_ENVIRONMENT = ROOT / ".venv-bot"
WIDGET = ROOT / "widget"
PYTHON = ENVIRONMENT / "bin" / "python"
BOT_PYTHON = BOT_ENVIRONMENT / "bin" / "python"
PIP_INSTALL = ("-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off")
STAMP = ".ochota-stamp"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

# measured: .venv 2.1 GB, .venv-bot 2.7 GB, node_modules and encoder 0.8 GB, pip's temporary files
NEEDED_GIGABYTES = 8


def install(settings: StackSettings, *, for_tests: bool = False) -> None:
    """Make both environments and the widget's bundles, as far as they are not there yet."""
    log = settings.logs / "install.log"
    if not (PYTHON.exists() and BOT_PYTHON.exists()):
        _check_room()
    _install_python(log, for_tests)
    _install_bot(log, for_tests)
    _install_widget(log, for_tests)
    if for_tests:
        _install_browser(log)


def remove() -> None:
    """Delete what `install` made. The state folder stays."""
    for folder in (ENVIRONMENT, BOT_ENVIRONMENT, WIDGET / "node_modules", WIDGET / "dist"):
        if folder.exists():
            say(f"• removing {folder.relative_to(ROOT)}")
            shutil.rmtree(folder)


def _install_python(log: Path, for_tests: bool) -> None:
    runtime, tests = ROOT / "requirements.txt", ROOT / "requirements-test.txt"
    pins = _fingerprint([runtime, tests, ROOT / "constraints.txt"])
    if _is_installed(ENVIRONMENT, pins, for_tests):
        return
    _make_environment(ENVIRONMENT, find_python(3, 11), log)
    torch = next(
        line.split()[0] for line in runtime.read_text().splitlines() if line.startswith("torch==")
    )
    run_step(
        "Installing torch",
        [str(PYTHON), *PIP_INSTALL, torch],
        log=log,
        because="alone and first, so that the CPU build is taken; 200 MB",
    )
    run_step(
        "Installing the Python packages",
        [str(PYTHON), *PIP_INSTALL, "-r", str(tests if for_tests else runtime)],
        log=log,
        because="encoder, index, web server; about two minutes",
    )
    _stamp_installed(ENVIRONMENT, pins, for_tests)


def _install_bot(log: Path, for_tests: bool) -> None:
    runtime, tests = (ROOT / "bot" / f"requirements{part}.txt" for part in ("", "-test"))
    pins = _fingerprint([runtime, tests])
    if _is_installed(BOT_ENVIRONMENT, pins, for_tests):
        return
    _make_environment(BOT_ENVIRONMENT, find_python(3, 10), log)
    wanted = ["-r", str(runtime), *(["-r", str(tests)] if for_tests else [])]
    run_step(
        "Installing the assistant's packages",
        [str(BOT_PYTHON), *PIP_INSTALL, *wanted],
        log=log,
        because="Rasa and TensorFlow, 2.7 GB; two to four minutes",
    )
    _stamp_installed(BOT_ENVIRONMENT, pins, for_tests)


def _install_widget(log: Path, for_tests: bool) -> None:
    modules, bundles = WIDGET / "node_modules", WIDGET / "dist"
    pins = _fingerprint([WIDGET / "package.json", WIDGET / "package-lock.json"])
    if not _is_installed(modules, pins, for_tests):
        find_node()
        run_step(
            "Installing the widget's packages",
            ["npm", "ci", "--no-audit", "--no-fund", *([] if for_tests else ["--omit=dev"])],
            folder=WIDGET,
            log=log,
            because="what builds and tests the browser's side" if for_tests else "its builder",
        )
        _stamp_installed(modules, pins, for_tests)
    sources = sorted(path for path in (WIDGET / "src").rglob("*") if path.is_file())
    sources += sorted(path for path in WIDGET.iterdir() if path.is_file())
    built_from = _fingerprint(sources)
    if _stamp_of(bundles) != built_from:
        find_node()
        run_step(
            "Building the widget",
            ["npm", "run", "build"],
            folder=WIDGET,
            log=log,
            because="chat, FAQ search and agent desk, a few seconds",
        )
        _stamp(bundles, built_from)


def _install_browser(log: Path) -> None:
    """A Chromium for the browser tests: Debian's package, where we may install it."""
    if any(shutil.which(name) for name in CHROMIUM_NAMES):
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise MissingInterpreter(
            "The browser tests need Chromium and it is not on PATH. Install it "
            "(Debian: `sudo apt-get install chromium`) and run again."
        )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run_step(
        "Updating Debian's package list",
        ["apt-get", "update", "-q"],
        log=log,
        environment=environment,
        because="to find Chromium",
    )
    run_step(
        "Installing Chromium",
        ["apt-get", "install", "-y", "-q", "chromium", "fonts-noto-color-emoji"],
        log=log,
        environment=environment,
        because="the browser of the acceptance tests",
    )


def _make_environment(folder: Path, python: Path, log: Path) -> None:
    if _has_working_pip(folder / "bin" / "python"):
        return
    run_step(
        f"Making {folder.name}",
        [str(python), "-m", "venv", "--clear", str(folder)],
        log=log,
        because=f"a virtual environment of {python.name}",
    )


def _has_working_pip(python: Path) -> bool:
    """False also for an environment whose making was interrupted."""
    if not python.exists():
        return False
    answer = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True)
    return answer.returncode == 0


def _check_room() -> None:
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < NEEDED_GIGABYTES:
        raise NoSpaceLeft(
            f"The disk has {free:.1f} GB free and the installation needs {NEEDED_GIGABYTES} GB. "
            "Free some room and run the same command again."
        )


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_installed(folder: Path, pins: str, for_tests: bool) -> bool:
    """Whether these pins are installed; what is there for the tests serves running too."""
    stamps = [f"{pins} to test"] if for_tests else [f"{pins} to test", f"{pins} to run"]
    return _stamp_of(folder) in stamps


def _stamp_installed(folder: Path, pins: str, for_tests: bool) -> None:
    _stamp(folder, f"{pins} to {'test' if for_tests else 'run'}")


def _stamp_of(folder: Path) -> str | None:
    stamp = folder / STAMP
    return stamp.read_text() if stamp.exists() else None


def _stamp(folder: Path, text: str) -> None:
    (folder / STAMP).write_text(text)
