"""What the live index holds and tells at one moment."""

from dataclasses import dataclass
from typing import Literal

from knowledge_base.certificate.certificate import Conditions
from knowledge_base.certificate.in_force import InForce
from knowledge_base.retriever import Retriever
from knowledge_base.search_result import SearchResult
from knowledge_base.store.rows import stamp


@dataclass(frozen=True, kw_only=True)
class Health:
    """Whether questions can be searched, in what, and what is wrong otherwise.

    `certificate` is how far answers are certified, None before the first index.
    """

    status: Literal["ready", "starting", "degraded"]
    reason: str | None
    entries: int
    vectors: int
    index_version: int | None
    encoder: str | None
    engine: str | None
    certificate: str | None


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """An index, the content's version and database that it shows, and the rules of its searches."""

    retriever: Retriever
    content_version: int
    database_id: str
    rules: InForce

    def stamps(self) -> dict[str, str]:
        """The entries' stamps, as `PublishedState` has them."""
        return stamps_of(self.retriever)

    def conditions(self) -> Conditions:
        """What a certificate issued now would hold under."""
        return conditions_of(self.retriever, self.content_version)


@dataclass(frozen=True, kw_only=True)
class FoundInVersion:
    """A search's result, the content's version it was found in and the encoder's name."""

    result: SearchResult
    content_version: int
    encoder: str


def stamps_of(retriever: Retriever) -> dict[str, str]:
    """The stamps of the entries that are searched."""
    return {entry.id: stamp(entry.version, entry.updated_at) for entry in retriever.entries}


def conditions_of(retriever: Retriever, content_version: int) -> Conditions:
    """What this retriever's confidences come from."""
    return Conditions(
        encoder=retriever.encoder.identity,
        calibration=retriever.calibration_identity,
        content_version=content_version,
        stamps=stamps_of(retriever),
    )
