"""The knowledge base over HTTP, for the helpdesk and the assistant on the same machine.

Owns routes, sizes and who may call; searching never touches the database.
"""

import hmac
import time
from dataclasses import asdict
from typing import Any

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue

from knowledge_base.certificate.routes import add_certificate_routes
from knowledge_base.certificate.store import CertificateStore
from knowledge_base.content import Category, Content, Revision
from knowledge_base.entries import Entry, Status
from knowledge_base.entry_rules import CategoryFields
from knowledge_base.live_index import LiveIndex
from knowledge_base.request_bodies import (
    EditedEntry,
    EntryQuery,
    ExportQuery,
    ImportQuery,
    NewEntry,
    SearchRequest,
    StatusChange,
    json_of,
)
from knowledge_base.responses import InvalidFields, answer_every_error, error_answer
from knowledge_base.search_answer import search_answer
from knowledge_base.store.rows import entry_as_json, moment_as_text
from knowledge_base.text_routes import add_text_routes
from knowledge_base.tone import ToneReader
from knowledge_base.transfer import MEDIA_TYPES, export_content, import_content

LARGEST_BODY_BYTES = 1_000_000
LARGEST_IMPORT_BYTES = 20_000_000
STATUS_VERBS = {
    "publish": Status.PUBLISHED,
    "unpublish": Status.DRAFT,
    "archive": Status.ARCHIVED,
}


def create_app(
    content: Content, live_index: LiveIndex, token: str, tone: ToneReader | None = None
) -> Flask:
    """The service's application over a content and the index that follows it.

    `token` is what callers must send; `live_index` is started and stopped by the caller, `tone`
    prepared by them. Without it no tone is read.
    """
    app = Flask("knowledge_base", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]
    _let_in_only_callers_with(app, token)
    answer_every_error(app)
    _add_search(app, live_index, tone)
    add_text_routes(app, live_index, tone)
    _add_entries(app, content, live_index)
    _add_categories(app, content)
    _add_transfer(app, content, live_index)
    add_certificate_routes(app, CertificateStore(content.database), live_index)
    return app


def _let_in_only_callers_with(app: Flask, token: str) -> None:
    expected = f"Bearer {token}".encode()

    @app.before_request
    def require_token() -> Response | None:
        if request.endpoint == "health":
            return None
        given = request.headers.get("Authorization", "").encode()
        if hmac.compare_digest(given, expected):
            return None
        answer = error_answer(401, "unauthorized", "The internal token is missing or wrong.")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer


def _add_search(app: Flask, live_index: LiveIndex, tone: ToneReader | None) -> None:
    @app.get("/health")
    def health() -> ResponseReturnValue:
        health = live_index.health()
        return asdict(health), 503 if health.status == "starting" else 200

    @app.post("/search")
    def search() -> ResponseReturnValue:
        began = time.perf_counter()
        asked = SearchRequest.model_validate(json_of(request))
        found = live_index.search(
            asked.text,
            asked.language,
            limit=asked.limit,
            exclude_entry_ids=frozenset(asked.exclude_entry_ids),
        )
        vector = found.result.vector
        heard = tone.of_vector(vector) if tone is not None and vector is not None else None
        milliseconds = round((time.perf_counter() - began) * 1000, 2)
        return search_answer(found, milliseconds=milliseconds, tone=heard)


def _add_entries(app: Flask, content: Content, live_index: LiveIndex) -> None:
    @app.get("/entries")
    def list_entries() -> ResponseReturnValue:
        asked = EntryQuery.model_validate(request.args.to_dict())
        page = content.entries(
            status=asked.status,
            category=asked.category,
            query=asked.query,
            page=asked.page,
            page_size=asked.page_size,
        )
        return {"entries": [entry_as_json(entry) for entry in page.entries], "total": page.total}

    @app.post("/entries")
    def create_entry() -> ResponseReturnValue:
        new = NewEntry.model_validate(json_of(request))
        entry = content.create(new.entry_fields(), by=new.updated_by)
        return _searchable(entry), 201, {"Location": f"/entries/{entry.id}"}

    @app.get("/entries/<entry_id>")
    def show_entry(entry_id: str) -> ResponseReturnValue:
        return entry_as_json(content.entry(entry_id))

    @app.put("/entries/<entry_id>")
    def edit_entry(entry_id: str) -> ResponseReturnValue:
        edited = EditedEntry.model_validate(json_of(request))
        if edited.id != entry_id:
            raise InvalidFields([("id", f"must be {entry_id!r}: an id never changes")])
        return _searchable(
            content.edit(edited.entry_fields(), version=edited.version, by=edited.updated_by)
        )

    @app.post("/entries/<entry_id>/<any(publish, unpublish, archive):verb>")
    def change_status(entry_id: str, verb: str) -> ResponseReturnValue:
        change = StatusChange.model_validate(json_of(request) if request.get_data() else {})
        return _searchable(
            content.set_status(
                entry_id, STATUS_VERBS[verb], by=change.updated_by, version=change.version
            )
        )

    @app.get("/entries/<entry_id>/revisions")
    def list_revisions(entry_id: str) -> ResponseReturnValue:
        return {"revisions": [_revision_as_json(r) for r in content.revisions(entry_id)]}

    def _searchable(entry: Entry) -> dict[str, Any]:
        live_index.follow_now()
        return entry_as_json(entry)


def _add_categories(app: Flask, content: Content) -> None:
    @app.get("/categories")
    def list_categories() -> ResponseReturnValue:
        return {"categories": [_category_as_json(category) for category in content.categories()]}

    @app.put("/categories/<category_id>")
    def put_category(category_id: str) -> ResponseReturnValue:
        data = json_of(request)
        if isinstance(data, dict):
            # a client sends back what it read; the count is ours
            data = {"id": category_id} | {
                key: value for key, value in data.items() if key != "published_entries"
            }
        fields = CategoryFields.model_validate(data)
        if fields.id != category_id:
            raise InvalidFields([("id", f"must be {category_id!r}: an id never changes")])
        return _category_as_json(content.put_category(fields))


def _add_transfer(app: Flask, content: Content, live_index: LiveIndex) -> None:
    @app.post("/import")
    def import_entries() -> ResponseReturnValue:
        request.max_content_length = LARGEST_IMPORT_BYTES
        asked = ImportQuery.model_validate(request.args.to_dict())
        outcome = import_content(
            content,
            request.get_data(),
            asked.format,
            dry_run=asked.dry_run,
            by=asked.updated_by,
        )
        if outcome.applied:
            live_index.follow_now()
        return asdict(outcome)

    @app.get("/export")
    def export_entries() -> ResponseReturnValue:
        asked = ExportQuery.model_validate(request.args.to_dict())
        return current_app.response_class(
            export_content(content, asked.format),
            mimetype=MEDIA_TYPES[asked.format],
            headers={
                "Content-Disposition": f'attachment; filename="entries.{asked.format}"',
                "X-Content-Type-Options": "nosniff",
            },
        )


def _category_as_json(category: Category) -> dict[str, Any]:
    return {
        "id": category.id,
        "names": {"cs": category.name_cs, "en": category.name_en},
        "position": category.position,
        "published_entries": category.published_entries,
    }


def _revision_as_json(revision: Revision) -> dict[str, Any]:
    return {
        "version": revision.version,
        "entry": revision.snapshot,
        "changed_at": moment_as_text(revision.changed_at),
        "changed_by": revision.changed_by,
    }
