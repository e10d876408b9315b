"""The demo: a small Czech shop that carries the chat by one script tag.

It sells nothing. Whoever installs Ochota elsewhere switches it off (`OCHOTA_DEMO=no`).
"""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request

from helpdesk.app import helpdesk
from helpdesk.knowledge_answers import Language
from helpdesk.pages import languages
from helpdesk.pages.shop_words import shop_words

pages = Blueprint("shop_pages", __name__, template_folder="templates")


@dataclass(frozen=True, kw_only=True)
class Product:
    """One thing on the shelf; the price in whole crowns."""

    picture: str
    cs: str
    en: str
    cs_note: str
    en_note: str
    price: int
    was: int | None = None

    def name(self, language: Language) -> str:
        """Its name."""
        return self.cs if language == "cs" else self.en

    def note(self, language: Language) -> str:
        """A few words about it."""
        return self.cs_note if language == "cs" else self.en_note


PRODUCTS = (
    Product(
        picture="can",
        cs="Konev Rosa, 5 l",
        en="Rosa watering can, 5 l",
        cs_note="Pozinkovaný plech, mosazné kropítko",
        en_note="Galvanised steel, brass rose",
        price=690,
    ),
    Product(
        picture="pot",
        cs="Květináč Terra, 24 cm",
        en="Terra pot, 24 cm",
        cs_note="Pálená hlína z Hodonínska",
        en_note="Fired clay from South Moravia",
        price=349,
    ),
    Product(
        picture="lamp",
        cs="Lampa Soumrak",
        en="Dusk table lamp",
        cs_note="Bukové dřevo a lněné stínidlo",
        en_note="Beech wood and a linen shade",
        price=1890,
        was=2290,
    ),
    Product(
        picture="blanket",
        cs="Vlněná deka Beskyd",
        en="Beskyd wool blanket",
        cs_note="140 × 200 cm, ovčí vlna",
        en_note="140 × 200 cm, sheep wool",
        price=2490,
    ),
    Product(
        picture="herbs",
        cs="Bylinková truhlička",
        en="Herb box",
        cs_note="Bazalka, tymián, pažitka",
        en_note="Basil, thyme and chives",
        price=459,
    ),
    Product(
        picture="birdhouse",
        cs="Ptačí budka Sýkorka",
        en="Tit nest box",
        cs_note="Modřín, otvor 32 mm",
        en_note="Larch, 32 mm entrance",
        price=590,
    ),
    Product(
        picture="board",
        cs="Prkénko Ořech",
        en="Walnut chopping board",
        cs_note="38 × 24 cm, napuštěné olejem",
        en_note="38 × 24 cm, oiled",
        price=790,
    ),
    Product(
        picture="lantern",
        cs="Zahradní lucerna Svit",
        en="Glow garden lantern",
        cs_note="Solární, svítí až 10 hodin",
        en_note="Solar, up to 10 hours of light",
        price=849,
        was=990,
    ),
)


@pages.get("/")
def shop() -> Response:
    """The shop's front page; `?lang=` chooses the language, Czech unless said."""
    language: Language = "en" if request.args.get("lang") == "en" else "cs"
    page = render_template(
        "shop.html",
        language=language,
        other=languages.other(language),
        words=shop_words(language),
        products=PRODUCTS,
        crowns=crowns,
        company=helpdesk().settings.company,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-cache"
    return response


def crowns(price: int, language: Language) -> str:
    """A price as it is written: 1 890 Kč in Czech, 1,890 Kč in English."""
    separator = "\u00a0" if language == "cs" else ","
    return f"{price:,}".replace(",", separator) + "\u00a0Kč"
