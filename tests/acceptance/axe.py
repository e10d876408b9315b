"""axe, the accessibility checker, run inside a page that is under test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[2] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
# what WCAG 2.2 asks at the levels A and AA, and nothing beyond it
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True)
class Violation:
    """A rule that the page breaks, and where."""

    rule: str
    help: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return "\n    ".join((f"{self.rule}: {self.help}", *self.places))


def violations(page: Page) -> list[Violation]:
    """The rules of WCAG 2.2 AA that the page breaks as it stands, open shadow roots included.

    The page's context must bypass its Content-Security-Policy, which allows no foreign script.
    """
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        Violation(
            rule=str(broken["id"]),
            help=str(broken["help"]),
            places=tuple(_place(node) for node in broken["nodes"]),
        )
        for broken in found["violations"]
    ]


def _place(node: dict[str, Any]) -> str:
    """Where, and axe's own words on what is wrong there."""
    summary = " ".join(str(node.get("failureSummary", "")).split())
    return f"{node['target']} {node['html'][:160]} — {summary[:240]}"
