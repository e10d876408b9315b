"""Who may use which route: every route of the application, held to its line in docs/roles.md."""

import io
import re
from pathlib import Path

import pytest
from sqlalchemy import update
from werkzeug.routing import Rule

from helpdesk.models import Agent

from .conftest import ON_SQLITE, TOKEN, Visitor

pytestmark = ON_SQLITE

DOCUMENT = Path(__file__).parents[4] / "docs" / "roles.md"
# in order: each may what the one before may
ROLES = ("agent", "lead", "admin")
KINDS = ("anyone", "customer", *ROLES)
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
REFUSED = (401, 403)
# something for every route of customers: their bodies are read before their tokens
SENT_BY_CUSTOMERS = {
    "client_message_id": "1b0e6b4e-66b1-4b5a-9d0a-3f6d2b9f0c11",
    "client_request_id": "1b0e6b4e-66b1-4b5a-9d0a-3f6d2b9f0c12",
    "text": "Kde je moje zásilka?",
    "helpful": True,
    "active": True,
    "sequence": 1,
    "name": "Karel",
    "email": "karel@example.com",
    "message": "Kde je moje zásilka?",
}


def documented():
    """(method, rule) → who may, from the document's last table."""
    lines = re.findall(r"^\| (\w+) \| `([^`]+)` \| (\w+) \|$", DOCUMENT.read_text(), re.MULTILINE)
    assert len(lines) == len({(method, rule) for method, rule, _ in lines}), "a route twice"
    return {(method, rule): who for method, rule, who in lines}


def served(app):
    """(method, rule) → a path that it matches."""
    return {
        (method, rule.rule): rule
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def filled(rule: Rule, conversation_id: str) -> str:
    """A path of this rule: the conversation's id, and nothing that is there for all else."""
    values = {"conversation_id": conversation_id}
    path = ""
    for is_dynamic, part in rule._trace:
        if part == "|":
            continue  # between host and path
        if not is_dynamic:
            path += part
            continue
        items = getattr(rule._converters[part], "items", None)
        path += values.get(part, sorted(items)[0] if items else "1")
    return path


@pytest.fixture
def conversation(stranger):
    """Somebody's conversation and its token."""
    body = {"language": "cs", "page_url": "https://shop.example/"}
    started = stranger.client.post("/api/v1/conversations", json=body).json
    return started["conversation"]["id"], started["token"]


@pytest.fixture
def routes(app, conversation):
    """(method, path, who) of every route."""
    policy = documented()
    return [
        (method, filled(rule, conversation[0]), policy.get((method, rule.rule), "anyone"))
        for (method, _), rule in sorted(served(app).items())
    ]


def answer(visitor: Visitor, method: str, path: str, **request):
    """What the visitor gets; of a stream, its beginning."""
    if path.startswith("/api/v1/conversations/") and method in UNSAFE:
        if path.endswith("/attachments"):
            request["data"] = {"file": (io.BytesIO(b"Faktura"), "faktura.txt")}
        else:
            request["json"] = SENT_BY_CUSTOMERS
    response = visitor.sends(method, path, **request)
    response.close()
    if method == "DELETE" and path == "/api/v1/session" and response.status_code == 204:
        assert visitor.signs_in(visitor.username).status_code == 200
    return response


def code(response):
    return (response.json or {}).get("error", {}).get("code")


def test_every_route_has_its_line_and_every_line_its_route(app):
    policy, routes = documented(), served(app).keys()
    missing = [
        f"| {method} | `{rule}` | {' or '.join(KINDS)} |"
        for method, rule in sorted(routes - policy.keys())
    ]
    gone = [f"{method} {rule}" for method, rule in policy.keys() - routes]
    assert not missing, "add to the table in docs/roles.md, with who may:\n" + "\n".join(missing)
    assert not gone, "these are no routes any more; take them out of docs/roles.md: " + str(gone)
    assert set(policy.values()) <= set(KINDS)


def test_a_stranger_gets_nowhere_without_a_right(routes, stranger):
    for method, path, who in routes:
        response = answer(stranger, method, path)
        if who == "anyone":
            assert response.status_code not in REFUSED, (method, path)
        else:
            assert response.status_code == 401, (method, path)
            assert code(response) == "not_signed_in"


def test_a_customer_gets_into_the_own_conversation_only(routes, app, conversation):
    own = {"Authorization": f"Bearer {conversation[1]}"}
    other = app.test_client().post("/api/v1/conversations", json={"language": "en"}).json["token"]
    another = {"Authorization": f"Bearer {other}"}
    customer = Visitor(app.test_client())
    for method, path, who in routes:
        response = answer(customer, method, path, headers=own)
        if who in ROLES:
            assert response.status_code == 401, (method, path)
        else:
            assert response.status_code not in REFUSED, (method, path)
        if who == "customer":
            assert response.status_code != 422, f"{path}: what is missing in SENT_BY_CUSTOMERS?"
            assert answer(customer, method, path, headers=another).status_code == 403, path


@pytest.mark.parametrize("role", ROLES)
def test_an_agent_gets_as_far_as_the_role_goes(routes, employ, role):
    agent = employ("petr", role)
    for method, path, who in routes:
        response = answer(agent, method, path)
        if who == "customer":
            assert response.status_code == 401, (method, path)
        elif who in ROLES and ROLES.index(who) > ROLES.index(role):
            assert response.status_code == 403, (method, path, role)
            assert code(response) == f"{who}_only", (method, path)
        else:
            assert response.status_code not in REFUSED, (method, path, role)


def test_no_unsafe_request_passes_without_the_csrf_token(routes, employ):
    admin = employ("jana", "admin")
    unsafe = [(method, path) for method, path, who in routes if method in UNSAFE and who in ROLES]
    assert unsafe
    for method, path in unsafe:
        for headers in ({}, {"X-CSRF-Token": "guessed"}, {"X-CSRF-Token": "é"}):
            response = admin.client.open(path, method=method, headers=headers)
            assert response.status_code == 403, (method, path)
            assert code(response) == "wrong_csrf_token"


def test_safe_requests_to_the_desk_are_not_offered_to_other_origins(routes, employ):
    admin = employ("jana", "admin")
    safe = [path for method, path, who in routes if method == "GET" and who in ROLES]
    assert safe
    for path in safe:
        response = answer(admin, "GET", path, headers={"Origin": "https://shop.example"})
        assert "Access-Control-Allow-Origin" not in response.headers, path


@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 4000])
def test_a_made_up_cookie_opens_nothing(stranger, cookie):
    stranger.client.set_cookie("ochota_session", cookie)
    assert stranger.sees("/api/v1/desk/handoffs").status_code == 401


def test_the_internal_token_is_no_sign_in(stranger):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert stranger.sees("/api/v1/desk/handoffs", headers=headers).status_code == 401


def test_who_loses_a_role_loses_its_rights_at_once(employ, database):
    lead = employ("jana", "lead")
    assert lead.sees("/api/v1/desk/labels/export").status_code == 200
    with database.write() as session:
        session.execute(update(Agent).values(role="agent"))
    assert lead.sees("/api/v1/desk/labels/export").status_code == 403
