"""The helpdesk's errors and the one JSON shape in which a client sees them.

    HelpdeskError
    ├── MalformedRequest        400
    ├── NotSignedIn             401
    ├── Forbidden               403
    ├── NotFound                404
    ├── Conflict                409
    │   └── VersionConflict
    ├── TooLarge                413
    ├── Invalid                 422  (names its fields)
    ├── TooManyRequests         429  (Retry-After)
    ├── KnowledgeBaseRefused    the 4xx that the knowledge base answered
    └── Unavailable             503  (Retry-After)
        ├── DatabaseUnavailable
        └── KnowledgeBaseUnavailable

``install`` maps these, Werkzeug's and the database driver's errors; a client never sees a
traceback. It must not import anything else of the package.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from flask import Flask, Response, jsonify, request
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)

RETRY_SECONDS = 2


@dataclass(frozen=True, kw_only=True)
class FieldError:
    """One wrong field of a request: its dotted name and what is wrong with it."""

    field: str
    reason: str


class HelpdeskError(Exception):
    """Something went wrong inside the helpdesk."""

    status: ClassVar[int] = 500
    code: str = "internal_error"

    def __init__(
        self,
        message: str = "",
        *,
        code: str | None = None,
        fields: Sequence[FieldError] = (),
        retry_after: int | None = None,
    ) -> None:
        self.message = message or (self.__doc__ or "").strip().splitlines()[0]
        self.code = code or type(self).code
        self.fields = tuple(fields)
        self.retry_after = retry_after
        super().__init__(self.message)


class MalformedRequest(HelpdeskError):
    """The request could not be read. Send valid JSON in UTF-8."""

    status = 400
    code = "malformed_request"


class NotSignedIn(HelpdeskError):
    """This needs a token or a sign-in, and the request carried none that holds."""

    status = 401
    code = "not_signed_in"


class Forbidden(HelpdeskError):
    """You have no right to this."""

    status = 403
    code = "forbidden"


class NotFound(HelpdeskError):
    """There is nothing at this address."""

    status = 404
    code = "not_found"


class Conflict(HelpdeskError):
    """This no longer fits the state of things. Load it again."""

    status = 409
    code = "conflict"


class VersionConflict(Conflict):
    """Somebody else changed this meanwhile; nothing was stored. Load it again and repeat yours."""

    code = "version_conflict"


class TooLarge(HelpdeskError):
    """The request is too large."""

    status = 413
    code = "too_large"


class Invalid(HelpdeskError):
    """Some fields are not valid. Correct them and send again."""

    status = 422
    code = "invalid"


class TooManyRequests(HelpdeskError):
    """Too many requests in a short time. Wait and send again."""

    status = 429
    code = "too_many_requests"


class Unavailable(HelpdeskError):
    """The service cannot do this at the moment. Send it again shortly."""

    status = 503
    code = "unavailable"


class DatabaseUnavailable(Unavailable):
    """The database cannot be used at the moment; nothing was stored. Send it again shortly."""

    code = "database_unavailable"


class KnowledgeBaseUnavailable(Unavailable):
    """The knowledge base does not answer at the moment. Try again shortly."""

    code = "knowledge_base_unavailable"


class KnowledgeBaseRefused(HelpdeskError):
    """The knowledge base declined the request."""

    def __init__(
        self, status: int, code: str, message: str, fields: Sequence[FieldError] = ()
    ) -> None:
        super().__init__(message, code=code, fields=fields)
        self.status = status  # type: ignore[misc]  # the knowledge base's own status


class ErrorField(BaseModel):
    """A field of a 422 answer."""

    field: str
    reason: str


class ErrorDetail(BaseModel):
    """What an error answer carries under ``error``."""

    code: str
    message: str
    fields: list[ErrorField] | None = None


class ErrorBody(BaseModel):
    """The shape of every error answer."""

    error: ErrorDetail


def error_response(error: HelpdeskError) -> Response:
    """The answer a client gets for ``error``."""
    detail: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.fields:
        detail["fields"] = [{"field": f.field, "reason": f.reason} for f in error.fields]
    response = jsonify({"error": detail})
    response.status_code = error.status
    retry_after = error.retry_after
    if retry_after is None and error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        retry_after = RETRY_SECONDS
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def invalid_from(error: ValidationError) -> HelpdeskError:
    """The client's error for a pydantic validation error, whatever is wrong named by field."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return Invalid(
        fields=[
            FieldError(field=".".join(str(p) for p in d["loc"]) or "body", reason=d["msg"])
            for d in details
        ]
    )


