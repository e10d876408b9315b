"""The README says what is true: every setting with its default, every make target that exists."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from helpdesk.settings import Settings as HelpdeskSettings
from knowledge_base.settings import Settings as KnowledgeBaseSettings
from stack.settings import DEFAULT_PORTS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
# what the stack gives its processes by itself
MADE_BY_THE_STACK = {"OCHOTA_INTERNAL_TOKEN"}
ONLY_OF_THE_STACK = {
    "OCHOTA_ACTIONS_PORT": (str(DEFAULT_PORTS["OCHOTA_ACTIONS_PORT"]), "the action server's port"),
}


def settings_of(owner: type[BaseSettings]) -> dict[str, tuple[str, str]]:
    """(default, description) of each of the owner's settings by its variable's name."""
    found = {}
    for name, field in owner.model_fields.items():
        alias = field.validation_alias
        if isinstance(alias, AliasChoices):
            alias = str(alias.choices[0])
        variable = str(alias or f"OCHOTA_{name}").upper()
        default = field.get_default()
        if isinstance(default, bool):
            shown = "yes" if default else "no"
        elif isinstance(default, float):
            shown = f"{default:g}"
        else:
            shown = "–" if default in (None, "", ()) else str(default)
        found[variable] = (shown, field.description or "")
    return found


def settings_table() -> str:
    """The README's table, made from the settings themselves."""
    rows = {
        **settings_of(KnowledgeBaseSettings),
        **settings_of(HelpdeskSettings),
        **ONLY_OF_THE_STACK,
    }
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    lines += [
        f"| `{variable}` | {default} | {meaning} |"
        for variable, (default, meaning) in sorted(rows.items())
        if variable not in MADE_BY_THE_STACK
    ]
    return "\n".join(lines)


def test_every_setting_is_in_the_table_with_its_default_and_meaning() -> None:
    written = README.split("<!-- settings -->")[1].split("<!-- /settings -->")[0].strip()
    assert written == settings_table()


def test_every_setting_says_what_it_means() -> None:
    for owner in (HelpdeskSettings, KnowledgeBaseSettings):
        for variable, (_, meaning) in settings_of(owner).items():
            assert meaning, f"{variable} has no description"


def test_every_make_target_named_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    assert named
    assert named <= targets


def test_every_picture_of_the_readme_exists() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures
    assert [path for path in pictures if not (ROOT / path).exists()] == []
