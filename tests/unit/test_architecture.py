"""The arrows between the packages point one way, and nobody reaches around the HTTP boundaries."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("helpdesk", "knowledge_base", "stack", "bot", "benchmarks", "tests")
# who may import whom, beside itself; everything else goes over HTTP or a command
ALLOWED: dict[str, set[str]] = {
    "helpdesk": set(),
    "knowledge_base": set(),
    "stack": set(),
    "bot": set(),
}


def imported_packages(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield path, alias.name.split(".")[0]
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                yield path, node.module.split(".")[0]


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_no_other_of_ours(package: str) -> None:
    found = list(imported_packages(ROOT / package))
    assert found, f"{package} has no imports to look at"
    forbidden = set(PACKAGES) - {package} - ALLOWED[package]
    assert [(str(path), name) for path, name in found if name in forbidden] == []


def test_stack_needs_nothing_that_must_be_installed() -> None:
    import sys

    outside = {
        name for _, name in imported_packages(ROOT / "stack") if name not in sys.stdlib_module_names
    }
    assert outside == {"stack"}
