"""The language of a page: from its address, else from what the browser prefers."""

from flask import request

from helpdesk.knowledge_answers import Language

LANGUAGES: tuple[Language, ...] = ("cs", "en")
DEFAULT: Language = "cs"
# neighbours who read Czech better than English
_READS_CZECH = ("cs", "sk")


def preferred() -> Language:
    """The better language for whoever sent this request."""
    best = request.accept_languages.best_match([*_READS_CZECH, "en"])
    if best is None:
        return DEFAULT
    return "cs" if best in _READS_CZECH else "en"


def of_path(path: str) -> Language:
    """The language an address names (`/faq/en/…`), else the preferred one."""
    for language in LANGUAGES:
        if f"/{language}/" in f"{path}/":
            return language
    return preferred()


def other(language: Language) -> Language:
    """The language to switch to."""
    return "en" if language == "cs" else "cs"
