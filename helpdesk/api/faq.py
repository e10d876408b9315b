"""The public FAQ: search as you type, categories, entries, whether an entry helped."""

from typing import Any

from flask import Response, jsonify, url_for
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk import markdown
from helpdesk.api import limits
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody, NotFound
from helpdesk.faq.catalogue import ShownEntry
from helpdesk.faq.readers import keep_feedback
from helpdesk.faq.search import LONGEST_QUERY, search
from helpdesk.knowledge_answers import Language

api = APIBlueprint(
    "faq",
    __name__,
    url_prefix="/api/v1/faq",
    abp_tags=[Tag(name="faq", description="What the FAQ's pages and search boxes use.")],
    abp_responses={404: ErrorBody, 429: ErrorBody, 503: ErrorBody},
)


class SearchQuery(BaseModel):
    """What a reader typed so far."""

    q: str = Field(default="", max_length=LONGEST_QUERY)
    language: Language = "cs"
    limit: int = Field(default=6, ge=1, le=20)


class LanguageQuery(BaseModel):
    """The reader's language."""

    language: Language = "cs"


class EntriesQuery(LanguageQuery):
    """The reader's language, and one category if wanted."""

    category: str | None = Field(default=None, max_length=80)


class EntryPath(BaseModel):
    """An entry's address."""

    entry_id: str = Field(max_length=80)


class FeedbackBody(BaseModel):
    """Whether the entry helped, and the language it was read in."""

    helpful: bool
    language: Language = "cs"


class FoundView(BaseModel):
    """One result. `good_match`: confident enough to be offered as a possible answer."""

    id: str
    version: int
    category: str
    question: str
    excerpt: str
    url: str
    language: Language
    cross_lingual: bool
    confidence: float
    good_match: bool


class ResultsView(BaseModel):
    """Results, best first. `good_match`: the first is taken to answer the question."""

    query: str
    language: Language
    good_match: bool
    results: list[FoundView]


class CategoryView(BaseModel):
    """A category that has published entries, named in the reader's language."""

    id: str
    name: str
    published_entries: int
    url: str


class CategoriesView(BaseModel):
    """The categories in their order."""

    categories: list[CategoryView]


class ListedView(BaseModel):
    """An entry in a list."""

    id: str
    version: int
    category: str
    question: str
    excerpt: str
    url: str
    language: Language
    cross_lingual: bool


class ListedEntriesView(BaseModel):
    """Entries in the order of their categories."""

    entries: list[ListedView]


class EntryView(ListedView):
    """A whole entry; `html` is the answer, safe to be shown."""

    answer: str
    html: str


@api.before_request
def limit_rate() -> None:
    """Let people and their typing pass, and slow scripts down."""
    limits.spend("faq")


@api.get("/search", summary="Search as you type", responses={200: ResultsView})
def search_entries(query: SearchQuery) -> Response:
    """Published entries that may answer what was typed; none for an empty query."""
    found = search(helpdesk().knowledge, query.q, query.language, limit=query.limit)
    results = [
        {
            "id": result.id,
            "version": result.version,
            "category": result.category,
            "question": result.question,
            "excerpt": result.excerpt,
            "url": _url(result.id, query.language),
            "language": result.language,
            "cross_lingual": result.cross_lingual,
            "confidence": result.confidence,
            "good_match": result.good_match,
        }
        for result in found.results
    ]
    return jsonify(
        {
            "query": query.q,
            "language": query.language,
            "good_match": found.good_match,
            "results": results,
        }
    )


@api.get("/categories", summary="Topics", responses={200: CategoriesView})
def list_categories(query: LanguageQuery) -> Response:
    """The categories that have published entries."""
    categories = [
        {
            "id": category.id,
            "name": category.name,
            "published_entries": category.entries,
            "url": url_for("faq_pages.category", language=query.language, category_id=category.id),
        }
        for category in helpdesk().catalogue.contents().categories(query.language)
    ]
    return jsonify({"categories": categories})


@api.get("/entries", summary="Entries", responses={200: ListedEntriesView})
def list_entries(query: EntriesQuery) -> Response:
    """Published entries, of one category if named."""
    contents = helpdesk().catalogue.contents()
    if query.category is None:
        entries = contents.listed(query.language)
    else:
        entries = contents.entries_of(query.category, query.language)
    return jsonify({"entries": [_listed(entry, query.language) for entry in entries]})


@api.get("/entries/<entry_id>", summary="One entry", responses={200: EntryView})
def read_entry(path: EntryPath, query: LanguageQuery) -> Response:
    """A published entry with its answer."""
    entry = _published(path.entry_id, query.language)
    return jsonify(
        {
            **_listed(entry, query.language),
            "answer": entry.answer,
            "html": markdown.render(entry.answer),
        }
    )


@api.post("/entries/<entry_id>/feedback", summary="Say whether an entry helped")
def give_feedback(path: EntryPath, body: FeedbackBody) -> tuple[str, int]:
    """Keep it with the entry's version. A reader's second word on a day replaces the first."""
    limits.spend("faq_feedback")
    keep_feedback(_published(path.entry_id, body.language), helpful=body.helpful)
    return "", 204


def _published(entry_id: str, language: Language) -> ShownEntry:
    entry = helpdesk().catalogue.contents().entry(entry_id, language)
    if entry is None:
        raise NotFound("There is no published entry of this name.", code="entry_not_found")
    return entry


def _listed(entry: ShownEntry, language: Language) -> dict[str, Any]:
    return {
        "id": entry.id,
        "version": entry.version,
        "category": entry.category,
        "question": entry.question,
        "excerpt": markdown.excerpt(entry.answer),
        "url": _url(entry.id, language),
        "language": entry.language,
        "cross_lingual": entry.cross_lingual,
    }


def _url(entry_id: str, language: Language) -> str:
    return url_for("faq_pages.entry", language=language, entry_id=entry_id)
