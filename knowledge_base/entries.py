"""What the knowledge base stores and searches: entries and their language variants.

Values only; must not import anything else of the package.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Language = Literal["cs", "en"]

LANGUAGES: tuple[Language, ...] = ("cs", "en")


class Status(StrEnum):
    """How far an entry has come; only published entries are searched."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One entry in one language: a question, its answer in Markdown, other ways to ask it."""

    question: str
    answer: str
    alternatives: tuple[str, ...] = ()

    @property
    def phrasings(self) -> tuple[str, ...]:
        """The question followed by its alternative phrasings."""
        return (self.question, *self.alternatives)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One stored answer with at least one language variant.

    `version` grows by one with each change. Raises ValueError without a variant.
    """

    id: str
    category: str
    tags: tuple[str, ...] = ()
    status: Status = Status.DRAFT
    version: int = 1
    variants: Mapping[Language, Variant]
    created_at: datetime
    updated_at: datetime
    updated_by: str = field(default="")

    def __post_init__(self) -> None:
        """Freeze the variants, so that an entry shared between threads cannot change."""
        if not self.variants:
            raise ValueError(f"entry {self.id!r} has no language variant")
        object.__setattr__(self, "variants", MappingProxyType(dict(self.variants)))
