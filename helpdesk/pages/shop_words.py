"""What the demo shop says, in both languages."""

from dataclasses import dataclass

from helpdesk.knowledge_answers import Language


@dataclass(frozen=True, kw_only=True)
class ShopWords:
    """Every text of the shop's page in one language."""

    title: str
    slogan: str
    invitation: str
    browse: str
    ask: str
    skip: str
    goods: str
    in_stock: str
    ask_product: str
    product_question: str
    instead_of: str
    promises_title: str
    promises: tuple[tuple[str, str], ...]
    questions_title: str
    questions: tuple[str, ...]
    help: str
    help_links: tuple[tuple[str, str], ...]
    contact: str
    hours: str
    stores: str
    invented: str
    curious: str
    faq: str
    desk: str
    api: str
    switch_to: str
    menu: str


_CS = ShopWords(
    title="domov a zahrada",
    slogan="Věci, se kterými se doma i na zahradě žije líp",
    invitation="Poctivé materiály, malé české dílny a rady od lidí, kteří sami pěstují.",
    browse="Prohlédnout zboží",
    ask="Zeptejte se nás",
    skip="Přejít k obsahu",
    goods="Právě teď oblíbené",
    in_stock="Skladem",
    ask_product="Zeptat se",
    product_question="Kdy mi přijde {product}, když objednám dnes?",
    instead_of="místo",
    promises_title="Proč u nás",
    promises=(
        ("Doprava zdarma", "při nákupu od 1 500 Kč"),
        ("14 dní na vrácení", "členové Lipového klubu 30 dní"),
        ("Vyzvednutí do 2 hodin", "v Praze a Brně"),
        ("Odpověď hned", "v chatu kdykoli"),
    ),
    questions_title="Často se ptáte",
    questions=(
        "Kolik stojí doprava?",
        "Do kdy můžu zboží vrátit?",
        "Můžu zaplatit dárkovou kartou?",
        "Jak zruším objednávku?",
    ),
    help="Pomoc",
    help_links=(
        ("delivery", "Doprava a vyzvednutí"),
        ("payment", "Platba"),
        ("returns", "Vrácení zboží"),
        ("complaints", "Reklamace"),
    ),
    contact="Kontakt",
    hours="Po–Pá 8–18, So 9–13",
    stores="Prodejny: Praha 7, Na Lipách 8 · Brno-Židenice, U Skleníku 21",
    invented="Ukázkový obchod. Nic se tu neprodává, všechno je vymyšlené.",
    curious="Pro zvídavé",
    faq="Časté dotazy",
    desk="Pracoviště operátorů",
    api="Dokumentace API",
    switch_to="English",
    menu="Hlavní nabídka",
)

_EN = ShopWords(
    title="home and garden",
    slogan="Things that make life at home and in the garden better",
    invitation="Honest materials, small Czech workshops, and advice from people who grow things.",
    browse="See the goods",
    ask="Ask us",
    skip="Skip to content",
    goods="Popular right now",
    in_stock="In stock",
    ask_product="Ask",
    product_question="If I order today, when will my order ({product}) arrive?",
    instead_of="was",
    promises_title="Why us",
    promises=(
        ("Free delivery", "on orders from 1,500 Kč"),
        ("14 days to return", "30 days for club members"),
        ("Pickup within 2 hours", "in Prague and Brno"),
        ("Answers at once", "in the chat, any time"),
    ),
    questions_title="You often ask",
    questions=(
        "How much is delivery?",
        "How long do I have to return goods?",
        "Can I pay with a gift card?",
        "How do I cancel my order?",
    ),
    help="Help",
    help_links=(
        ("delivery", "Delivery and pickup"),
        ("payment", "Payment"),
        ("returns", "Returns"),
        ("complaints", "Complaints and defects"),
    ),
    contact="Contact",
    hours="In English Mon–Fri 9–16",
    stores="Stores: Prague 7, Na Lipách 8 · Brno-Židenice, U Skleníku 21",
    invented="A demo shop. Nothing is for sale, all of it is invented.",
    curious="For the curious",
    faq="Help centre",
    desk="Agents' desk",
    api="API documentation",
    switch_to="Česky",
    menu="Main menu",
)


def shop_words(language: Language) -> ShopWords:
    """The texts in this language."""
    return _CS if language == "cs" else _EN
