"""The index in memory, kept up to date with the content while questions are searched in it.

One thread follows the content: it loads the saved index or builds one, then applies each change
within the second, whoever made it. Another one fits the index anew and saves it when changes have
settled. A search uses whatever index is current and waits for neither; without a database it goes
on.
"""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Literal

from knowledge_base.certificate.in_force import Policy
from knowledge_base.certificate.rulebook import Rulebook
from knowledge_base.certificate.store import CertificateStore
from knowledge_base.content import Content, PublishedState
from knowledge_base.encoder import Encoder
from knowledge_base.entries import Language
from knowledge_base.errors import KnowledgeBaseError, SearchNotReady, StoredIndexError
from knowledge_base.live_state import FoundInVersion, Health, Snapshot, conditions_of
from knowledge_base.logs import line
from knowledge_base.retriever import Retriever
from knowledge_base.vectors import VectorCache

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0  # how soon a change made by another process is searched
RETRY_SECONDS = 5.0  # after a failure of the encoder or the database
SETTLE_SECONDS = 5.0  # without a change before saving
LONGEST_WAIT_SECONDS = 1.0  # of a writer for its change to be searched


class LiveIndex:
    """Searches the newest published content; `start` before use, `stop` at the end."""

    def __init__(
        self,
        content: Content,
        folder: Path,
        load_encoder: Callable[[], Encoder],
        *,
        rulebook: Rulebook | None = None,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        """Nothing is loaded yet; `folder` is where indexes and their vectors are kept.

        Without a `rulebook` the default thresholds hold, or a certificate of the content's store.
        """
        self._content = content
        self._folder = folder
        self._load_encoder = load_encoder
        self._rulebook = rulebook or Rulebook(CertificateStore(content.database), Policy())
        self._settle_seconds = settle_seconds
        self._announce: Callable[[str], None] = _log_progress
        self._encoder: Encoder | None = None
        self._current: Snapshot | None = None
        self._rules_marker: tuple[int, ...] = ()
        self._reason: str | None = "loading the encoder"
        self._failed = False
        self._followed = threading.Condition()
        self._wake = threading.Event()
        self._to_save = threading.Event()
        self._changed_at = time.monotonic()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._follow, name="index-follower", daemon=True),
            threading.Thread(target=self._save_settled, name="index-saver", daemon=True),
        ]

    def start(self) -> None:
        """Begins to load or build the index and to follow the content."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_seconds: float = 10.0) -> None:
        """Ends following; a save that is under way is waited for, but it need not be."""
        self._stopping.set()
        self._wake.set()
        self._to_save.set()
        for thread in self._threads:
            thread.join(timeout_seconds)

    def prepare(self, tell: Callable[[str], None]) -> None:
        """Builds and saves the index where the saved one is not of the newest content.

        For a process that does not serve: `start` is not needed. Raises KnowledgeBaseError.
        """
        self._announce = tell
        encoder = self._encoder = self._load_encoder()
        state = self._content.published_state()
        loaded = self._loaded(encoder, state)
        current = self._with_changes(loaded or self._built(encoder, state), state)
        self._current = current
        count, vectors = len(current.retriever.entries), current.retriever.vector_count
        if loaded is not None and current.retriever is loaded.retriever:
            tell(f"The index of {count} entries is up to date.")
            return
        self._save()
        tell(f"The index is saved: {count} entries, {vectors} vectors.")

    def search(
        self,
        text: str,
        language: Language,
        *,
        limit: int,
        exclude_entry_ids: Collection[str] = (),
    ) -> FoundInVersion:
        """The entries that may answer; raises SearchNotReady before the first index is ready."""
        snapshot = self.snapshot()
        found = snapshot.retriever.search(
            text, language, limit=limit, exclude=frozenset(exclude_entry_ids)
        )
        return FoundInVersion(
            result=snapshot.rules.applied(found, excluding=exclude_entry_ids),
            content_version=snapshot.content_version,
            encoder=snapshot.retriever.encoder.model,
        )

    def snapshot(self) -> Snapshot:
        """What is searched at this moment, for several searches in the same state.

        Raises SearchNotReady before the first index is ready.
        """
        snapshot = self._current
        if snapshot is None:
            raise SearchNotReady(f"The index is not ready yet: {self._reason}.")
        return snapshot

    def follow_now(self, timeout_seconds: float = LONGEST_WAIT_SECONDS) -> bool:
        """Waits until what is stored now holds for searches, a second at most; whether it does."""
        if self._current is None:
            return False  # the first index will have it
        try:
            wanted, marker = self._content.content_version(), self._rulebook.marker()
        except KnowledgeBaseError as error:
            # the change itself is stored: the caller must not hear otherwise
            log.warning(line("index_follow_delayed", reason=error))
            return False
        self._wake.set()
        with self._followed:
            return self._followed.wait_for(
                lambda: (
                    self._current is not None
                    and self._current.content_version >= wanted
                    and self._rules_marker >= marker
                ),
                timeout_seconds,
            )

    def wait_until_ready(self, timeout_seconds: float) -> bool:
        """Waits for the first index; whether there is one."""
        with self._followed:
            return self._followed.wait_for(lambda: self._current is not None, timeout_seconds)

    def health(self) -> Health:
        """How the index is."""
        snapshot, encoder, failed, reason = (
            self._current,
            self._encoder,
            self._failed,
            self._reason,
        )
        status: Literal["ready", "starting", "degraded"] = "ready"
        if failed:
            status = "degraded"
        elif snapshot is None:
            status = "starting"
        return Health(
            status=status,
            reason=reason if status != "ready" else None,
            entries=len(snapshot.retriever.entries) if snapshot else 0,
            vectors=snapshot.retriever.vector_count if snapshot else 0,
            index_version=snapshot.content_version if snapshot else None,
            encoder=encoder.model if encoder else None,
            engine=encoder.engine if encoder else None,
            certificate=snapshot.rules.status.value if snapshot else None,
        )

    def _follow(self) -> None:
        while not self._stopping.is_set():
            succeeded = self._follow_once()
            self._wake.wait(POLL_SECONDS if succeeded else RETRY_SECONDS)
            self._wake.clear()

    def _follow_once(self) -> bool:
        """Brings the index to the content's state; whether it could."""
        try:
            if self._encoder is None:
                self._encoder = self._load_encoder()
            if not self._is_up_to_date():
                self._bring_up_to_date(self._encoder, self._content.published_state())
        except Exception as error:
            # whatever it is, an older index must go on answering and the next round try again
            if str(error) != self._reason:
                unforeseen = not isinstance(error, KnowledgeBaseError)
                log.error(line("index_not_followed", reason=error), exc_info=unforeseen)
            self._reason, self._failed = str(error), True
            return False
        if self._failed:
            log.info(line("index_followed_again"))
        self._reason, self._failed = None, False
        return True

    def _is_up_to_date(self) -> bool:
        snapshot = self._current
        return (
            snapshot is not None
            and self._content.content_version() == snapshot.content_version
            and self._rulebook.marker() == self._rules_marker
        )

    def _bring_up_to_date(self, encoder: Encoder, state: PublishedState) -> None:
        marker = self._rulebook.marker()  # first: what comes later is seen in the next round
        snapshot = self._current or self._loaded(encoder, state)
        is_new = snapshot is None
        if snapshot is None:
            snapshot = self._built(encoder, state)
        changed = self._with_changes(snapshot, state)
        with self._followed:
            self._current, self._rules_marker = changed, marker
        if is_new or changed.retriever is not snapshot.retriever:
            self._changed_at = time.monotonic()
            self._to_save.set()
        with self._followed:
            self._followed.notify_all()

    def _with_changes(self, snapshot: Snapshot, state: PublishedState) -> Snapshot:
        """The snapshot with every change since; the same index where there is none."""
        known = snapshot.stamps()
        removed = known.keys() - state.stamps.keys()
        stale = [id_ for id_, newest in state.stamps.items() if known.get(id_) != newest]
        retriever = snapshot.retriever
        if stale or removed:
            changed = {entry.id: entry for entry in self._content.published_entries(stale)}
            kept = [e for e in retriever.entries if e.id not in removed and e.id not in changed]
            retriever = retriever.with_entries(
                [*kept, *changed.values()], version=state.content_version
            )
            log.info(line("index_changed", changed=len(changed), removed=len(removed)))
        return self._snapshot(retriever, state)

    def _loaded(self, encoder: Encoder, state: PublishedState) -> Snapshot | None:
        """The saved index, or None, with the reason in the log, when it cannot be used."""
        self._reason = "loading the index"
        for unfinished in self._folder.glob(f".{state.database_id}-*"):
            shutil.rmtree(unfinished, ignore_errors=True)  # left by a save that was killed
        try:
            retriever = Retriever.load(
                self._folder / state.database_id,
                encoder,
                cache=self._cache(),
            )
        except StoredIndexError as error:
            log.warning(line("index_rebuilt", reason=error))
            return None
        return self._snapshot(retriever, state)

    def _built(self, encoder: Encoder, state: PublishedState) -> Snapshot:
        self._reason = "building the index"
        entries = self._content.published_entries(state.stamps)
        began = time.monotonic()
        retriever = Retriever.build(
            entries,
            encoder,
            cache=self._cache(),
            version=state.content_version,
            progress=self._tell,
        )
        seconds = round(time.monotonic() - began, 1)
        log.info(line("index_built", entries=len(entries), seconds=seconds))
        return self._snapshot(retriever, state)

    def _snapshot(self, retriever: Retriever, state: PublishedState) -> Snapshot:
        return Snapshot(
            retriever=retriever,
            content_version=state.content_version,
            database_id=state.database_id,
            rules=self._rulebook.rules(conditions_of(retriever, state.content_version)),
        )

    def _cache(self) -> VectorCache:
        return VectorCache(self._folder / "vectors.db")

    def _tell(self, progress: str) -> None:
        self._reason = f"building the index: {progress}"
        self._announce(progress)

    def _save_settled(self) -> None:
        while not self._stopping.is_set():
            self._to_save.wait()
            if not self._settled():
                continue
            self._to_save.clear()
            try:
                self._save()
            except Exception as error:
                # the index in memory stays right; the next change tries again
                unforeseen = not isinstance(error, KnowledgeBaseError | OSError)
                log.error(line("index_not_saved", reason=error), exc_info=unforeseen)

    def _settled(self) -> bool:
        """Waits until there was no change for a while; not when stopping."""
        while (left := self._changed_at + self._settle_seconds - time.monotonic()) > 0:
            if self._stopping.wait(left):
                return False
        return not self._stopping.is_set() and self._current is not None

    def _save(self) -> None:
        snapshot = self._current
        if snapshot is None:
            return
        if not snapshot.retriever.is_fitted:
            snapshot = self._refitted(snapshot)
        # of each database its own folder: an index must never be taken for another database's
        folder = self._folder / snapshot.database_id
        if folder.exists() and not folder.is_dir():
            folder.unlink()
        snapshot.retriever.save(folder)
        log.info(line("index_saved", version=snapshot.content_version))

    def _refitted(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot fitted anew, searched from now on unless a change came meanwhile."""
        fitted = replace(snapshot, retriever=snapshot.retriever.refitted())
        with self._followed:
            if self._current is snapshot:
                self._current = fitted
        return fitted


def _log_progress(progress: str) -> None:
    log.info(line("index_progress", at=progress))
