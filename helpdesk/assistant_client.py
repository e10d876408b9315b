"""The helpdesk's one way to the assistant: one turn asked over HTTP, one typed reply.

Every call ends within its budget. Whatever is wrong (nobody listens, too slow, an error status,
nonsense) raises AssistantFailed with a code that travels with the handoff; the turn runner then
asks a human. Must not import conversations, handoffs or Flask.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Any, Literal

import httpx
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from helpdesk.handoffs.states import Reason

Language = Literal["cs", "en"]

PATH = "/webhooks/ochota/turn"
MAX_REPLY_BYTES = 1_000_000
CONNECT_SECONDS = 1.0
_CONNECTIONS = 64
_RECONNECT_PAUSE_SECONDS = 0.2


class AssistantFailed(Exception):
    """The assistant gave no usable reply. ``code`` says how it failed."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}")


def _without_nul(text: str) -> str:
    # PostgreSQL stores no NUL
    return text.replace("\x00", "")


Words = Annotated[str, Field(max_length=50_000), AfterValidator(_without_nul)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Question(_Value):
    """One turn as the assistant is asked it."""

    conversation_id: str
    session: int
    message_id: str
    text: str
    choice: dict[str, str] | None = None
    language: Language
    page_url: str | None = None
    shown_entry_ids: list[str] = []
    new_session: bool = False


class Entry(_Value):
    """The entry an answer was taken from."""

    id: str = Field(max_length=80)
    version: int
    language: Language
    question: Words
    confidence: float | None = Field(default=None, ge=0, le=1)
    cross_lingual: bool = False


class TextPart(_Value):
    """Words in Markdown, from an entry or the assistant's own."""

    type: Literal["text"]
    text: Words = Field(min_length=1)
    language: Language | None = None
    entry: Entry | None = None


class Choice(_Value):
    """One thing a customer may pick; the payload is the assistant's own."""

    id: str = Field(max_length=80)
    label: Words = Field(min_length=1)
    payload: str = Field(max_length=4000)


class ChoicesPart(_Value):
    """A question with choices."""

    type: Literal["choices"]
    text: Words
    language: Language | None = None
    choices: list[Choice] = Field(min_length=1, max_length=20)


class HandoffPart(_Value):
    """The assistant asks for a human."""

    type: Literal["handoff"]
    reason: Reason


Part = Annotated[TextPart | ChoicesPart | HandoffPart, Field(discriminator="type")]


class Trouble(_Value):
    """What went wrong inside the assistant."""

    code: str = Field(max_length=40)
    message: Words = ""


class Reply(_Value):
    """The assistant's reply to one turn."""

    parts: list[Part] = Field(max_length=20)
    intent: str | None = None
    intent_confidence: float | None = None
    search: dict[str, Any] | None = None
    error: Trouble | None = None

    @property
    def shown_parts(self) -> list[TextPart | ChoicesPart]:
        """The parts a customer sees."""
        return [part for part in self.parts if not isinstance(part, HandoffPart)]

    @property
    def handoff_reason(self) -> Reason | None:
        """Why a human is needed, if one is: what the assistant says, or that it failed."""
        for part in self.parts:
            if isinstance(part, HandoffPart):
                return part.reason
        return "assistant_unavailable" if self.error is not None else None


class AssistantClient:
    """The assistant at one address. One instance serves all threads and greenlets."""

    def __init__(self, url: str, *, token: str, budget_seconds: float) -> None:
        self._budget_seconds = budget_seconds
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=httpx.Timeout(budget_seconds, connect=min(CONNECT_SECONDS, budget_seconds)),
            limits=httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=32),
            trust_env=False,
        )

    def ask(self, question: Question) -> Reply:
        """The assistant's reply. Raises AssistantFailed, within the budget and a little."""
        give_up_at = time.monotonic() + self._budget_seconds
        try:
            body = self._post(question, give_up_at)
        except httpx.ConnectError:
            # nothing was sent: safe to try once more, as when the assistant is being restarted
            time.sleep(min(_RECONNECT_PAUSE_SECONDS, self._budget_seconds / 4))
            with _named_failures():
                body = self._post(question, give_up_at)
        return _parsed(body)

    def reachable(self, timeout_seconds: float = 1.0) -> str | None:
        """None when the assistant says it is well, else the reason it is not."""
        try:
            response = self._http.get("/health", timeout=timeout_seconds)
        except httpx.HTTPError as error:
            return f"the assistant does not answer ({type(error).__name__})"
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            return "the assistant is starting"
        if response.status_code != HTTPStatus.OK:
            return f"the assistant answers {response.status_code}"
        return None

    def close(self) -> None:
        """Close the kept connections."""
        self._http.close()

    def _post(self, question: Question, give_up_at: float) -> bytes:
        with (
            _named_failures(keep=httpx.ConnectError),
            self._http.stream("POST", PATH, json=question.model_dump(mode="json")) as response,
        ):
            if response.status_code != HTTPStatus.OK:
                raise AssistantFailed("status", f"the assistant answered {response.status_code}")
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MAX_REPLY_BYTES:
                    raise AssistantFailed("nonsense", "the assistant's reply is too large")
                if time.monotonic() > give_up_at:
                    raise AssistantFailed("timeout", "the assistant's reply came too slowly")
            return bytes(body)


@contextmanager
def _named_failures(keep: type[httpx.HTTPError] | None = None) -> Iterator[None]:
    """Turn httpx's errors into ours, but for ``keep``."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise AssistantFailed("timeout", "the assistant did not reply in time") from error
    except httpx.HTTPError as error:
        if keep is not None and isinstance(error, keep):
            raise
        code = "unreachable" if isinstance(error, httpx.NetworkError) else "protocol"
        raise AssistantFailed(code, f"the assistant cannot be reached: {error}") from error


def _parsed(body: bytes) -> Reply:
    try:
        reply = Reply.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the body"
        raise AssistantFailed("nonsense", f"{where}: {first['msg']}") from error
    if not reply.parts and reply.error is None:
        raise AssistantFailed("empty_reply", "the assistant replied with nothing")
    return reply
