"""Whoever calls the knowledge base's service in a test: with the token, or without."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = "a-token-for-tests-only"


@dataclass(frozen=True)
class Caller:
    """Sends requests as one of our own processes does."""

    client: FlaskClient
    token: str = TOKEN

    def gets(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(path, query_string=query, headers=self._headers())

    def posts(self, path: str, body: Any = None, **query: Any) -> TestResponse:
        return self._sends("POST", path, body, query)

    def puts(self, path: str, body: Any) -> TestResponse:
        return self._sends("PUT", path, body, {})

    def _sends(self, method: str, path: str, body: Any, query: dict[str, Any]) -> TestResponse:
        sent = {"data": body} if isinstance(body, bytes) else {"json": body}
        if body is None:
            sent = {}
        return self.client.open(
            path, method=method, query_string=query, headers=self._headers(), **sent
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def error_of(answer: TestResponse, status: int) -> dict[str, Any]:
    """The error in an answer, after a look at its status and its one shape."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.json is not None
    assert set(answer.json) == {"error"}
    error: dict[str, Any] = answer.json["error"]
    assert {"code", "message"} <= set(error) <= {"code", "message", "fields"}
    assert ("fields" in error) == (status == 422)
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert "Traceback" not in answer.get_data(as_text=True)
    return error


def wrong_fields(answer: TestResponse) -> list[str]:
    """The names of the fields that a 422 complains about."""
    return [field["field"] for field in error_of(answer, 422)["fields"]]
