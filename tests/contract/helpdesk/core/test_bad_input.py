"""Whatever is sent, the answer is clear, in the one error shape, and nothing is half-stored."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from helpdesk.api.limits import RULES
from helpdesk.app import create_app
from helpdesk.settings import Settings
from tests.contract.helpdesk.core.conftest import Customer, parts

ID = str(uuid4())

BAD_MESSAGES: dict[str, tuple[Any, int]] = {
    "empty": ({"client_message_id": ID, "text": ""}, 422),
    "only spaces": ({"client_message_id": ID, "text": " \n\t "}, 422),
    "only zero width": ({"client_message_id": ID, "text": "\u200b\ufeff"}, 422),
    "10,000 characters": ({"client_message_id": ID, "text": "x" * 10_000}, 422),
    "NUL": ({"client_message_id": ID, "text": "a\x00b"}, 422),
    "binary": ({"client_message_id": ID, "text": "\x01\x02\x7f"}, 422),
    "half a character": (b'{"client_message_id": "%s", "text": "\\ud800"}' % ID.encode(), 422),
    "no text": ({"client_message_id": ID}, 422),
    "text and choice": (
        {"client_message_id": ID, "text": "a", "choice": {"sequence": 1, "id": "1"}},
        422,
    ),
    "no id": ({"text": "ahoj"}, 422),
    "id is no UUID": ({"client_message_id": "1", "text": "ahoj"}, 422),
    "text is a number": ({"client_message_id": ID, "text": 5}, 422),
    "a list": ([], 422),
    "huge number": (
        {"client_message_id": ID, "choice": {"sequence": 10**30, "id": "1"}},
        422,
    ),
    "not JSON": (b"{", 400),
    "not UTF-8": (b'{"text": "\xff\xfe"}', 400),
    "nested": (b"[" * 60_000, 400),
    "nothing": (b"", 422),
    "too large": (b'"' + b"x" * 100_000 + b'"', 413),
}


@pytest.mark.parametrize("case", BAD_MESSAGES)
def test_a_bad_message_gets_a_clear_answer_and_is_not_stored(case: str, customer: Customer) -> None:
    body, status = BAD_MESSAGES[case]
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = customer.posts("messages", data=data, content_type="application/json")

    assert response.status_code == status, response.text
    error = response.json["error"]
    assert error["code"]
    assert error["message"]
    assert "Traceback" not in response.text
    if status == 422:
        assert all(field["field"] and field["reason"] for field in error["fields"])
    assert customer.sees() == []


def test_another_content_type_is_malformed(customer: Customer) -> None:
    response = customer.posts("messages", data=b"text=ahoj", content_type="text/plain")
    assert response.status_code == 400


@pytest.mark.parametrize("conversation_id", [str(uuid4()), "nonsense", "%00", "a" * 5000])
def test_an_unknown_conversation_is_said_to_be_unknown(
    conversation_id: str, customer: Customer
) -> None:
    for path in ("", "/events"):
        response = customer.client.get(
            f"/api/v1/conversations/{conversation_id}{path}", headers=customer.headers
        )
        assert (response.status_code, response.json["error"]["code"]) == (
            404,
            "unknown_conversation",
        )


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 401),
        ("", 401),
        ("Bearer", 401),
        ("Basic abc", 401),
        ("Bearer wrong", 403),
        ("Bearer ěšč", 403),
    ],
)
def test_a_conversation_opens_only_with_its_token(
    header: str | None, status: int, customer: Customer
) -> None:
    headers = {} if header is None else {"Authorization": header}
    base = f"/api/v1/conversations/{customer.id}"
    body = {"client_message_id": str(uuid4()), "text": "ahoj"}
    responses = [
        customer.client.get(base, headers=headers),
        customer.client.get(f"{base}/events", headers=headers),
        customer.client.post(f"{base}/messages", headers=headers, json=body),
        customer.client.post(f"{base}/handoff", headers=headers, json={"client_request_id": ID}),
        customer.client.post(f"{base}/typing", headers=headers, json={}),
        customer.client.post(
            f"{base}/messages/1/feedback", headers=headers, json={"helpful": True}
        ),
    ]
    assert {r.status_code for r in responses} == {status}
    assert customer.sees() == []


def test_one_conversations_token_does_not_open_another(
    new_customer: Callable[[], Customer],
) -> None:
    one, other = new_customer(), new_customer()
    response = one.client.get(f"/api/v1/conversations/{other.id}", headers=one.headers)
    assert (response.status_code, response.json["error"]["code"]) == (403, "wrong_token")


def test_a_pages_address_is_kept_only_if_it_is_one(app: Flask) -> None:
    from helpdesk.models import Conversation

    for address, kept in (("javascript:alert(1)", None), ("https://shop.example/a", True)):
        customer = Customer(app.test_client()).starts(page_url=address)
        with parts(app).database.read() as session:
            stored = session.get_one(Conversation, customer.id).page_url
        assert stored == (address if kept else None)


def test_too_many_messages_are_refused_for_a_while(settings: Settings, app: Flask) -> None:
    limited = create_app(settings.model_copy(update={"rate_limits": True}))
    customer = Customer(limited.test_client()).starts()
    allowed = RULES["message"][0].amount
    codes = [customer.says(f"zpráva {n}").status_code for n in range(allowed + 1)]

    assert codes == [201] * allowed + [429]
    refused = customer.says("ještě jedna")
    assert refused.json["error"]["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    parts(limited).database.close()


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://shop.example", True),
        ("http://localhost:3000", True),
        ("https://evil.example", False),
        ("https://shop.example.evil.example", False),
        ("null", False),
    ],
)
def test_only_allowed_websites_may_call(
    origin: str, allowed: bool, settings: Settings, app: Flask
) -> None:
    mine = create_app(settings.model_copy(update={"allowed_origins": ("https://shop.example",)}))
    client = mine.test_client()
    preflight = client.options(
        "/api/v1/conversations",
        headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
    )
    response = client.post("/api/v1/conversations", json={}, headers={"Origin": origin})

    expected = origin if allowed else None
    assert preflight.status_code == 204
    assert preflight.headers.get("Access-Control-Allow-Origin") == expected
    assert response.headers.get("Access-Control-Allow-Origin") == expected
    assert "Origin" in response.headers["Vary"]
    desk = client.options("/api/v1/session", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in desk.headers
    parts(mine).database.close()


def test_the_api_documents_every_route_of_the_customer(app: Flask) -> None:
    document = app.test_client().get("/openapi/openapi.json").json
    routes = {path for path in document["paths"] if path.startswith("/api/v1/conversations")}
    one = "/api/v1/conversations/{conversation_id}"
    assert routes == {
        "/api/v1/conversations",
        one,
        f"{one}/messages",
        f"{one}/events",
        f"{one}/handoff",
        f"{one}/typing",
        f"{one}/reading",
        f"{one}/contact",
        f"{one}/attachments",
        f"{one}/attachments/{{attachment_id}}",
        f"{one}/messages/{{sequence}}/feedback",
    }
