"""The FAQ's pages: search, topics, entries. They work without JavaScript and inside a frame."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from helpdesk import markdown
from helpdesk.api import limits
from helpdesk.app import helpdesk
from helpdesk.errors import KnowledgeBaseUnavailable, NotFound
from helpdesk.faq.catalogue import Contents, ShownEntry
from helpdesk.faq.readers import keep_feedback
from helpdesk.faq.search import LONGEST_QUERY, Results, search
from helpdesk.knowledge_answers import Language
from helpdesk.pages import languages
from helpdesk.pages.words import words
from helpdesk.security_headers import may_be_framed

RESULTS = 8
RELATED = 6

pages = Blueprint("faq_pages", __name__, template_folder="templates", url_prefix="/faq")


@pages.get("/", strict_slashes=False)
def redirect_to_own_language() -> AnyResponse:
    """To the FAQ in the language the browser prefers."""
    response = redirect(url_for("faq_pages.front", language=languages.preferred()))
    response.vary.add("Accept-Language")
    return response


@pages.get("/<any(cs, en):language>")
def front(language: Language) -> Response:
    """Search and topics; with `?q=` the results."""
    query = request.args.get("q", "").strip()[:LONGEST_QUERY]
    ask = request.args.get("ask", "").strip()[:LONGEST_QUERY]
    if query:
        limits.spend("faq")
    results, is_down = _search(query, language) if query else (None, False)
    contents = _contents_or_none()
    found_nothing_to_show = contents is None or is_down
    return _page(
        "faq_front.html",
        language,
        status=HTTPStatus.SERVICE_UNAVAILABLE if found_nothing_to_show else HTTPStatus.OK,
        query=query,
        ask=ask,
        results=results,
        is_down=is_down or contents is None,
        categories=contents.categories(language) if contents else [],
        samples=_samples(contents, language) if contents else {},
        alternate=url_for("faq_pages.front", language=languages.other(language)),
    )


@pages.get("/<any(cs, en):language>/category/<category_id>")
def category(language: Language, category_id: str) -> Response:
    """The entries of one topic."""
    contents = helpdesk().catalogue.contents()
    found = contents.category(category_id, language)
    if found is None:
        raise NotFound
    return _page(
        "faq_category.html",
        language,
        category=found,
        categories=contents.categories(language),
        entries=contents.entries_of(category_id, language),
        alternate=url_for(
            "faq_pages.category", language=languages.other(language), category_id=category_id
        ),
    )


@pages.get("/<any(cs, en):language>/<entry_id>")
def entry(language: Language, entry_id: str) -> Response:
    """One entry at its own address."""
    contents = helpdesk().catalogue.contents()
    shown = contents.entry(entry_id, language)
    if shown is None:
        raise NotFound
    return _entry_page(contents, shown, language)


@pages.post("/<any(cs, en):language>/<entry_id>/feedback")
def feedback(language: Language, entry_id: str) -> AnyResponse:
    """Keep the reader's word, then show the entry again with thanks."""
    limits.spend("faq_feedback")
    shown = helpdesk().catalogue.contents().entry(entry_id, language)
    if shown is None:
        raise NotFound
    helpful = request.form.get("helpful") == "yes"
    keep_feedback(shown, helpful=helpful)
    address = url_for(
        "faq_pages.entry",
        language=language,
        entry_id=entry_id,
        thanks="yes" if helpful else "no",
        embed="1" if may_be_framed() else None,
    )
    return redirect(f"{address}#feedback", HTTPStatus.SEE_OTHER)


def _entry_page(contents: Contents, shown: ShownEntry, language: Language) -> Response:
    siblings = contents.entries_of(shown.category, language)
    return _page(
        "faq_entry.html",
        language,
        entry=shown,
        answer=markdown.render(shown.answer, top_heading=2),
        description=markdown.excerpt(shown.answer),
        category=contents.category(shown.category, language),
        categories=contents.categories(language),
        related=_nearest(siblings, shown.id)[:RELATED],
        thanks=request.args.get("thanks"),
        alternate=url_for("faq_pages.entry", language=languages.other(language), entry_id=shown.id),
        # an entry in one language only has one true address
        canonical=url_for("faq_pages.entry", language=shown.language, entry_id=shown.id),
        is_translated=contents.is_translated(shown.id),
    )


def _nearest(siblings: list[ShownEntry], entry_id: str) -> list[ShownEntry]:
    """The others of a topic, beginning after the entry, so that each entry is linked from some."""
    place = next(i for i, sibling in enumerate(siblings) if sibling.id == entry_id)
    return siblings[place + 1 :] + siblings[:place]


def _samples(contents: Contents, language: Language) -> dict[str, list[ShownEntry]]:
    """The first three entries of each topic."""
    return {
        topic.id: contents.entries_of(topic.id, language)[:3]
        for topic in contents.categories(language)
    }


def _search(query: str, language: Language) -> tuple[Results | None, bool]:
    """The results, and whether the knowledge base was down."""
    try:
        return search(helpdesk().knowledge, query, language, limit=RESULTS), False
    except KnowledgeBaseUnavailable:
        return None, True


def _contents_or_none() -> Contents | None:
    try:
        return helpdesk().catalogue.contents()
    except KnowledgeBaseUnavailable:
        return None


def _page(
    template: str, language: Language, *, status: int = HTTPStatus.OK, **values: Any
) -> Response:
    running = helpdesk()
    embedded = may_be_framed()
    page = render_template(
        template,
        language=language,
        other=languages.other(language),
        words=words(language),
        company=running.settings.company,
        embedded=embedded,
        origin=(running.settings.public_url or request.host_url).rstrip("/"),
        within={"embed": "1"} if embedded else {},
        **values,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-cache"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    return response
