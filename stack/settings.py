"""The settings of the machine as a whole: where the state lies and who listens where.

Settings that only one process needs are read and checked by that process (`python -m helpdesk
check-settings`, `python -m knowledge_base check-settings`); `stack.preparation` asks them all.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stack.errors import WrongSettings

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORTS = {
    "OCHOTA_PORT": 8080,
    "OCHOTA_KNOWLEDGE_PORT": 8081,
    "OCHOTA_RASA_PORT": 5005,
    "OCHOTA_ACTIONS_PORT": 5055,
}
YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


@dataclass(frozen=True)
class StackSettings:
    """Where the state lies, who listens where, and whether the demo is loaded."""

    state: Path
    host: str
    port: int
    knowledge_port: int
    rasa_port: int
    actions_port: int
    demo: bool

    @property
    def logs(self) -> Path:
        """The folder of the processes' log files."""
        return self.state / "logs"

    @property
    def ports(self) -> dict[str, int]:
        """Each port's setting and number."""
        numbers = (self.port, self.knowledge_port, self.rasa_port, self.actions_port)
        return dict(zip(DEFAULT_PORTS, numbers, strict=True))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> StackSettings:
        """Read the settings; raise WrongSettings naming every wrong one at once."""
        problems: list[str] = []
        ports = {name: _port(environment, name, problems) for name in DEFAULT_PORTS}
        for number in {n for n in ports.values() if list(ports.values()).count(n) > 1}:
            names = ", ".join(name for name, value in ports.items() if value == number)
            problems.append(f"{names}: all say {number}; each process needs a port of its own")
        demo = environment.get("OCHOTA_DEMO", "yes").strip().lower()
        if demo not in YES | NO:
            problems.append(f"OCHOTA_DEMO: {demo!r} is neither yes nor no")
        if problems:
            raise WrongSettings("\n".join(problems))
        return cls(
            state=Path(environment.get("OCHOTA_STATE") or ROOT / "state").expanduser().absolute(),
            host=environment.get("OCHOTA_HOST") or "127.0.0.1",
            port=ports["OCHOTA_PORT"],
            knowledge_port=ports["OCHOTA_KNOWLEDGE_PORT"],
            rasa_port=ports["OCHOTA_RASA_PORT"],
            actions_port=ports["OCHOTA_ACTIONS_PORT"],
            demo=demo in YES,
        )

    def environment(self, *, internal_token: str) -> dict[str, str]:
        """The environment that every process of this machine is started with."""
        return {
            **os.environ,
            "OCHOTA_STATE": str(self.state),
            "OCHOTA_HOST": self.host,
            **{name: str(number) for name, number in self.ports.items()},
            "OCHOTA_DEMO": "yes" if self.demo else "no",
            "OCHOTA_INTERNAL_TOKEN": internal_token,
            "HF_HUB_OFFLINE": "1",
            "RASA_TELEMETRY_ENABLED": "false",
            "SANIC_HOST": "127.0.0.1",
            "TF_CPP_MIN_LOG_LEVEL": "2",
            "CUDA_VISIBLE_DEVICES": "",
            "PYTHONUNBUFFERED": "1",
            # glibc keeps an arena per thread otherwise: hundreds of MB over four processes
            "MALLOC_ARENA_MAX": "2",
        }


def _port(environment: Mapping[str, str], name: str, problems: list[str]) -> int:
    text = environment.get(name, "").strip()
    if not text:
        return DEFAULT_PORTS[name]
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        problems.append(f"{name}: {text!r} is not a port number from 1 to 65535")
        return DEFAULT_PORTS[name]
    return int(text)
