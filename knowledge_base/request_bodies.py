"""What the HTTP service accepts in bodies and query strings, as checked models."""

import json
from typing import Annotated, Any, Literal, NoReturn

from flask import Request
from pydantic import AfterValidator, Field, model_validator

from knowledge_base.entries import Language, Status
from knowledge_base.entry_rules import (
    UNSTORABLE,
    EntryFields,
    Fields,
    Id,
    Line,
    WriterName,
)
from knowledge_base.responses import MalformedRequest

LONGEST_SEARCH = 4000
MOST_CANDIDATES = 20
LARGEST_PAGE = 200


def _searchable(text: str) -> str:
    """The text without what no question contains; refused when nothing is left.

    Unlike a writer's text a customer's is mended, not sent back: they could not know what is wrong.
    """
    text = UNSTORABLE.sub(" ", text).strip()
    if not text:
        raise ValueError("is empty")
    return text


SearchedText = Annotated[
    str, Field(min_length=1, max_length=LONGEST_SEARCH), AfterValidator(_searchable)
]


class SearchRequest(Fields):
    """A question to the retriever."""

    text: SearchedText
    language: Language
    limit: Annotated[int, Field(ge=1, le=MOST_CANDIDATES)] = 5
    exclude_entry_ids: Annotated[tuple[str, ...], Field(max_length=1000)] = ()


class EntryQuery(Fields):
    """Which entries to list."""

    status: Status | None = None
    category: Id | None = None
    query: Annotated[Line, Field(max_length=500)] = ""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50


class NewEntry(EntryFields):
    """An entry to create, and who does it."""

    updated_by: WriterName = ""

    def entry_fields(self) -> EntryFields:
        """The entry alone."""
        return EntryFields.model_construct(
            id=self.id,
            category=self.category,
            tags=self.tags,
            status=self.status,
            variants=self.variants,
        )


class EditedEntry(NewEntry):
    """An entry as it was read, with changes; `version` is the one that was edited."""

    version: Annotated[int, Field(ge=1)]

    @model_validator(mode="before")
    @classmethod
    def _without_times(cls, data: Any) -> Any:
        # a client sends back what it read; the times are ours to set
        if isinstance(data, dict):
            return {k: v for k, v in data.items() if k not in ("created_at", "updated_at")}
        return data


class StatusChange(Fields):
    """Who publishes, unpublishes or archives an entry, and optionally the version they saw."""

    updated_by: WriterName = ""
    version: Annotated[int, Field(ge=1)] | None = None


class ImportQuery(Fields):
    """How to read an import's body and what to do with it."""

    format: Literal["yaml", "json", "csv", "xlsx"]
    dry_run: bool = False
    updated_by: WriterName = ""


class ExportQuery(Fields):
    """The format to export to."""

    format: Literal["yaml", "json", "csv", "xlsx"]


def json_of(request: Request) -> Any:
    """The JSON in the body; raises MalformedRequest with the place where it stops being JSON."""
    body = request.get_data()
    try:
        return json.loads(body, parse_constant=_no_such_number)
    except json.JSONDecodeError as error:
        raise MalformedRequest(
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from error
    except RecursionError as error:
        raise MalformedRequest("The body's JSON is nested too deeply.") from error
    except ValueError as error:  # not UTF-8, or a number that JSON does not know
        raise MalformedRequest(f"The body is not JSON: {error}.") from error


def _no_such_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a JSON number")
