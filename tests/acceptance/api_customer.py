"""A customer and an agent without a browser, for what a browser would add nothing to."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection
from typing import Any, Self
from uuid import uuid4

import httpx

from stack.temporary import RunningStack

# longer than every budget on a message's way together, on a busy machine
PATIENCE_SECONDS = 40
REQUEST_SECONDS = 20
# every labelled question is searched again
CERTIFY_SECONDS = 60


def wait_until(what: str, holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Return once it holds; fail, saying what was waited for, when it does not in time."""
    give_up_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up_at, f"waited {seconds:g} s in vain for {what}"
        time.sleep(0.1)


class ApiCustomer:
    """A customer whose widget is this class: one conversation over the customer's API."""

    def __init__(self, stack: RunningStack, language: str = "cs") -> None:
        self._http = httpx.Client(base_url=stack.url, timeout=REQUEST_SECONDS)
        started = self._http.post("/api/v1/conversations", json={"language": language})
        started.raise_for_status()
        self.conversation_id: str = started.json()["conversation"]["id"]
        self._http.headers["Authorization"] = f"Bearer {started.json()['token']}"
        self._path = f"/api/v1/conversations/{self.conversation_id}"

    def close(self) -> None:
        self._http.close()

    def sends(self, text: str, client_message_id: str | None = None) -> httpx.Response:
        """One try to send; the answer may be a refusal."""
        body = {"client_message_id": client_message_id or str(uuid4()), "text": text}
        return self._http.post(f"{self._path}/messages", json=body)

    def sends_bytes(self, body: bytes) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        return self._http.post(f"{self._path}/messages", content=body, headers=headers)

    def says(self, text: str) -> int:
        """Send a message that must be taken; its sequence number."""
        answer = self.sends(text)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["sequence"])

    def finds(self, sequence: int, *, helpful: bool) -> None:
        """Press a thumb under the bot's message with this sequence number."""
        path = f"{self._path}/messages/{sequence}/feedback"
        self._http.post(path, json={"helpful": helpful}).raise_for_status()

    def events(self) -> list[dict[str, Any]]:
        """The conversation's log, as the stream would bring it."""
        answer = self._http.get(
            f"{self._path}/events?after=0", headers={"Accept": "application/json"}
        )
        answer.raise_for_status()
        return list(answer.json()["events"])

    def conversation(self) -> dict[str, Any]:
        answer = self._http.get(self._path)
        answer.raise_for_status()
        return dict(answer.json())

    def replies(self, after: int = 0) -> list[dict[str, Any]]:
        """What the bot has said after this sequence number."""
        return [e for e in self.events() if e["author"] == "bot" and e["sequence"] > after]

    def gets_a_reply(self, after: int) -> dict[str, Any]:
        """Wait for the bot's reply to the message with this sequence number."""
        wait_until("the bot's reply", lambda: bool(self.replies(after)))
        return self.replies(after)[0]

    def gets_an_answer(self, after: int) -> str:
        """Wait for the bot's answer out of an entry; the entry's id."""
        entries = [part.get("entry") for part in self.gets_a_reply(after)["parts"]]
        found = [entry["id"] for entry in entries if entry]
        assert found, self.events()
        return str(found[0])

    def gets_a_human(self) -> str:
        """Wait until a human is asked for; the reason."""
        wait_until("a handoff", lambda: self.conversation()["handoff"] is not None)
        handoff = self.conversation()["handoff"]
        assert self.conversation()["in_charge"] == "queue"
        return str(handoff["reason"])