def validation_response(error: ValidationError) -> Response:
    """What flask-openapi3 answers when a request does not fit its model.

    It hands a missing or unreadable JSON body to pydantic as ``None``: that is malformed (400),
    not invalid (422).
    """
    if request.method in {"POST", "PUT", "PATCH"} and request.get_data():
        try:
            request.get_json()
        except HTTPException:
            return error_response(MalformedRequest())
    return error_response(invalid_from(error))


_BY_STATUS: dict[int, type[HelpdeskError]] = {
    kind.status: kind
    for kind in (
        MalformedRequest,
        NotSignedIn,
        Forbidden,
        NotFound,
        Conflict,
        TooLarge,
        Invalid,
        TooManyRequests,
        Unavailable,
    )
}


def from_http(error: HTTPException) -> HelpdeskError:
    """Ours for one of Werkzeug's errors, keeping its status."""
    status = error.code or 500
    if status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
        return MalformedRequest("Send the body as JSON, with Content-Type: application/json.")
    kind = _BY_STATUS.get(status)
    if kind is not None:
        return kind()
    other = HelpdeskError(error.description or HTTPStatus(status).phrase, code=error.name.lower())
    other.code = error.name.lower().replace(" ", "_").replace("'", "")
    other.status = status  # type: ignore[misc]  # one instance stands for a rare status
    return other


def install(app: Flask) -> None:
    """Make ``app`` answer every error in the one shape."""

    @app.errorhandler(HelpdeskError)
    def ours(error: HelpdeskError) -> Response:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error(
                "action=request_failed code=%s path=%s reason=%s",
                error.code,
                request.path,
                error.__cause__ or error.message,
            )
        return error_response(error)

    @app.errorhandler(HTTPException)
    def werkzeugs(error: HTTPException) -> Response:
        response = error_response(from_http(error))
        if error.code == HTTPStatus.METHOD_NOT_ALLOWED:
            for name, value in error.get_headers():
                if name.lower() == "allow":
                    response.headers["Allow"] = value
        return response

    @app.errorhandler(ValidationError)
    def validation(error: ValidationError) -> Response:
        # a request's own validation errors never come here: this is ours, a bug
        log.exception("action=request_failed code=internal_error path=%s", request.path)
        return error_response(HelpdeskError("Something went wrong here; it was written down."))

    @app.errorhandler(PoolTimeout)
    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    def database(error: Exception) -> Response:
        reason = str(error.orig) if isinstance(error, DBAPIError) else str(error)
        log.error(
            "action=request_failed code=database_unavailable path=%s reason=%s",
            request.path,
            reason.splitlines()[0] if reason else type(error).__name__,
        )
        return error_response(DatabaseUnavailable())

    @app.errorhandler(DatabaseError)
    def damaged(error: DatabaseError) -> Response:
        # its subclasses are mistakes of ours; the class itself is what a damaged file raises
        return database(error) if type(error) is DatabaseError else unexpected(error)

    @app.errorhandler(RecursionError)
    def nested_too_deep(error: RecursionError) -> Response:
        log.warning("action=request_refused code=malformed_request path=%s", request.path)
        return error_response(MalformedRequest("The request is nested too deeply."))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        log.exception("action=request_failed code=internal_error path=%s", request.path)
        return error_response(HelpdeskError("Something went wrong here; it was written down."))
