"""The shop, the desk's shell, files, and the headers that keep strangers' code out."""

import re

import pytest

from helpdesk.app import create_app

from .conftest import ON_SQLITE

pytestmark = ON_SQLITE

PAGES = ["/", "/?lang=en", "/faq/cs", "/faq/en/return-period", "/faq/cs/category/returns", "/desk"]


def policy_of(response):
    directives = response.headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


def test_the_shop_carries_the_chat_by_one_script_tag(stranger):
    page = stranger.asks_for("/")
    assert re.findall(r"<script[^>]*>", page) == [
        '<script src="/widget.js" data-language="cs" defer>'
    ]
    assert "1\u00a0890\u00a0Kč" in page


def test_the_shop_speaks_english(stranger):
    page = stranger.asks_for("/?lang=en")
    assert '<html lang="en">' in page
    assert 'data-language="en"' in page
    assert "1,890\u00a0Kč" in page


@pytest.mark.parametrize("path", ["/widget.js", "/static/widget.js", "/static/faq.js"])
def test_other_sites_may_load_their_script_as_a_module(stranger, path):
    response = stranger.sees(path)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_desks_script_is_for_the_desk_only(stranger):
    assert "Access-Control-Allow-Origin" not in stranger.sees("/static/desk.js").headers


def test_without_the_demo_the_root_is_the_faq(settings):
    client = create_app(settings.model_copy(update={"demo": False})).test_client()
    assert client.get("/").location == "/faq/cs"


def test_the_desk_is_a_shell_for_its_script(stranger):
    page = stranger.asks_for("/desk")
    assert "<ochota-desk" in page
    assert "/static/desk.js" in page


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_what_the_policy_forbids(stranger, content, path):
    response = stranger.sees(path)
    page = response.get_data(as_text=True)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    policy = policy_of(response)
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_only_the_embedded_faq_may_be_framed_and_only_by_allowed_origins(stranger, content):
    framed = policy_of(stranger.sees("/faq/cs?embed=1"))
    assert framed["frame-ancestors"] == "'self' https://shop.example"
    for path in ("/desk?embed=1", "/?embed=1", "/faq/cs?embed=0"):
        assert policy_of(stranger.sees(path))["frame-ancestors"] == "'none'"


def test_a_file_asked_for_by_its_fingerprint_may_be_kept_for_ever(stranger):
    address = re.search(r'href="(/static/base\.css\?v=[0-9a-f]+)"', stranger.asks_for("/"))
    response = stranger.sees(address[1])
    assert "immutable" in response.headers["Cache-Control"]
    assert response.content_type == "text/css; charset=utf-8"


def test_any_other_file_is_asked_about_again(stranger):
    first = stranger.sees("/static/base.css?v=old")
    assert "no-cache" in first.headers["Cache-Control"]
    again = stranger.sees("/static/base.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_files_are_compressed_for_who_can_read_it(stranger):
    packed = stranger.sees("/static/base.css", headers={"Accept-Encoding": "br, gzip"})
    plain = stranger.sees("/static/base.css")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert len(packed.data) < len(plain.data)
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize(
    "name", ["../app.py", "..%2fapp.py", "/etc/passwd", "base.css%00", "nothing.css", "..\\app.py"]
)
def test_no_file_outside_the_folders_is_served(stranger, name):
    assert stranger.sees(f"/static/{name}").status_code in (404, 308)


def test_an_unexpected_failure_shows_a_page_without_its_reason(app, monkeypatch):
    def fails():
        raise RuntimeError("secret of the server")

    app.add_url_rule("/boom", view_func=fails)
    response = app.test_client().get("/boom", headers={"Accept": "text/html"})
    assert response.status_code == 500
    page = response.get_data(as_text=True)
    assert "<h1>Něco se u nás pokazilo</h1>" in page
    assert "secret" not in page
    assert "Traceback" not in page


def test_an_api_error_stays_json_even_for_a_browser(stranger):
    response = stranger.sees("/api/v1/nothing", headers={"Accept": "text/html"})
    assert response.json["error"]["code"] == "not_found"


def test_the_api_documentation_names_every_surface(stranger):
    paths = stranger.sees("/openapi/openapi.json").json["paths"]
    for path in (
        "/api/v1/session",
        "/api/v1/desk/handoffs/{handoff_id}/claim",
        "/api/v1/knowledge/entries/{entry_id}",
        "/api/v1/faq/search",
    ):
        assert path in paths
