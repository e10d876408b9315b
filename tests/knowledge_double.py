"""A knowledge base that speaks the contract over real HTTP, small enough for fast tests.

It searches by counting common words, keeps entries in memory and can be told to fail: to refuse
the connection, to be slow, to answer a status or nonsense. What it shares with the real one is
held by the contract test that runs on both.
"""

import json
import re
import threading
import time
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from flask import Flask, Response, jsonify, request
from werkzeug.serving import BaseWSGIServer, make_server

from tests.certificate_double import MOST_RISK, CertificateDouble

_WORD = re.compile(r"\w+")


def an_entry(entry_id: str = "return-period", **changes: Any) -> dict[str, Any]:
    """An entry as the knowledge base gives it."""
    moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    entry = {
        "id": entry_id,
        "category": "returns",
        "tags": [],
        "status": "published",
        "version": 1,
        "variants": {
            "cs": {
                "question": "Do kdy mohu zboží vrátit?",
                "answer": "Do **14 dnů** od převzetí.",
                "alternatives": ["lhůta pro vrácení"],
            },
            "en": {
                "question": "How long do I have to return goods?",
                "answer": "Within **14 days** of receiving them.",
                "alternatives": ["return period"],
            },
        },
        "created_at": moment,
        "updated_at": moment,
        "updated_by": "jana",
    }
    return {**entry, **changes}


