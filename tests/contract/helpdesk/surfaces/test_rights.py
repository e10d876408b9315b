"""Who may use which route: every route of the application, also the one added tomorrow."""

import pytest
from werkzeug.routing import Rule

from .conftest import ON_SQLITE, TOKEN

pytestmark = ON_SQLITE

# what strangers may use; every other route needs a sign-in, and the knowledge base a lead
PUBLIC = (
    "/api/v1/conversations",  # opened by the conversation's own token
    "/api/v1/faq",
    "/api/v1/session",
    "/openapi",
    "/faq",
    "/static/",
    "/widget.js",
    "/favicon.ico",
    "/desk",
    "/health",
)
LEADS_ONLY = ("/api/v1/knowledge", "/api/v1/desk/labels/export")
# agents may look, leads may change
LEADS_CHANGE = "/api/v1/desk/certificate"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def routes(app):
    """Each guarded (method, path); path parameters are filled with something that is not there."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule, filled(rule)


def filled(rule: Rule) -> str:
    path = rule.rule
    for name, converter in rule._converters.items():
        items = getattr(converter, "items", None)
        value = sorted(items)[0] if items else "1"
        for written in (name, f"int:{name}", f"path:{name}"):
            path = path.replace(f"<{written}>", value)
        start = path.find("<any(")
        if start >= 0 and path.find(f":{name}>") >= 0:
            path = path[:start] + value + path[path.find(f":{name}>") + len(name) + 2 :]
    assert "<" not in path, path
    return path


def is_public(path: str) -> bool:
    return path == "/" or path.startswith(PUBLIC)


def is_leads_only(method: str, path: str) -> bool:
    return path.startswith(LEADS_ONLY) or (path.startswith(LEADS_CHANGE) and method in UNSAFE)


def guarded(app):
    return [(m, path) for m, _, path in routes(app) if not is_public(path)]


def test_the_table_has_what_it_must_have(app):
    paths = guarded(app)
    assert ("POST", "/api/v1/desk/handoffs/1/claim") in paths
    assert ("GET", "/api/v1/desk/events") in paths
    assert ("POST", "/api/v1/knowledge/entries/1/archive") in paths
    assert ("PUT", "/api/v1/desk/labels/1") in paths
    assert ("GET", "/api/v1/desk/labels/export") in paths
    assert ("POST", "/api/v1/desk/certificate") in paths
    assert len(paths) > 18


def test_a_stranger_gets_nowhere_behind_the_guard(app, stranger):
    for method, path in guarded(app):
        response = stranger.sends(method, path)
        assert response.status_code == 401, (method, path)
        assert response.json["error"]["code"] == "not_signed_in"


def test_an_agent_gets_to_the_desk_but_not_to_the_knowledge_base(app, agent):
    for method, path in guarded(app):
        if path == "/api/v1/desk/events":
            continue  # a stream without an end: has its own tests
        response = agent.sends(method, path)
        if is_leads_only(method, path):
            assert response.status_code == 403, (method, path)
            assert response.json["error"]["code"] == "lead_only"
        else:
            assert response.status_code not in (401, 403), (method, path)


def test_a_lead_gets_everywhere(app, lead):
    for method, path in guarded(app):
        if path != "/api/v1/desk/events":
            response = lead.sends(method, path)
            assert response.status_code not in (401, 403), (method, path)


def test_no_unsafe_request_passes_without_the_csrf_token(app, lead):
    unsafe = [(m, path) for m, path in guarded(app) if m in UNSAFE]
    assert unsafe
    for method, path in unsafe:
        for headers in ({}, {"X-CSRF-Token": "guessed"}, {"X-CSRF-Token": "é"}):
            response = lead.client.open(path, method=method, headers=headers)
            assert response.status_code == 403, (method, path)
            assert response.json["error"]["code"] == "wrong_csrf_token"


def test_safe_requests_to_the_desk_are_not_offered_to_other_origins(app, agent):
    response = agent.sees("/api/v1/desk/handoffs", headers={"Origin": "https://shop.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 4000])
def test_a_made_up_cookie_opens_nothing(stranger, cookie):
    stranger.client.set_cookie("ochota_session", cookie)
    assert stranger.sees("/api/v1/desk/handoffs").status_code == 401


def test_the_internal_token_is_no_sign_in(stranger):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert stranger.sees("/api/v1/desk/handoffs", headers=headers).status_code == 401
