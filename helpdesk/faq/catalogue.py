"""The published entries, kept in memory so that FAQ pages are fast and outlive short outages.

The knowledge base stays the one truth: it is asked at most every second or two whether anything
changed. While it is down the last contents are served; search is not, for it needs the real thing.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from helpdesk.errors import HelpdeskError, KnowledgeBaseUnavailable
from helpdesk.knowledge_answers import Category, Entry, Language
from helpdesk.knowledge_client import KnowledgeBase

log = logging.getLogger(__name__)

CHECK_SECONDS = 1.0
# a page must not wait for a dead service again and again
RETRY_SECONDS = 5.0
# should the version ever fail to tell of a change (a category renamed), this does
RELOAD_SECONDS = 15.0
_PAGE_SIZE = 200


@dataclass(frozen=True, kw_only=True)
class ShownEntry:
    """A published entry in the variant a reader of some language is shown.

    `cross_lingual` when the reader's language is missing and the other one stands in.
    """

    id: str
    version: int
    category: str
    language: Language
    cross_lingual: bool
    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class ShownCategory:
    """A category that has published entries, named in the reader's language."""

    id: str
    name: str
    entries: int


@dataclass(frozen=True)
class Contents:
    """All published entries and the categories, as of one moment."""

    entries: Mapping[str, Entry]
    all_categories: tuple[Category, ...]
    version: int | None

    def entry(self, entry_id: str, language: Language) -> ShownEntry | None:
        """The entry as a reader of this language sees it; None when it is not published."""
        entry = self.entries.get(entry_id)
        return _shown(entry, language) if entry else None

    def is_translated(self, entry_id: str) -> bool:
        """Whether a published entry has both languages."""
        return len(self.entries[entry_id].variants) > 1

    def entries_of(self, category_id: str, language: Language) -> list[ShownEntry]:
        """The category's entries, those in the reader's own language first."""
        shown = [_shown(entry, language) for entry in self._by_category.get(category_id, ())]
        return sorted(shown, key=lambda entry: entry.cross_lingual)

    def listed(self, language: Language) -> list[ShownEntry]:
        """Every entry, in the order of the categories."""
        return [
            entry
            for category in self.categories(language)
            for entry in self.entries_of(category.id, language)
        ]

    def categories(self, language: Language) -> list[ShownCategory]:
        """The categories that have entries, in their order."""
        return [
            ShownCategory(
                id=category.id,
                name=_name(category, language),
                entries=len(self._by_category[category.id]),
            )
            for category in self._ordered_categories
        ]

    def category(self, category_id: str, language: Language) -> ShownCategory | None:
        """One category; None when it has no published entries."""
        return next((c for c in self.categories(language) if c.id == category_id), None)

    @cached_property
    def _by_category(self) -> dict[str, list[Entry]]:
        grouped: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            grouped.setdefault(entry.category, []).append(entry)
        return grouped

    @cached_property
    def _ordered_categories(self) -> list[Category]:
        known = {category.id: category for category in self.all_categories}
        # an entry may name a category that nobody has described yet
        used = [known.get(id_) or Category(id=id_, names={}) for id_ in self._by_category]
        last = 1 + max((category.position for category in self.all_categories), default=0)
        return sorted(
            used, key=lambda category: (category.position if category.names else last, category.id)
        )


class Catalogue:
    """Keeps the contents up to date, one check at a time for all threads and greenlets."""

    def __init__(
        self, knowledge: KnowledgeBase, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._knowledge = knowledge
        self._now = now
        self._refreshing = threading.Lock()
        self._contents: Contents | None = None
        self._loaded_at = 0.0
        self._check_at = float("-inf")

    def contents(self) -> Contents:
        """The contents, a second or two old at most unless the knowledge base is down.

        Raises KnowledgeBaseUnavailable when it is down and nothing was ever loaded.
        """
        kept = self._contents
        if kept is not None and (self._now() < self._check_at or self._refreshing.locked()):
            return kept
        with self._refreshing:
            if self._contents is None or self._now() >= self._check_at:
                self._refresh()
            if self._contents is None:
                raise KnowledgeBaseUnavailable
            return self._contents

    def _refresh(self) -> None:
        if self._contents is None and self._now() < self._check_at:
            return
        try:
            self._contents = self._current()
            self._check_at = self._now() + CHECK_SECONDS
        except HelpdeskError:
            self._check_at = self._now() + RETRY_SECONDS
            log.warning("action=catalogue_kept loaded=%s", self._contents is not None)

    def _current(self) -> Contents:
        version = self._knowledge.health().index_version
        kept = self._contents
        aged = self._now() - self._loaded_at > RELOAD_SECONDS
        if kept is not None and not aged and version is not None and kept.version == version:
            return kept
        contents = Contents(
            entries={entry.id: entry for entry in self._published()},
            all_categories=self._knowledge.categories().categories,
            version=version,
        )
        self._loaded_at = self._now()
        return contents

    def _published(self) -> list[Entry]:
        entries: list[Entry] = []
        number = 1
        while True:
            page = self._knowledge.entries(status="published", page=number, page_size=_PAGE_SIZE)
            entries += page.entries
            if not page.entries or len(entries) >= page.total:
                return entries
            number += 1


def _shown(entry: Entry, language: Language) -> ShownEntry:
    own = entry.variants.get(language)
    shown_in: Language = language if own else _other(language)
    variant = own or entry.variants[shown_in]
    return ShownEntry(
        id=entry.id,
        version=entry.version,
        category=entry.category,
        language=shown_in,
        cross_lingual=own is None,
        question=variant.question,
        answer=variant.answer,
    )


def _name(category: Category, language: Language) -> str:
    return category.names.get(language) or category.names.get(_other(language)) or category.id


def _other(language: Language) -> Language:
    return "en" if language == "cs" else "cs"
