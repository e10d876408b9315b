"""The helpdesk's one way to the knowledge base: typed calls over HTTP.

Owns timeouts and the mapping of every foreign failure to two errors of ours. Every call ends
within its timeout; a knowledge base that is down, slow or talking nonsense raises
`KnowledgeBaseUnavailable`, and each caller says what it does then (a customer is handed to a
human, a page offers the chat). Must not import conversations, handoffs or Flask.
"""

import logging
import ssl
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Any, Literal, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from helpdesk.certificate_answers import CertificateState, CertifyOutcome
from helpdesk.errors import FieldError, KnowledgeBaseRefused, KnowledgeBaseUnavailable
from helpdesk.knowledge_answers import (
    Categories,
    Category,
    ChosenSentences,
    Entry,
    EntryPage,
    EntryStatus,
    ExportedFile,
    FileFormat,
    Health,
    ImportReport,
    Language,
    Refusal,
    Revisions,
    SearchResult,
    Tone,
)

log = logging.getLogger(__name__)

_AnswerT = TypeVar("_AnswerT", bound=BaseModel)

READ_TIMEOUT_SECONDS = 2.0
# an edit is encoded and indexed before it is confirmed
WRITE_TIMEOUT_SECONDS = 10.0
# a whole knowledge base of some thousand entries is encoded
IMPORT_TIMEOUT_SECONDS = 120.0
# each labelled question is searched anew, 500 of them within a minute on a slow machine
CERTIFY_TIMEOUT_SECONDS = 170.0