class KnowledgeDouble:
    """The double, serving on a free loopback port while used as a context manager."""

    def __init__(self, *, token: str) -> None:
        self._token = token
        self.entries: dict[str, dict[str, Any]] = {}
        self.categories: dict[str, dict[str, Any]] = {}
        self.index_version = 1
        self.requests: list[tuple[str, str]] = []
        self.received: list[dict[str, Any]] = []
        self.certificate = CertificateDouble()
        self.seconds_of_delay = 0.0
        self.fails_with: tuple[int, str] | None = None
        self._server: BaseWSGIServer = make_server("127.0.0.1", 0, self._app(), threaded=True)
        self.port: int = self._server.port
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.goes_away()

    def goes_away(self) -> None:
        """Stop answering: the port refuses connections from here on."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def has(self, *entries: dict[str, Any]) -> None:
        """Store entries as they are."""
        for entry in entries:
            self.entries[entry["id"]] = entry
        self.index_version += 1

    def has_category(self, category_id: str, cs: str, en: str, position: int) -> None:
        """Store a category."""
        names = {"cs": cs, "en": en}
        self.categories[category_id] = {"id": category_id, "names": names, "position": position}

    def _app(self) -> Flask:
        app = Flask("knowledge_double")

        @app.before_request
        def intercept() -> Response | None:
            self.requests.append((request.method, request.path))
            time.sleep(self.seconds_of_delay)
            if self.fails_with is not None:
                status, body = self.fails_with
                return Response(body, status=status, content_type="application/json")
            authorised = request.headers.get("Authorization") == f"Bearer {self._token}"
            if request.path != "/health" and not authorised:
                return _error(401, "unauthorized")
            return None

        app.add_url_rule("/health", view_func=self._health)
        app.add_url_rule("/search", view_func=self._search, methods=["POST"])
        app.add_url_rule("/tone", view_func=self._tone, methods=["POST"])
        app.add_url_rule("/summary", view_func=self._summary, methods=["POST"])
        app.add_url_rule("/entries", view_func=self._list, methods=["GET"])
        app.add_url_rule("/entries", view_func=self._create, methods=["POST"])
        app.add_url_rule("/entries/<entry_id>", view_func=self._read, methods=["GET"])
        app.add_url_rule("/entries/<entry_id>", view_func=self._change, methods=["PUT"])
        app.add_url_rule("/entries/<entry_id>/revisions", view_func=self._revisions)
        app.add_url_rule("/entries/<entry_id>/<verb>", view_func=self._move, methods=["POST"])
        app.add_url_rule("/categories", view_func=self._categories)
        app.add_url_rule("/categories/<category_id>", view_func=self._put, methods=["PUT"])
        app.add_url_rule("/import", view_func=self._import, methods=["POST"])
        app.add_url_rule("/export", view_func=self._export)
        app.add_url_rule("/certificate", view_func=self._certificate)
        app.add_url_rule("/certificate", view_func=self._certify, methods=["POST"])
        app.add_url_rule("/certificate/outcomes", view_func=self._outcomes, methods=["POST"])
        return app

    def _health(self) -> Response:
        return jsonify(
            {
                "status": "ready",
                "reason": None,
                "entries": len(self.entries),
                "vectors": 2 * len(self.entries),
                "index_version": self.index_version,
                "encoder": "double",
                "engine": "words",
            }
        )

    def _search(self) -> Response:
        question = request.get_json()
        self.received.append(question)
        candidates = self._found(question, question["exclude_entry_ids"])
        confidence = candidates[0]["confidence"] if candidates else 0.0
        thresholds = self.certificate.thresholds
        decision = "clarify" if confidence > 0 else "hand_off"
        if confidence >= thresholds["answer"]:
            decision = "answer"
        return jsonify(
            {
                "decision": decision,
                "reason": None if confidence else "no_answer",
                "confidence": confidence,
                "certifiable_confidence": confidence,
                "certified": self.certificate.status == "certified",
                "thresholds": thresholds,
                "tone": _tone(question["text"]),
                "candidates": candidates[: question["limit"]],
                "knowledge_base_version": self.index_version,
                "encoder": "double",
                "milliseconds": 0.1,
            }
        )

    def _tone(self) -> Response:
        asked = request.get_json()
        self.received.append(asked)
        if not asked["text"].strip():
            return _error(422, "invalid", fields=[{"field": "text", "reason": "is empty"}])
        return jsonify(_tone(asked["text"]))

    def _summary(self) -> Response:
        asked = request.get_json()
        self.received.append(asked)
        texts = asked["sentences"]
        spoken = [number for number, text in enumerate(texts) if text.strip()]
        return jsonify({"chosen": [n for n in spoken if texts[n] not in texts[:n]][:5]})

    def _found(self, question: dict[str, Any], without: list[str]) -> list[dict[str, Any]]:
        asked = set(_WORD.findall(question["text"].lower()))
        candidates = [
            _candidate(entry, question["language"], asked)
            for entry in self.entries.values()
            if entry["status"] == "published" and entry["id"] not in without
        ]
        return sorted(candidates, key=lambda candidate: -candidate["confidence"])

    def _certificate(self) -> Response:
        return jsonify(self.certificate.state())

    def _certify(self) -> Response:
        asked = request.get_json()
        self.received.append(asked)
        wrong = [name for name in ("alpha", "delta") if not 0 < asked[name] <= MOST_RISK]
        wrong += [] if asked["questions"] else ["questions"]
        if wrong:
            fields = [{"field": name, "reason": "is not valid"} for name in wrong]
            return _error(422, "invalid", fields=fields)
        searched = []
        for question in asked["questions"]:
            top = next(iter(self._found(question, [])), None)
            confidence = top["confidence"] if top else 0.0
            wrong = top is None or top["entry_id"] not in question["relevant"]
            searched.append((confidence, wrong, not question["relevant"]))
        return jsonify(
            self.certificate.issue(asked, searched, self.index_version, len(self.entries))
        )

    def _outcomes(self) -> Response:
        told = request.get_json()
        self.received.append(told)
        return jsonify(self.certificate.hear(told["outcomes"]))

    def _list(self) -> Response:
        found = [
            entry
            for entry in self.entries.values()
            if request.args.get("status") in (None, entry["status"])
            and request.args.get("category") in (None, entry["category"])
        ]
        page, size = int(request.args["page"]), int(request.args["page_size"])
        return jsonify({"entries": found[(page - 1) * size : page * size], "total": len(found)})

    def _create(self) -> Response:
        body = request.get_json()
        self.received.append(body)
        if not body["variants"]:
            return _error(422, "invalid", fields=[{"field": "variants", "reason": "is empty"}])
        if body["id"] in self.entries:
            return _error(409, "entry_exists")
        self.has(an_entry(body["id"], **body))
        response = jsonify(self.entries[body["id"]])
        response.status_code = 201
        return response

    def _read(self, entry_id: str) -> Response:
        entry = self.entries.get(entry_id)
        return jsonify(entry) if entry else _error(404, "entry_not_found")

    def _change(self, entry_id: str) -> Response:
        body = request.get_json()
        self.received.append(body)
        entry = self.entries[entry_id]
        if body["version"] != entry["version"]:
            return _error(409, "version_conflict")
        self.has({**entry, **body, "version": entry["version"] + 1})
        return jsonify(self.entries[entry_id])

    def _revisions(self, entry_id: str) -> Response:
        entry = self.entries[entry_id]
        revision = {
            "version": entry["version"],
            "entry": entry,
            "changed_at": entry["updated_at"],
            "changed_by": entry["updated_by"],
        }
        return jsonify({"revisions": [revision]})

    def _move(self, entry_id: str, verb: str) -> Response:
        self.received.append(request.get_json())
        status = {"publish": "published", "unpublish": "draft", "archive": "archived"}[verb]
        entry = self.entries[entry_id]
        self.has({**entry, "status": status, "version": entry["version"] + 1})
        return jsonify(self.entries[entry_id])

    def _categories(self) -> Response:
        counted = [
            {**category, "published_entries": self._published_in(category["id"])}
            for category in self.categories.values()
        ]
        return jsonify({"categories": counted})

    def _put(self, category_id: str) -> Response:
        body = request.get_json()
        self.has_category(category_id, body["names"]["cs"], body["names"]["en"], body["position"])
        return jsonify(self.categories[category_id])

    def _import(self) -> Response:
        self.received.append({**request.args, "body": request.get_data().decode()})
        dry_run = request.args["dry_run"] == "true"
        return jsonify(
            {"created": 1, "updated": 0, "unchanged": 0, "errors": [], "applied": not dry_run}
        )

    def _export(self) -> Response:
        return Response(json.dumps(list(self.entries.values())), content_type="application/json")

    def _published_in(self, category_id: str) -> int:
        return sum(
            entry["category"] == category_id and entry["status"] == "published"
            for entry in self.entries.values()
        )


def _tone(text: str) -> dict[str, float]:
    """Anger is heard in an exclamation mark, urgency in the word today."""
    return {
        "anger": 0.9 if "!" in text else 0.1,
        "urgency": 0.9 if re.search("dnes|today", text.lower()) else 0.1,
    }


def _candidate(entry: dict[str, Any], language: str, asked: set[str]) -> dict[str, Any]:
    variants = entry["variants"]
    shown_in = language if language in variants else next(iter(variants))
    variant = variants[shown_in]
    words: set[str] = set()
    for text in (variant["question"], *variant["alternatives"]):
        words |= set(_WORD.findall(text.lower()))
    return {
        "entry_id": entry["id"],
        "version": entry["version"],
        "language": shown_in,
        "cross_lingual": shown_in != language,
        "category": entry["category"],
        "question": variant["question"],
        "answer": variant["answer"],
        "confidence": len(asked & words) / max(len(asked), 1),
        "score": float(len(asked & words)),
        "matched_text": variant["question"],
    }


def _error(status: int, code: str, **more: Any) -> Response:
    response = jsonify({"error": {"code": code, "message": f"Refused: {code}.", **more}})
    response.status_code = status
    return response
