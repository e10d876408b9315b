"""A stack of its own for a test or a measurement: free ports, a folder deleted afterwards.

Owns starting and stopping; what is measured on it is somebody else's.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stack.credentials import Credentials
from stack.ports import reserved_ports
from stack.preparation import prepare
from stack.processes import ProcessGroup
from stack.settings import DEFAULT_PORTS, ROOT, StackSettings

# prepared once and used again: the encoder and the trained model, not the databases
PREPARED_STATE = ROOT / "state" / "test"
SHARED_FOLDERS = ("encoder", "bot/models")


@dataclass(frozen=True)
class RunningStack:
    """A started stack: its processes, addresses and state."""

    group: ProcessGroup
    settings: StackSettings
    environment: Mapping[str, str]
    ready_seconds: float

    @property
    def url(self) -> str:
        """The web process's address, without a slash at the end."""
        return f"http://{self.settings.host}:{self.settings.port}"

    @property
    def knowledge_url(self) -> str:
        """The knowledge base's address."""
        return f"http://127.0.0.1:{self.settings.knowledge_port}"

    @property
    def internal_token(self) -> str:
        """What internal calls carry."""
        return self.environment["OCHOTA_INTERNAL_TOKEN"]

    def passwords(self) -> dict[str, str]:
        """The demo agents' passwords by user name."""
        lines = (self.settings.state / "demo-agents.txt").read_text().splitlines()
        rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
        return {row[0]: row[1] for row in rows}


@contextmanager
def running_stack(
    *,
    environment: Mapping[str, str] | None = None,
    change: Callable[[ProcessGroup], None] | None = None,
    tell: Callable[[str], None] = lambda text: None,
) -> Iterator[RunningStack]:
    """Prepare and start a stack on free ports in a folder that is deleted afterwards.

    `environment` is added to the processes' own; `change` may exchange commands before the start.
    """
    with reserved_ports(len(DEFAULT_PORTS)) as ports:
        folder = Path(tempfile.mkdtemp(prefix="ochota-"))
        settings = _settings(folder, environment or {}, ports)
        credentials = Credentials.load_or_create(settings.state)
        full = {
            **settings.environment(internal_token=credentials.internal_token),
            **(environment or {}),
        }
        group = ProcessGroup(settings, full)
        try:
            _borrow_prepared_folders(folder)
            prepare(settings, full)
            _keep_prepared_folders(folder)
            if change:
                change(group)
            started = time.monotonic()
            group.start(tell)
            yield RunningStack(group, settings, full, time.monotonic() - started)
        finally:
            group.stop()
            shutil.rmtree(folder, ignore_errors=True)


def _settings(state: Path, environment: Mapping[str, str], ports: Sequence[int]) -> StackSettings:
    numbers = dict(zip(DEFAULT_PORTS, map(str, ports), strict=True))
    return StackSettings.from_environment(
        {**os.environ, **environment, "OCHOTA_STATE": str(state), **numbers}
    )


def _borrow_prepared_folders(state: Path) -> None:
    """Put links to the folders prepared by an earlier run into a new state."""
    for name in SHARED_FOLDERS:
        kept = PREPARED_STATE / name
        kept.mkdir(parents=True, exist_ok=True)
        place = state / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(kept, target_is_directory=True)


def _keep_prepared_folders(state: Path) -> None:
    """Keep folders that a preparation replaced instead of writing through the link."""
    for name in SHARED_FOLDERS:
        place = state / name
        if place.is_symlink():
            continue
        kept = PREPARED_STATE / name
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(place, kept)
