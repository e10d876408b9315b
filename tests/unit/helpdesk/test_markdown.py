"""What Markdown becomes before a browser sees it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk import markdown

EXECUTABLE = re.compile(r"^\s*(javascript|vbscript|data|file|blob):", re.IGNORECASE)

HOSTILE_TEXTS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></mtext><mglyph><style><img src onerror=alert(1)></style></mglyph></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<details open ontoggle=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "[x](javascript:alert(1))",
    "[x](jAvAsCrIpT:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&Tab;javascript:alert(1))",
    "[x](java\u200bscript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://shop.example/1)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    '![x"onerror="alert(1)](https://evil.example/x.png)',
    '[x](https://a.example "t\\" onmouseover=alert(1) x=\\"")',
    "[x](https://a.example/\"onmouseover='alert(1)')",
    "`<img src=x onerror=alert(1)>`",
    '```html"onmouseover=alert(1)\n<script>alert(1)</script>\n```',
    "| <script>alert(1)</script> |\n|-|\n| [x](javascript:1) |",
    "# <img src=x onerror=alert(1)>",
    "＜script＞alert(1)＜/script＞",
    "<\u0000script>alert(1)</script>",
]


class _Page(HTMLParser):
    """The elements that a browser would make of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))


SAFE_ELEMENTS = {
    *("a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img"),
    *("li", "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
SAFE_ATTRIBUTES = {"href", "title", "target", "rel", "src", "alt", "loading", "start"}


def assert_harmless(html: str) -> None:
    for tag, attributes in _Page(html).elements:
        assert tag in SAFE_ELEMENTS
        assert set(attributes) <= SAFE_ATTRIBUTES
        assert not EXECUTABLE.match(attributes.get("href", ""))
        if tag == "img" and "src" in attributes:
            assert re.match(r"/(?![/\\])", attributes["src"])
        if tag == "a":
            assert attributes["rel"] == "noopener nofollow"


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
@pytest.mark.parametrize("render", [markdown.render, markdown.render_plain])
def test_a_hostile_text_becomes_harmless_html(render, text):
    assert_harmless(render(text))


@given(st.text(alphabet=st.sampled_from("<>[]()!\"'`*_#&;:/\\ \n\tajsvcriptonelg=1\u202e\x00")))
def test_no_text_at_all_becomes_anything_but_harmless_html(text):
    assert_harmless(markdown.render(text))
    assert_harmless(markdown.render_plain(text))


def test_the_check_itself_would_notice_harm():
    for html in ("<script></script>", "<p onclick=x>", "<a rel='noopener nofollow' href='data:1'>"):
        with pytest.raises(AssertionError):
            assert_harmless(html)


def test_raw_html_is_shown_as_the_text_it_is():
    assert markdown.render("a <b>b</b>") == "<p>a &lt;b&gt;b&lt;/b&gt;</p>"


def test_emphasis_lists_and_line_breaks_are_kept():
    assert markdown.render("**ano**\n*ne*") == "<p><strong>ano</strong><br>\n<em>ne</em></p>"
    assert markdown.render("- a\n- b") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"
    assert '<ol start="3">' in markdown.render("3. a\n4. b")


def test_a_link_to_another_site_opens_in_a_new_tab():
    assert markdown.render("[coi](https://www.coi.cz)") == (
        '<p><a href="https://www.coi.cz" target="_blank" rel="noopener nofollow">coi</a></p>'
    )


def test_a_link_within_the_site_stays_in_its_tab():
    html = markdown.render("[x](/faq/cs/return-period)")
    assert html == '<p><a href="/faq/cs/return-period" rel="noopener nofollow">x</a></p>'


@pytest.mark.parametrize("address", ["//evil.example/x", "https:/evil.example", "HTTPS://a.cz"])
def test_a_link_without_a_plain_scheme_counts_as_leaving(address):
    assert 'target="_blank"' in markdown.render(f"[x]({address})")


def test_addresses_typed_without_markup_become_links_and_words_do_not():
    html = markdown.render("Viz https://www.coi.cz nebo info@lipova.cz. Dobře.Děkuji, www.cz")
    assert 'href="https://www.coi.cz"' in html
    assert 'href="mailto:info@lipova.cz"' in html
    assert html.count("<a ") == 2


def test_headings_start_below_those_of_the_page():
    assert markdown.render("# A\n\n## B") == "<h3>A</h3>\n<h4>B</h4>"
    assert markdown.render("# A", top_heading=2) == "<h2>A</h2>"
    assert markdown.render("###### A") == "<h6>A</h6>"


def test_a_heading_level_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="not 7"):
        markdown.render("# A", top_heading=7)


def test_an_image_of_our_own_is_shown_and_a_foreign_one_is_a_link():
    assert markdown.render("![mapa](/static/map.png)") == (
        '<p><img src="/static/map.png" alt="mapa" loading="lazy"></p>'
    )
    assert markdown.render("![mapa](https://evil.example/pixel.gif)") == (
        '<p><a href="https://evil.example/pixel.gif" target="_blank" rel="noopener nofollow">'
        "mapa</a></p>"
    )


def test_a_foreign_image_inside_a_link_leaves_one_link():
    html = markdown.render("[![mapa](https://evil.example/x.png)](https://mapy.example)")
    assert html.count("<a ") == 1
    assert "https://mapy.example" in html


def test_an_override_of_the_writing_direction_is_dropped():
    assert markdown.render("faktura\u202efdp.exe") == "<p>fakturafdp.exe</p>"


def test_hebrew_arabic_and_emoji_stay_as_typed():
    assert markdown.render("שלום مرحبا 👩‍👧‍👦") == "<p>שלום مرحبا 👩‍👧‍👦</p>"


def test_what_a_customer_types_is_no_markdown():
    html = markdown.render_plain("# 2*3*4\n**x** <b>\nhttps://a.cz")
    assert html.startswith("<p># 2*3*4<br>\n**x** &lt;b&gt;<br>\n<a ")


def test_an_empty_text_is_empty_html():
    assert markdown.render("") == markdown.render(" \n") == markdown.render_plain("") == ""


def test_plain_text_leaves_the_words_only():
    text = "# Vrácení\n\nDo **14 dnů**, viz [postup](/x).\n\n- `A`\n- ![B](/b.png)\n\n<i>"
    assert markdown.plain_text(text) == "Vrácení Do 14 dnů, viz postup. A B <i>"


def test_a_short_text_is_its_own_excerpt():
    assert markdown.excerpt("Do **14 dnů**.") == "Do 14 dnů."


def test_an_excerpt_ends_between_words():
    assert markdown.excerpt("jedna dvě, tři čtyři", length=13) == "jedna dvě…"
    assert markdown.excerpt("jedna dvě tři", length=10) == "jedna dvě…"


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_an_excerpt_is_never_longer_than_asked(text, length):
    assert len(markdown.excerpt(text, length=length)) <= length
