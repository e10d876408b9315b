"""Installs what the processes run on: two Python environments, the widget's packages, a browser.

Each part carries a stamp with the hash of what it was installed from, so that nothing is done twice
and a changed pin is noticed. `remove` takes away all of it and never the state.
"""

from __future__ import annotations

import hashlib
import os
import shutil
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
    _install_widget(log)
    if for_tests:
        _install_browser(log)


def remove() -> None:
    """Delete what `install` made. The state folder stays."""
    for folder in (ENVIRONMENT, BOT_ENVIRONMENT, WIDGET / "node_modules", WIDGET / "dist"):
        if folder.exists():
            say(f"• removing {folder.relative_to(ROOT)}")
            shutil.rmtree(folder)


def _install_python(log: Path, for_tests: bool) -> None:
    requirements = ROOT / ("requirements-test.txt" if for_tests else "requirements.txt")
    sources = [requirements, ROOT / "requirements.txt", ROOT / "constraints.txt"]
    fingerprint = _fingerprint(sources)
    if _is_stamped(ENVIRONMENT, fingerprint) or (
        not for_tests
        and _is_stamped(ENVIRONMENT, _fingerprint([ROOT / "requirements-test.txt", *sources[1:]]))
    ):
        return
    _make_environment(ENVIRONMENT, find_python(3, 11), log)
    torch = next(
        line.split()[0]
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if line.startswith("torch==")
    )
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off"]
    run_step(
        "Installing torch",
        [*pip, torch],
        log=log,
        because="alone and first, so that the CPU build is taken; 200 MB",
    )
    run_step(
        "Installing the Python packages",
        [*pip, "-r", str(requirements)],
        log=log,
        because="encoder, index, web server; about two minutes",
    )
    _stamp(ENVIRONMENT, fingerprint)


def _install_bot(log: Path, for_tests: bool) -> None:
    parts = [ROOT / "bot" / "requirements.txt"]
    extra = ROOT / "bot" / "requirements-test.txt"
    if for_tests and extra.exists():
        parts.append(extra)
    full = _fingerprint([*parts[:1], extra]) if extra.exists() else _fingerprint(parts)
    if _is_stamped(BOT_ENVIRONMENT, _fingerprint(parts)) or _is_stamped(BOT_ENVIRONMENT, full):
        return
    _make_environment(BOT_ENVIRONMENT, find_python(3, 10), log)
    command = [
        str(BOT_PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--progress-bar=off",
    ]
    for part in parts:
        command += ["-r", str(part)]
    run_step(
        "Installing the assistant's packages",
        command,
        log=log,
        because="Rasa and TensorFlow, 2.7 GB; two to four minutes",
    )
    _stamp(BOT_ENVIRONMENT, _fingerprint(parts))


def _install_widget(log: Path) -> None:
    packages = _fingerprint([WIDGET / "package.json", WIDGET / "package-lock.json"])
    modules = WIDGET / "node_modules"
    if not _is_stamped(modules, packages):
        find_node()
        run_step(
            "Installing the widget's packages",
            ["npm", "ci", "--no-audit", "--no-fund"],
            folder=WIDGET,
            log=log,
            because="what builds and tests the browser's side",
        )
        _stamp(modules, packages)
    sources = sorted(path for path in (WIDGET / "src").rglob("*") if path.is_file())
    sources += sorted(path for path in WIDGET.iterdir() if path.is_file())
    bundles = _fingerprint(sources)
    if not _is_stamped(WIDGET / "dist", bundles):
        find_node()
        run_step(
            "Building the widget",
            ["npm", "run", "build"],
            folder=WIDGET,
            log=log,
            because="chat, FAQ search and agent desk, a few seconds",
        )
        _stamp(WIDGET / "dist", bundles)


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
    works = folder / "bin" / "python"
    if works.exists() and not os.system(f"'{works}' -m pip --version >/dev/null 2>&1"):  # noqa: S605 - our own path
        return
    run_step(
        f"Making {folder.name}",
        [str(python), "-m", "venv", "--clear", str(folder)],
        log=log,
        because=f"a virtual environment of {python.name}",
    )


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


def _is_stamped(folder: Path, fingerprint: str) -> bool:
    stamp = folder / ".ochota-stamp"
    return stamp.exists() and stamp.read_text() == fingerprint


def _stamp(folder: Path, fingerprint: str) -> None:
    (folder / ".ochota-stamp").write_text(fingerprint)