class KnowledgeBase:
    """The knowledge base at one address. One instance serves all threads and greenlets.

    Connections are kept alive between calls. Every method raises `KnowledgeBaseUnavailable` when
    no usable answer came in time, and `KnowledgeBaseRefused` when the knowledge base declined.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str,
        read_timeout_seconds: float = READ_TIMEOUT_SECONDS,
        write_timeout_seconds: float = WRITE_TIMEOUT_SECONDS,
    ) -> None:
        self._read_timeout = httpx.Timeout(read_timeout_seconds)
        self._write_timeout = httpx.Timeout(write_timeout_seconds, connect=read_timeout_seconds)
        self._import_timeout = httpx.Timeout(IMPORT_TIMEOUT_SECONDS, connect=read_timeout_seconds)
        self._certify_timeout = httpx.Timeout(CERTIFY_TIMEOUT_SECONDS, connect=read_timeout_seconds)
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=self._read_timeout,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=16),
            # the call stays on this machine whatever proxy the environment names
            trust_env=False,
            # plain HTTP on the loopback: loading the authorities' certificates would be for nothing
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back. The instance cannot be used afterwards."""
        self._http.close()

    def search(
        self,
        text: str,
        language: Language,
        *,
        limit: int = 5,
        exclude_entry_ids: Sequence[str] = (),
    ) -> SearchResult:
        """The entries that may answer a question (1 to 4,000 characters), best first."""
        question = {
            "text": text,
            "language": language,
            "limit": limit,
            "exclude_entry_ids": list(exclude_entry_ids),
        }
        return self._ask(SearchResult, "POST", "/search", json=question)

    def tone(self, text: str, language: Language) -> Tone:
        """How angry and how urgent a text (1 to 4,000 characters) sounds."""
        return self._ask(Tone, "POST", "/tone", json={"text": text, "language": language})

    def chosen_sentences(self, sentences: Sequence[str], language: Language) -> tuple[int, ...]:
        """The numbers of at most five of the sentences (200 of 1,000 characters) that sum them up.

        Encoding a hundred of them takes a second or two, so this may take longer than a search.
        """
        body = {"sentences": list(sentences), "language": language}
        found = self._write(ChosenSentences, "POST", "/summary", body)
        return tuple(number for number in found.chosen if 0 <= number < len(sentences))

    def entries(
        self,
        *,
        status: EntryStatus | None = None,
        category: str | None = None,
        query: str | None = None,
        page: int = 1,
        page_size: int = 50,
    ) -> EntryPage:
        """One page of the entries that match, pages counted from 1."""
        wanted = {"status": status, "category": category, "query": query}
        parameters = {name: value for name, value in wanted.items() if value}
        return self._ask(
            EntryPage,
            "GET",
            "/entries",
            params={**parameters, "page": page, "page_size": page_size},
        )

    def entry(self, entry_id: str) -> Entry:
        """One entry, whatever its status."""
        return self._ask(Entry, "GET", f"/entries/{_segment(entry_id)}")

    def create_entry(self, entry: dict[str, Any], *, updated_by: str) -> Entry:
        """A new entry as stored, version 1."""
        return self._write(Entry, "POST", "/entries", {**entry, "updated_by": updated_by})

    def change_entry(self, entry_id: str, entry: dict[str, Any], *, updated_by: str) -> Entry:
        """The entry after a change; `entry["version"]` is the version that was edited."""
        path = f"/entries/{_segment(entry_id)}"
        return self._write(Entry, "PUT", path, {**entry, "updated_by": updated_by})

    def move_entry(
        self, entry_id: str, verb: Literal["publish", "unpublish", "archive"], *, updated_by: str
    ) -> Entry:
        """The entry in its new status."""
        path = f"/entries/{_segment(entry_id)}/{verb}"
        return self._write(Entry, "POST", path, {"updated_by": updated_by})

    def revisions(self, entry_id: str) -> Revisions:
        """Every version that the entry has had."""
        return self._ask(Revisions, "GET", f"/entries/{_segment(entry_id)}/revisions")

    def categories(self) -> Categories:
        """All categories."""
        return self._ask(Categories, "GET", "/categories")

    def put_category(self, category_id: str, category: dict[str, Any]) -> Category:
        """The category as stored, made when it did not exist."""
        return self._write(Category, "PUT", f"/categories/{_segment(category_id)}", category)

    def import_entries(
        self, content: bytes, file_format: FileFormat, *, dry_run: bool, updated_by: str
    ) -> ImportReport:
        """What importing a file did, or would do in a dry run; any bad row stops all of it."""
        return self._ask(
            ImportReport,
            "POST",
            "/import",
            params={
                "format": file_format,
                "dry_run": "true" if dry_run else "false",
                "updated_by": updated_by,
            },
            content=content,
            headers={"Content-Type": "application/octet-stream"},
            timeout=self._import_timeout,
        )

    def export_entries(self, file_format: FileFormat) -> ExportedFile:
        """All entries as a file that `import_entries` takes back."""
        response = self._send(
            "GET", "/export", params={"format": file_format}, timeout=self._write_timeout
        )
        return ExportedFile(
            content=response.content,
            media_type=response.headers.get("Content-Type", "application/octet-stream"),
        )

    def certificate(self) -> CertificateState:
        """The certificate in force, or why there is none, and the thresholds."""
        return self._ask(CertificateState, "GET", "/certificate")

    def certify(
        self,
        questions: Sequence[Mapping[str, Any]],
        *,
        alpha: float,
        delta: float,
        issued_by: str,
    ) -> CertifyOutcome:
        """Whether these labelled questions certify a wrong-answer rate of at most ``alpha``.

        Each question is `{"text", "language", "relevant": [entry ids]}`. All of them are searched
        anew, which may take a minute for 500. Under the server that blocks nobody: the wait is
        cooperative, only this request takes as long (at most `CERTIFY_TIMEOUT_SECONDS`, so a
        proxy in front must wait as long). A certificate that came too late is stored all the
        same; `certificate` shows it.
        """
        asked = {
            "alpha": alpha,
            "delta": delta,
            "issued_by": issued_by,
            "questions": [dict(question) for question in questions],
        }
        return self._ask(
            CertifyOutcome, "POST", "/certificate", json=asked, timeout=self._certify_timeout
        )

    def post_outcomes(self, outcomes: Sequence[Mapping[str, Any]]) -> CertificateState:
        """The certificate after hearing which live answers proved right or wrong.

        Each outcome is `{"confidence", "wrong", "at"}`; all since the certificate was issued, not
        only the new ones, so that a lost or repeated call does no harm.
        """
        body = {"outcomes": [dict(outcome) for outcome in outcomes]}
        return self._write(CertificateState, "POST", "/certificate/outcomes", body)

    def health(self) -> Health:
        """How the knowledge base is; also one that is still starting answers."""
        return self._ask(Health, "GET", "/health", accepted=(HTTPStatus.SERVICE_UNAVAILABLE,))

    def _write(
        self, answer: type[_AnswerT], method: str, path: str, body: dict[str, Any]
    ) -> _AnswerT:
        return self._ask(answer, method, path, json=body, timeout=self._write_timeout)

    def _ask(self, answer: type[_AnswerT], method: str, path: str, **request: Any) -> _AnswerT:
        response = self._send(method, path, **request)
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            raise _unavailable(method, path, f"answered nonsense: {error.title}") from error

    def _send(
        self, method: str, path: str, *, accepted: Sequence[int] = (), **request: Any
    ) -> httpx.Response:
        try:
            response = self._http.request(method, path, **request)
        except httpx.TimeoutException as error:
            raise _unavailable(method, path, "timed out") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unavailable(method, path, f"{type(error).__name__}: {error}") from error
        if response.is_success or response.status_code in accepted:
            return response
        raise _refusal(method, path, response)


def _segment(identifier: str) -> str:
    return quote(identifier, safe="")


def _unavailable(method: str, path: str, reason: str) -> KnowledgeBaseUnavailable:
    log.warning("action=knowledge_base_failed method=%s path=%s reason=%s", method, path, reason)
    return KnowledgeBaseUnavailable()


# the caller's mistakes; 401 and 403 mean that our own token is wrong, which no caller can mend
_CALLERS = frozenset({400, 404, 409, 413, 422})


def _refusal(
    method: str, path: str, response: httpx.Response
) -> KnowledgeBaseRefused | KnowledgeBaseUnavailable:
    if response.status_code not in _CALLERS:
        return _unavailable(method, path, f"answered {response.status_code}")
    try:
        detail = Refusal.model_validate_json(response.content).error
    except ValidationError:
        return _unavailable(method, path, f"answered {response.status_code} without a reason")
    fields = [
        FieldError(field=problem.get("field", ""), reason=problem.get("reason", ""))
        for problem in detail.fields or ()
    ]
    return KnowledgeBaseRefused(response.status_code, detail.code, detail.message, fields)
