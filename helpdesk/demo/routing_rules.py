"""The demo's routing rules: who gets what, and what cannot wait."""

from sqlalchemy.orm import Session

from helpdesk.routing import rules
from helpdesk.routing.conditions import (
    Effects,
    KeywordsCondition,
    TierCondition,
    ToneCondition,
)
from helpdesk.routing.rules import RuleFields

_LEGAL = (
    *("ČOI", "obchodní inspekc*", "právník*", "advokát*", "k soudu", "u soudu", "žalob*"),
    *("lawyer*", "attorney*", "solicitor*", "legal action", "take you to court", "sue you"),
)
_TECHNICAL = (
    *("nefung*", "nejde zapnout", "chyba", "chybu", "chyby", "chybov*", "závad*", "porouch*"),
    *("rozbit*", "reset*", "technick*", "návod*", "nastavit", "nastavení"),
    *("not working", "doesn't work", "does not work", "broken", "faulty", "error*", "defect*"),
    *("technical*", "manual", "set up"),
)
_SALES = (
    *("faktur*", "objednáv*", "objednal*", "cena", "ceny", "cenu", "cenov*", "nabídk*"),
    *("slev*", "platb*", "zaplat*", "doprav*", "doručen*", "dodán*"),
    *("invoice*", "order*", "price*", "quote*", "discount*", "payment*", "shipping", "delivery"),
)
# from here on an agent would mostly agree; docs/routing.md has the figures
_HEARD = 0.7

_ANGRY = ToneCondition(kind="anger", at_least=_HEARD)
_URGENT = ToneCondition(kind="urgency", at_least=_HEARD)

RULES = (
    RuleFields(
        name="Prémiový zákazník / Premium customer",
        conditions=(TierCondition(kind="tier", any_of=("premium",)),),
        effects=Effects(department="enterprise", priority="high"),
    ),
    RuleFields(
        name="Hrozí právní cestou / Threatens legal action",
        conditions=(KeywordsCondition(kind="keywords", any_of=_LEGAL),),
        effects=Effects(priority="urgent"),
    ),
    RuleFields(
        name="Rozzlobený a spěchá / Angry and in a hurry",
        conditions=(_ANGRY, _URGENT),
        effects=Effects(priority="urgent"),
    ),
    RuleFields(name="Rozzlobený / Angry", conditions=(_ANGRY,), effects=Effects(priority="high")),
    RuleFields(name="Spěchá / In a hurry", conditions=(_URGENT,), effects=Effects(priority="high")),
    RuleFields(
        name="Technický dotaz / Technical question",
        conditions=(KeywordsCondition(kind="keywords", any_of=_TECHNICAL),),
        effects=Effects(department="technical"),
    ),
    RuleFields(
        name="Objednávky a platby / Orders and payments",
        conditions=(KeywordsCondition(kind="keywords", any_of=_SALES),),
        effects=Effects(department="sales"),
    ),
)


def load(session: Session) -> None:
    """Add the rules in their order, where there are none."""
    if rules.listed(session):
        return
    for position, fields in enumerate(RULES, start=1):
        placed = RuleFields(
            name=fields.name,
            position=position,
            conditions=fields.conditions,
            effects=fields.effects,
        )
        rules.create(session, placed, agent_id=None)
