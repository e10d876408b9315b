"""The demo's agents, and the file with their generated passwords, which only its owner reads."""

import os
from pathlib import Path

from sqlalchemy.orm import Session

from helpdesk.agents.accounts import NewAgent, add_agent
from helpdesk.agents.passwords import Passwords, generated_password
from helpdesk.models import AgentDepartment

FILE = "demo-agents.txt"

# who answers for which departments; whoever has none answers for all
AGENTS: dict[NewAgent, tuple[str, ...]] = {
    NewAgent(username="jana", name="Jana Dvořáková", role="lead"): (),
    NewAgent(username="petr", name="Petr Novák"): ("sales", "technical", "enterprise"),
    NewAgent(username="eva", name="Eva Svobodová"): ("sales", "enterprise"),
    NewAgent(username="martina", name="Martina Kučerová", role="admin"): (),
}


def load(session: Session, state: Path, passwords: Passwords) -> Path:
    """The file with the passwords of the agents just added; their departments exist already."""
    credentials = {new: generated_password() for new in AGENTS}
    for new, department_ids in AGENTS.items():
        agent = add_agent(session, new, credentials[new], passwords)
        for department_id in department_ids:
            session.add(AgentDepartment(agent_id=agent.id, department_id=department_id))
    session.flush()
    path = state / FILE
    _write_private(path, _as_table(credentials))
    return path


def _as_table(credentials: dict[NewAgent, str]) -> str:
    lines = ["# Demo agents: user name, password, role, name"]
    lines += [
        f"{agent.username}\t{password}\t{agent.role}\t{agent.name}"
        for agent, password in credentials.items()
    ]
    return "\n".join(lines) + "\n"


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
