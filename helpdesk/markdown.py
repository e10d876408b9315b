"""Markdown as safe HTML and as plain text.

Owns what a browser is ever shown of a text written by an entry's author, an agent or the
assistant. Two walls stand behind each other: the parser takes raw HTML for text, and the
sanitiser lets only the tags and attributes pass that this module itself produces. Knows nothing
of conversations, entries or Flask.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_HEADING_LEVELS = range(1, 7)
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img",
    "li", "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "target"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}

# an answer is shown to many, a message to its customer, the desk and each stream
_RENDERED_KEPT = 512

# Overrides and embeddings of the writing direction can make a text read as another one ("exe.txt")
# or turn what stands after it; the isolates of browsers do without them.
_DIRECTION_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=_RENDERED_KEPT)
def render(text: str, *, top_heading: int = 3) -> str:
    """Safe HTML of a Markdown text.

    A first-level heading becomes `<h{top_heading}>`, deeper ones follow, so that a text never
    competes with the headings of the page that shows it. Raw HTML is shown as text. Every link
    gets `rel="noopener nofollow"`; one that leaves the site opens in a new tab. An image from
    another host becomes a link, so that showing a message tells nobody that it was read.
    """
    if top_heading not in _HEADING_LEVELS:
        raise ValueError(f"top_heading must be 1 to 6, not {top_heading}")
    return _clean(_parser().render(_without_tricks(text), {"top_heading": top_heading})).strip()


@lru_cache(maxsize=_RENDERED_KEPT)
def render_plain(text: str) -> str:
    """Safe HTML of a text that is no Markdown: lines stay lines, addresses become links.

    For what customers type: an asterisk or a number sign in it means itself.
    """
    return _clean(_plain_parser().render(_without_tricks(text), {})).strip()


def plain_text(text: str) -> str:
    """The words of a Markdown text on one line, without any markup."""
    tokens = _parser().parse(_without_tricks(text))
    return _SPACES.sub(" ", "".join(_words(tokens))).strip()


def excerpt(text: str, *, length: int = 160) -> str:
    """The beginning of a Markdown text as plain text, at most `length` characters.

    Cut between words where there are any, and ended with an ellipsis when something was left out.
    """
    words = plain_text(text)
    if len(words) <= length:
        return words
    cut = words[: length - 1]
    if words[length - 1] != " " and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:–-") + "…"


def _without_tricks(text: str) -> str:
    return _CONTROLS.sub("�", _DIRECTION_OVERRIDES.sub("", text))


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener nofollow",
        attribute_filter=_without_foreign_image,
    )


def _without_foreign_image(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and not _is_own_path(value):
        return None
    return value


def _is_own_path(url: str) -> bool:
    # browsers read a backslash as a slash, so "/\evil.example" is another host
    return url.startswith("/") and url[1:2] not in ("/", "\\")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False, "linkify": True, "breaks": True})
    # only full addresses become links: "napište to.Děkuji" is no host in any country
    parser.linkify.set({"fuzzy_link": False})  # type: ignore[union-attr]  # linkify is on
    parser.core.ruler.push("headings", _shift_headings)
    parser.core.ruler.push("images", _link_foreign_images)
    parser.core.ruler.push("targets", _open_elsewhere)
    return parser


@lru_cache(maxsize=1)
def _plain_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True})
    parser.linkify.set({"fuzzy_link": False})  # type: ignore[union-attr]  # linkify is on
    parser.enable(["linkify", "newline"])
    parser.core.ruler.push("targets", _open_elsewhere)
    return parser


def _shift_headings(state: Any) -> None:
    offset = state.env.get("top_heading", 1) - 1
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + offset, 6)}"


def _link_foreign_images(state: Any) -> None:
    for token in state.tokens:
        if token.children:
            token.children = list(_with_links_for_foreign_images(token.children))


def _with_links_for_foreign_images(tokens: Sequence[Token]) -> Iterator[Token]:
    links = 0
    for token in tokens:
        links += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "image":
            yield token
        elif _is_own_path(str(token.attrs.get("src", ""))):
            token.attrs["loading"] = "lazy"
            yield token
        else:
            yield from _link_for(token, inside_link=links > 0)


def _link_for(image: Token, *, inside_link: bool) -> Iterator[Token]:
    address = str(image.attrs.get("src", ""))
    label = Token("text", "", 0, content=image.content or address)
    if inside_link or not _leaves_the_site(address):
        yield label
        return
    yield Token("link_open", "a", 1, attrs={"href": address})
    yield label
    yield Token("link_close", "a", -1)


def _open_elsewhere(state: Any) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "link_open" and _leaves_the_site(str(child.attrs.get("href", ""))):
                child.attrs["target"] = "_blank"


def _leaves_the_site(url: str) -> bool:
    return url.lower().startswith(("http:", "https:", "//", "/\\"))


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline", "code_block", "fence") or token.type == "image":
            yield token.content
        elif token.children:
            yield from _words(token.children)
        if token.type in ("softbreak", "hardbreak") or token.block:
            yield " "
