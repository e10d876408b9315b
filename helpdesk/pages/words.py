"""What the pages say, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from helpdesk.knowledge_answers import Language


@dataclass(frozen=True, kw_only=True)
class Words:
    """Every fixed text of the FAQ and error pages in one language."""

    language_name: str
    faq: str
    lead: str
    search: str
    placeholder: str
    submit: str
    skip: str
    breadcrumbs: str
    home: str
    categories: str
    counts: tuple[str, str, str]
    results_for: str
    no_results: str
    weak_results: str
    nothing_yet: str
    related: str
    other_language: str
    other_language_short: str
    helpful: str
    yes: str
    no: str
    thanks: str
    sorry: str
    ask_title: str
    ask_text: str
    ask_button: str
    ask_this: str
    chat_needs_script: str
    unavailable: str
    kept: str
    updated: str
    back: str
    switch_to: str
    problems: Mapping[int, tuple[str, str]]

    def count(self, number: int) -> str:
        """A number of answers in words, in the right grammatical number."""
        one, few, many = self.counts
        form = one if number == 1 else few if 2 <= number <= 4 else many
        return f"{number} {form}"


_CS = Words(
    language_name="Čeština",
    faq="Časté dotazy",
    lead="Jak vám můžeme pomoci?",
    search="Hledat v odpovědích",
    placeholder="Napište svými slovy, na co se ptáte",
    submit="Hledat",
    skip="Přejít k obsahu",
    breadcrumbs="Drobečková navigace",
    home="Časté dotazy",
    categories="Témata",
    counts=("odpověď", "odpovědi", "odpovědí"),
    results_for="Odpovědi na dotaz",
    no_results="Na tohle jsme odpověď nenašli.",
    weak_results="Přesnou odpověď jsme nenašli. Snad pomůže něco z tohoto:",
    nothing_yet="Zatím tu nejsou žádné odpovědi.",
    related="Další odpovědi k tématu",
    other_language="Tato odpověď je zatím jen v angličtině.",
    other_language_short="anglicky",
    helpful="Pomohla vám tato odpověď?",
    yes="Ano",
    no="Ne",
    thanks="Děkujeme, to nás těší.",
    sorry="Děkujeme za upřímnost. Zkuste se zeptat nás.",
    ask_title="Nenašli jste, co hledáte?",
    ask_text="Napište nám. Odpovíme hned, a když to bude složitější, předáme vás kolegům.",
    ask_button="Zeptat se v chatu",
    ask_this="Zeptat se na tohle v chatu",
    chat_needs_script="Chat potřebuje zapnutý JavaScript.",
    unavailable="Hledání má krátkou pauzu. Zkuste to prosím za chvíli, nebo se zeptejte v chatu.",
    kept="Témata níže můžete procházet i teď.",
    updated="Aktualizováno",
    back="Zpět na časté dotazy",
    switch_to="English",
    problems={
        400: ("Tomu nerozumíme", "Adresa není úplná nebo v ní něco přebývá."),
        404: ("Tahle stránka tu není", "Možná se přestěhovala, nebo je v adrese překlep."),
        429: ("Trochu pomaleji, prosím", "Přišlo příliš mnoho požadavků najednou."),
        500: ("Něco se u nás pokazilo", "Víme o tom a podíváme se na to. Zkuste to znovu."),
        503: ("Chvilku strpení", "Odpovědi teď nejsou dostupné. Zkuste to za okamžik znovu."),
    },
)

_EN = Words(
    language_name="English",
    faq="Help centre",
    lead="How can we help you?",
    search="Search the answers",
    placeholder="Ask in your own words",
    submit="Search",
    skip="Skip to content",
    breadcrumbs="Breadcrumbs",
    home="Help centre",
    categories="Topics",
    counts=("answer", "answers", "answers"),
    results_for="Answers to",
    no_results="We found no answer to this.",
    weak_results="We found no exact answer. One of these may help:",
    nothing_yet="There are no answers here yet.",
    related="More answers on this topic",
    other_language="This answer is only in Czech so far.",
    other_language_short="in Czech",
    helpful="Was this answer helpful?",
    yes="Yes",
    no="No",
    thanks="Thank you, glad to hear that.",
    sorry="Thank you for telling us. Do ask us directly.",
    ask_title="Not what you were looking for?",
    ask_text="Write to us. You get an answer at once, and a colleague when it takes one.",
    ask_button="Ask in the chat",
    ask_this="Ask this in the chat",
    chat_needs_script="The chat needs JavaScript.",
    unavailable="The search is taking a short break. Try again in a moment, or ask in the chat.",
    kept="You can still browse the topics below.",
    updated="Updated",
    back="Back to the help centre",
    switch_to="Česky",
    problems={
        400: ("We cannot make sense of this", "The address is incomplete or has something extra."),
        404: ("This page is not here", "It may have moved, or there is a typo in the address."),
        429: ("A little slower, please", "Too many requests came at once."),
        500: ("Something broke on our side", "We know and will look into it. Please try again."),
        503: ("One moment, please", "The answers are not available now. Try again in a moment."),
    },
)


def words(language: Language) -> Words:
    """The texts in this language."""
    return _CS if language == "cs" else _EN
