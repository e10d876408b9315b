"""What the knowledge base says, as types: search results, entries, categories, reports.

Values only; the calls are in `helpdesk.knowledge_client`.
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["cs", "en"]
Decision = Literal["answer", "clarify", "hand_off"]
EntryStatus = Literal["draft", "published", "archived"]
FileFormat = Literal["yaml", "json", "csv", "xlsx"]


class Answer(BaseModel):
    """Anything the knowledge base says."""

    # a newer knowledge base may say more than we read
    model_config = ConfigDict(extra="ignore", frozen=True)


class Candidate(Answer):
    """One entry found, with the variant to show."""

    entry_id: str
    version: int
    language: Language
    cross_lingual: bool
    category: str
    question: str
    answer: str
    confidence: float = Field(ge=0, le=1)
    score: float
    matched_text: str = ""


class Thresholds(Answer):
    """Confidences from which the knowledge base answers and clarifies."""

    answer: float
    clarify: float


class Tone(Answer):
    """The probabilities that an agent would hear anger and urgency in a text."""

    anger: float = Field(ge=0, le=1)
    urgency: float = Field(ge=0, le=1)


class ChosenSentences(Answer):
    """The numbers of the sentences that make a summary, in their order."""

    chosen: tuple[int, ...]


class SearchResult(Answer):
    """What the knowledge base found for a question, best first, and what it would do."""

    decision: Decision
    reason: str | None = None
    confidence: float = Field(ge=0, le=1)
    # what certificates are about: the confidence before labels corrected it
    certifiable_confidence: float | None = Field(default=None, ge=0, le=1)
    certified: bool
    thresholds: Thresholds | None = None
    tone: Tone | None = None
    candidates: tuple[Candidate, ...]
    knowledge_base_version: int
    encoder: str = ""
    milliseconds: float = 0.0


class Variant(Answer):
    """An entry in one language; the answer is Markdown."""

    question: str
    answer: str
    alternatives: tuple[str, ...] = ()


class Entry(Answer):
    """One stored answer."""

    id: str
    category: str
    tags: tuple[str, ...] = ()
    status: EntryStatus
    version: int
    variants: dict[Language, Variant]
    created_at: datetime
    updated_at: datetime
    updated_by: str = ""


class EntryPage(Answer):
    """One page of entries and how many there are in all."""

    entries: tuple[Entry, ...]
    total: int


class Revision(Answer):
    """An entry as one version left it."""

    version: int
    entry: dict[str, Any]
    changed_at: str
    changed_by: str = ""


class Revisions(Answer):
    """Every version of an entry."""

    revisions: tuple[Revision, ...]


class Category(Answer):
    """A category and how many published entries it has."""

    id: str
    names: dict[Language, str]
    position: int = 0
    published_entries: int = 0


class Categories(Answer):
    """All categories in their order."""

    categories: tuple[Category, ...]


class ImportProblem(Answer):
    """One row that cannot be imported."""

    line: int | None = None
    field: str | None = None
    reason: str


class ImportReport(Answer):
    """What an import did, or with `applied` false would do."""

    created: int
    updated: int
    unchanged: int
    errors: tuple[ImportProblem, ...] = ()
    applied: bool


class Health(Answer):
    """How the knowledge base is; `index_version` grows with each change of what is searched."""

    status: Literal["ready", "starting", "degraded"]
    reason: str | None = None
    entries: int = 0
    vectors: int = 0
    index_version: int | None = None
    encoder: str | None = None
    engine: str | None = None


class ExportedFile(BaseModel):
    """A knowledge base as a file."""

    content: bytes
    media_type: str


class RefusalDetail(Answer):
    """Why the knowledge base declined."""

    code: str
    message: str
    fields: tuple[dict[str, str], ...] | None = None


class Refusal(Answer):
    """The one shape of a declined request."""

    error: RefusalDetail
