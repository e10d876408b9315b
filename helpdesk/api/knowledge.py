"""The lead's API of the knowledge base: entries, categories, import, export, trying a question.

Each route hands the request on to the knowledge base and says who asked; what it refuses comes
back as it said it. Every route is behind the leads' guard.
"""

from typing import Annotated, Any, Literal

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from helpdesk.agents import guard
from helpdesk.api.answers import uncached
from helpdesk.app import helpdesk
from helpdesk.errors import ErrorBody
from helpdesk.knowledge_answers import (
    Categories,
    Category,
    Entry,
    EntryPage,
    EntryStatus,
    FileFormat,
    ImportReport,
    Language,
    SearchResult,
)

LARGEST_PAGE = 200
_IDENTIFIER = r"^[a-z0-9][a-z0-9_-]{0,79}$"

api = APIBlueprint(
    "knowledge",
    __name__,
    url_prefix="/api/v1/knowledge",
    abp_tags=[Tag(name="knowledge", description="What a lead keeps: entries and categories.")],
    abp_security=[{"agent": []}],
    abp_responses={
        401: ErrorBody,
        403: ErrorBody,
        404: ErrorBody,
        409: ErrorBody,
        503: ErrorBody,
    },
)
api.before_request(guard.require_lead)

Identifier = Annotated[str, Field(pattern=_IDENTIFIER)]


class EntryPath(BaseModel):
    """An entry's address."""

    entry_id: Identifier


class MovePath(EntryPath):
    """An entry's address and what is to become of it."""

    verb: Literal["publish", "unpublish", "archive"]


class CategoryPath(BaseModel):
    """A category's address."""

    category_id: Identifier


class EntriesQuery(BaseModel):
    """Which entries."""

    status: EntryStatus | None = None
    category: Identifier | None = None
    query: str | None = Field(default=None, max_length=500)
    page: int = Field(default=1, ge=1, le=1_000_000)
    page_size: int = Field(default=50, ge=1, le=LARGEST_PAGE)


class VariantBody(BaseModel):
    """An entry in one language."""

    question: str
    answer: str
    alternatives: list[str] = []


class NewEntryBody(BaseModel):
    """An entry; the knowledge base checks what its texts may be."""

    id: str
    category: str
    tags: list[str] = []
    status: EntryStatus = "draft"
    variants: dict[Language, VariantBody]


class EditedEntryBody(NewEntryBody):
    """A changed entry with the version that was edited."""

    version: int = Field(ge=1)


class CategoryBody(BaseModel):
    """A category's names and its place among the others."""

    names: dict[Language, str]
    position: int = 0


class ImportQuery(BaseModel):
    """The file's format, and whether to look only."""

    format: FileFormat
    dry_run: bool = False


class ExportQuery(BaseModel):
    """The file's format."""

    format: FileFormat


class TryBody(BaseModel):
    """A question as a customer would type it."""

    text: str = Field(min_length=1, max_length=4000)
    language: Language = "cs"
    limit: int = Field(default=5, ge=1, le=20)


class RevisionsView(BaseModel):
    """Every version of an entry; `updated_at` and `updated_by` say when and who made it."""

    revisions: list[dict[str, Any]]


@api.get("/entries", summary="Find entries", responses={200: EntryPage})
def list_entries(query: EntriesQuery) -> Response:
    """One page of entries, in whatever status."""
    return _answer(
        helpdesk().knowledge.entries(
            status=query.status,
            category=query.category,
            query=query.query,
            page=query.page,
            page_size=query.page_size,
        )
    )


@api.post("/entries", summary="Write an entry", responses={201: Entry})
def create_entry(body: NewEntryBody) -> tuple[Response, int]:
    """The new entry. 409 `entry_exists`."""
    entry = helpdesk().knowledge.create_entry(body.model_dump(), updated_by=_writer())
    return _answer(entry), 201


@api.get("/entries/<entry_id>", summary="Read an entry", responses={200: Entry})
def read_entry(path: EntryPath) -> Response:
    """One entry."""
    return _answer(helpdesk().knowledge.entry(path.entry_id))


@api.put("/entries/<entry_id>", summary="Change an entry", responses={200: Entry})
def change_entry(path: EntryPath, body: EditedEntryBody) -> Response:
    """The changed entry. 409 `version_conflict` when somebody else changed it meanwhile."""
    return _answer(
        helpdesk().knowledge.change_entry(path.entry_id, body.model_dump(), updated_by=_writer())
    )


@api.post(
    "/entries/<entry_id>/<any(publish, unpublish, archive):verb>",
    summary="Publish, unpublish or archive an entry",
    responses={200: Entry},
)
def move_entry(path: MovePath) -> Response:
    """The entry in its new status."""
    return _answer(helpdesk().knowledge.move_entry(path.entry_id, path.verb, updated_by=_writer()))


@api.get(
    "/entries/<entry_id>/revisions",
    summary="See old versions",
    responses={200: RevisionsView},
)
def list_revisions(path: EntryPath) -> Response:
    """Each version as it was."""
    found = helpdesk().knowledge.revisions(path.entry_id)
    return jsonify(
        {
            "revisions": [
                {
                    **revision.entry,
                    "version": revision.version,
                    "updated_at": revision.changed_at,
                    "updated_by": revision.changed_by,
                }
                for revision in found.revisions
            ]
        }
    )


@api.get("/categories", summary="Read the categories", responses={200: Categories})
def list_categories() -> Response:
    """All categories in their order."""
    return _answer(helpdesk().knowledge.categories())


@api.put("/categories/<category_id>", summary="Keep a category", responses={200: Category})
def put_category(path: CategoryPath, body: CategoryBody) -> Response:
    """The category, made if it did not exist."""
    return _answer(helpdesk().knowledge.put_category(path.category_id, body.model_dump()))


@api.post("/import", summary="Import entries from a file", responses={200: ImportReport})
def import_entries(query: ImportQuery) -> Response:
    """What the import did; with `dry_run` what it would do. The body is the file itself.

    With any bad row nothing is imported, and each is listed with line, field and reason.
    """
    return _answer(
        helpdesk().knowledge.import_entries(
            request.get_data(), query.format, dry_run=query.dry_run, updated_by=_writer()
        )
    )


@api.get("/export", summary="Export all entries to a file")
def export_entries(query: ExportQuery) -> Response:
    """A file that import takes back."""
    exported = helpdesk().knowledge.export_entries(query.format)
    response = Response(exported.content, content_type=exported.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"entries.{query.format}")
    response.headers["Cache-Control"] = "no-store"
    return response


@api.post("/try", summary="Try a question", responses={200: SearchResult})
def try_question(body: TryBody) -> Response:
    """What the knowledge base would do with a question, with confidences."""
    return _answer(helpdesk().knowledge.search(body.text, body.language, limit=body.limit))


def _writer() -> str:
    return guard.signed_in().username


def _answer(model: BaseModel) -> Response:
    return uncached(model.model_dump(mode="json"))
