"""Owns what the assistant is told from outside: environment variables, checked at once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import List, Mapping, Optional

BOT_FOLDER = Path(__file__).resolve().parent.parent


class LauncherError(Exception):
    """Something the person at the terminal can put right; the message is all they see."""


@dataclass(frozen=True)
class Settings:
    """Where the assistant's state is and which ports the processes have."""

    state: Path
    rasa_port: int
    actions_port: int
    knowledge_port: int
    token: str

    @property
    def model_folder(self) -> Path:
        """Holds the trained model and its fingerprint."""
        return self.state / "bot" / "models"

    @property
    def trackers(self) -> Path:
        """The dialogues' state."""
        return self.state / "bot" / "trackers.db"

    def require_token(self) -> None:
        """Raises LauncherError when the secret of the internal calls is missing."""
        if not self.token:
            raise LauncherError(
                "OCHOTA_INTERNAL_TOKEN is not set: give every process the same secret."
            )


def read_settings(environment: Optional[Mapping[str, str]] = None) -> Settings:
    """The settings of the environment; raises LauncherError naming every wrong value."""
    values = os.environ if environment is None else environment
    wrong: List[str] = []
    ports = {
        name: _port(values, name, default, wrong)
        for name, default in (
            ("OCHOTA_RASA_PORT", 5005),
            ("OCHOTA_ACTIONS_PORT", 5055),
            ("OCHOTA_KNOWLEDGE_PORT", 8081),
        )
    }
    if wrong:
        raise LauncherError("; ".join(wrong))
    return Settings(
        state=Path(values.get("OCHOTA_STATE") or "state").resolve(),
        rasa_port=ports["OCHOTA_RASA_PORT"],
        actions_port=ports["OCHOTA_ACTIONS_PORT"],
        knowledge_port=ports["OCHOTA_KNOWLEDGE_PORT"],
        token=values.get("OCHOTA_INTERNAL_TOKEN", ""),
    )


def export(settings: Settings) -> None:
    """Sets the variables that endpoints.yml and credentials.yml are filled from."""
    os.environ.update(
        {
            "OCHOTA_ACTIONS_PORT": str(settings.actions_port),
            "OCHOTA_KNOWLEDGE_PORT": str(settings.knowledge_port),
            "OCHOTA_INTERNAL_TOKEN": settings.token,
            "OCHOTA_TRACKERS": str(settings.trackers),
            "RASA_TELEMETRY_ENABLED": "false",
        }
    )


def _port(values: Mapping[str, str], name: str, default: int, wrong: List[str]) -> int:
    text = values.get(name) or str(default)
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    wrong.append(f"{name} is {text!r}, it must be a port from 1 to 65535")
    return default
