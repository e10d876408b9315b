"""The certificate over HTTP: what is in force, issuing one, and hearing of live answers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue

from knowledge_base.certificate.bodies import CertifyBody, OutcomesBody
from knowledge_base.certificate.issuing import findings, store_findings
from knowledge_base.certificate.store import CertificateStore
from knowledge_base.certificate.watching import hear
from knowledge_base.certificate.wording import findings_as_json, rules_as_json
from knowledge_base.errors import CertificationRunning
from knowledge_base.live_index import LiveIndex
from knowledge_base.request_bodies import json_of

LARGEST_BODY_BYTES = 25_000_000


def add_certificate_routes(app: Flask, store: CertificateStore, live_index: LiveIndex) -> None:
    """Adds the routes to the service's application."""
    certifying = threading.Lock()

    @app.get("/certificate")
    def show_certificate() -> ResponseReturnValue:
        return _in_force()

    @app.post("/certificate")
    def issue_certificate() -> ResponseReturnValue:
        request.max_content_length = LARGEST_BODY_BYTES
        asked = CertifyBody.model_validate(json_of(request))
        with _one_at_a_time(certifying):
            found = findings(
                live_index.snapshot(),
                [question.as_question() for question in asked.questions],
                alpha=asked.alpha,
                delta=asked.delta,
            )
            certificate = store_findings(store, found, by=asked.issued_by)
        live_index.follow_now()
        return findings_as_json(found, certificate)

    @app.post("/certificate/outcomes")
    def hear_outcomes() -> ResponseReturnValue:
        request.max_content_length = LARGEST_BODY_BYTES
        asked = OutcomesBody.model_validate(json_of(request))
        hear(
            store,
            live_index.snapshot().rules,
            [outcome.as_answer() for outcome in asked.outcomes],
        )
        live_index.follow_now()
        return _in_force()

    def _in_force() -> dict[str, Any]:
        return rules_as_json(live_index.snapshot().rules)


@contextmanager
def _one_at_a_time(lock: threading.Lock) -> Iterator[None]:
    # a caller who gave up waiting and asks again must not search everything twice at once
    if not lock.acquire(blocking=False):
        raise CertificationRunning(
            "labelled questions are being searched already; ask for the certificate in a minute"
        )
    try:
        yield
    finally:
        lock.release()
