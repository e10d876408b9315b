"""The one shape of every error answer, and which error of the package becomes which status."""

import logging
from collections.abc import Iterable, Mapping

from flask import Flask, Response, jsonify
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from knowledge_base import errors
from knowledge_base.entry_rules import plain_problems
from knowledge_base.logs import line

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 2

# status and code of every error of ours that a request can meet
ANSWERS: Mapping[type[errors.KnowledgeBaseError], tuple[int, str]] = {
    errors.EntryNotFound: (404, "entry_not_found"),
    errors.EntryExists: (409, "entry_exists"),
    errors.VersionConflict: (409, "version_conflict"),
    errors.StoreNotEmpty: (409, "store_not_empty"),
    errors.CertificationRunning: (409, "certification_running"),
    errors.StoreUnavailable: (503, "store_unavailable"),
    errors.SearchNotReady: (503, "search_not_ready"),
}

# code of what Flask itself refuses
REFUSALS = {
    400: "malformed",
    401: "unauthorized",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}


class MalformedRequest(Exception):
    """The request's body is not what its route reads at all, such as JSON that does not parse."""


class InvalidFields(Exception):
    """Fields of the request are wrong, each with the reason."""

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        super().__init__("invalid fields")
        self.fields = list(fields)


def error_answer(
    status: int,
    code: str,
    message: str,
    fields: Iterable[tuple[str, str]] | None = None,
) -> Response:
    """An error in the shape that every service of the product uses."""
    error: dict[str, object] = {"code": code, "message": message}
    if fields is not None:
        error["fields"] = [{"field": field, "reason": reason} for field, reason in fields]
    answer = jsonify(error=error)
    answer.status_code = status
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def answer_every_error(app: Flask) -> None:
    """Make `app` answer each error, foreseen or not, in the one shape and without a traceback."""
    app.register_error_handler(errors.KnowledgeBaseError, _answer_ours)
    app.register_error_handler(errors.CategoryNotFound, _answer_unknown_category)
    app.register_error_handler(ValidationError, _answer_invalid_model)
    app.register_error_handler(InvalidFields, _answer_invalid_fields)
    app.register_error_handler(MalformedRequest, _answer_malformed)
    app.register_error_handler(HTTPException, _answer_refusal)
    app.register_error_handler(Exception, _answer_failure)


def _answer_ours(error: errors.KnowledgeBaseError) -> Response:
    if type(error) not in ANSWERS:
        return _answer_failure(error)
    status, code = ANSWERS[type(error)]
    return error_answer(status, code, str(error))


def _answer_unknown_category(error: errors.CategoryNotFound) -> Response:
    return _answer_invalid_fields(InvalidFields([("category", str(error))]))


def _answer_invalid_model(error: ValidationError) -> Response:
    return _answer_invalid_fields(
        InvalidFields((".".join(map(str, path)), reason) for path, reason in plain_problems(error))
    )


def _answer_invalid_fields(error: InvalidFields) -> Response:
    return error_answer(422, "invalid", "Some fields are wrong; nothing was done.", error.fields)


def _answer_malformed(error: MalformedRequest) -> Response:
    return error_answer(400, "malformed", str(error))


def _answer_refusal(error: HTTPException) -> Response:
    status = error.code or 500
    answer = error_answer(status, REFUSALS.get(status, "refused"), error.description or error.name)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "www-authenticate"):
            answer.headers[name] = value
    return answer


def _answer_failure(error: Exception) -> Response:
    log.exception(line("request_failed", reason=f"{type(error).__name__}: {error}"))
    return error_answer(500, "internal_error", "The knowledge base failed; its log has the reason.")