class ApiAgent:
    """An agent at the desk's API."""

    def __init__(self, stack: RunningStack, username: str = "petr") -> None:
        self._http = httpx.Client(base_url=stack.url, timeout=REQUEST_SECONDS)
        self._http.headers["X-CSRF-Token"] = self._csrf_token()
        signed_in = self._http.post(
            "/api/v1/session",
            json={"username": username, "password": stack.passwords()[username]},
        )
        signed_in.raise_for_status()
        self._http.headers["X-CSRF-Token"] = self._csrf_token()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def evidence_of(self, conversation_id: str) -> dict[str, Any]:
        """What travelled with the conversation's handoff."""
        answer = self._http.get(f"/api/v1/desk/conversations/{conversation_id}")
        answer.raise_for_status()
        return dict(answer.json()["handoff"]["evidence"])

    def resolves(self, conversation_id: str) -> None:
        """Claim the conversation's handoff and give the conversation back to the bot."""
        answer = self._http.get(f"/api/v1/desk/conversations/{conversation_id}")
        handoff_id = answer.json()["handoff"]["id"]
        for verb in ("claim", "resolve"):
            self._http.post(f"/api/v1/desk/handoffs/{handoff_id}/{verb}").raise_for_status()

    def reads(self, path: str, **query: str | int) -> dict[str, Any]:
        """What the API answers to a GET of this path."""
        return dict(self._http.get(path, params=query).raise_for_status().json())

    def flags_missing_entry(self, conversation_id: str, sequence: int, **told: str) -> None:
        """Say in the conversation that an entry is missing for this question of the customer's."""
        path = f"/api/v1/desk/conversations/{conversation_id}/flags"
        body = {"kind": "missing_entry", "sequence": sequence, **told}
        self._http.post(path, json=body).raise_for_status()

    def puts(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What the API answers to a PUT of this body."""
        return dict(self._http.put(path, json=body).raise_for_status().json())

    def draws(self, count: int) -> dict[str, Any]:
        """Draw at most so many questions to label; the counts after it."""
        answer = self._http.post("/api/v1/desk/labels/draw", json={"count": count})
        return dict(answer.raise_for_status().json())

    def labels_drawn(self, entry_of: dict[str, str], small_talk: Collection[str] = ()) -> None:
        """Label everything drawn; `entry_of` has the right answers."""
        path = "/api/v1/desk/labels"
        while questions := self.reads(f"{path}/next", limit=20)["questions"]:
            for question in questions:
                body = _verdict(question, entry_of.get(question["text"]))
                if question["text"] in small_talk:
                    body = {"verdict": "not_a_question"}
                self._http.put(f"{path}/{question['id']}", json=body).raise_for_status()

    def labels_all(self, entry_of: dict[str, str], count: int) -> None:
        """Draw at most so many questions and label all."""
        self.draws(count)
        self.labels_drawn(entry_of)

    def exports_labels(self) -> list[dict[str, Any]]:
        """The labelled questions as a lead saves them."""
        answer = self._http.get("/api/v1/desk/labels/export").raise_for_status()
        return [json.loads(line) for line in answer.text.splitlines()]

    def asks_to_certify(self, *, alpha: float, delta: float) -> httpx.Response:
        """Ask for a certificate on all labels; the answer may be a refusal."""
        body = {"alpha": alpha, "delta": delta}
        return self._http.post("/api/v1/desk/certificate", json=body, timeout=CERTIFY_SECONDS)

    def certifies(self, *, alpha: float, delta: float) -> dict[str, Any]:
        """Ask for a certificate; what came of it."""
        return dict(self.asks_to_certify(alpha=alpha, delta=delta).raise_for_status().json())

    def published_entries(self) -> list[dict[str, Any]]:
        """All published entries, as a lead reads them."""
        page = self.reads("/api/v1/knowledge/entries", status="published", page_size=200)
        return list(page["entries"])

    def rewrites(self, entry: dict[str, Any]) -> None:
        """Save the entry with other answers."""
        variants = {
            language: {**variant, "answer": f"{variant['answer']} Write to us for more."}
            for language, variant in entry["variants"].items()
        }
        kept = {key: entry[key] for key in ("id", "category", "tags", "status", "version")}
        path = f"/api/v1/knowledge/entries/{entry['id']}"
        self._http.put(path, json={**kept, "variants": variants}).raise_for_status()

    def _csrf_token(self) -> str:
        return str(self._http.get("/api/v1/session").json()["csrf_token"])


def _verdict(question: dict[str, Any], right: str | None) -> dict[str, str | None]:
    """The label of a question that this entry, or none, answers."""
    shown = [candidate["entry_id"] for candidate in question["candidates"]]
    if right is None or not shown:
        return {"verdict": "nothing"}
    if shown[0] == right:
        return {"verdict": "right", "entry_id": right}
    return {"verdict": "wrong", "entry_id": shown[0], "right_entry_id": right}
