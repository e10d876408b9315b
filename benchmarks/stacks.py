"""Our stack and the reference's, each prepared once, of which at most one runs at a time."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from benchmarks import footprint, reference
from benchmarks.footprint import Footprint
from stack.progress import say
from stack.temporary import RunningStack, running_stack

OURS, REFERENCE = "ours", "reference"
NAMES = (OURS, REFERENCE)
# one machine plays every customer
_ENVIRONMENT = {"OCHOTA_RATE_LIMITS": "false"}


class Stacks:
    """Both stacks; use it as a context manager, which stops and deletes them."""

    def __init__(self) -> None:
        self.footprints: dict[str, Footprint] = {}
        self._made: dict[str, RunningStack] = {}
        self._current: str | None = None
        self._ready: dict[str, tuple[dict[str, float], float]] = {}
        self._exit = ExitStack()

    def switch_to(self, name: str) -> RunningStack:
        """The named stack, running, and the other one stopped."""
        if name == self._current:
            return self._made[name]
        self.stop()
        if name in self._made:
            say(f"• Starting the stack again: {name}")
            self._ready[name] = footprint.start(self._made[name].group)
        else:
            self._made[name] = self._make(name)
        self._current = name
        return self._made[name]

    def stop(self) -> None:
        """Let neither run."""
        if self._current is not None:
            self._made[self._current].group.stop()
            self._current = None

    def note_footprint(self) -> None:
        """Remember the running stack's memory and start-up, if this was not its first start."""
        if self._current in self._ready:
            ready_seconds, all_ready_seconds = self._ready[self._current]
            self.footprints[self._current] = Footprint(
                ready_seconds=ready_seconds,
                all_ready_seconds=all_ready_seconds,
                megabytes=footprint.memory(self._made[self._current].group),
            )

    def _make(self, name: str) -> RunningStack:
        if name == REFERENCE:
            reference.train_when_changed()
        say(f"• Preparing and starting the stack: {name}")
        change = reference.take_the_assistants_place if name == REFERENCE else None
        return self._exit.enter_context(running_stack(environment=_ENVIRONMENT, change=change))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._exit.close()
