"""The demo's canned replies: what agents of a small shop write many times a day."""

from sqlalchemy.orm import Session

from helpdesk import canned_replies
from helpdesk.canned_replies import CannedReplyFields, Writer

REPLIES = (
    CannedReplyFields(
        shortcut="pozdrav",
        title="Pozdrav / Greeting",
        texts={
            "cs": "Dobrý den, u chatu je {{agent.name}} z obchodu {{company}}. "
            "Podívám se na to a hned se vám ozvu.",
            "en": "Hello, this is {{agent.name}} from {{company}}. "
            "Let me look into it, I will be right back.",
        },
    ),
    CannedReplyFields(
        shortcut="cislo",
        title="Číslo objednávky / Order number",
        texts={
            "cs": "Napište mi prosím číslo objednávky. Najdete ho v předmětu potvrzovacího "
            "e-mailu nebo ve svém účtu v přehledu objednávek.",
            "en": "Could you tell me your order number, please? It is in the subject of the "
            "confirmation e-mail and in your account under orders.",
        },
        department_id="sales",
    ),
    CannedReplyFields(
        shortcut="chvilku",
        title="Ověřuji / Checking",
        texts={
            "cs": "Děkuji za trpělivost. Ověřuji to u kolegů, zabere to několik minut.",
            "en": "Thank you for your patience. I am checking with a colleague, "
            "it will take a few minutes.",
        },
    ),
    CannedReplyFields(
        shortcut="omluva",
        title="Omluva / Apology",
        texts={
            "cs": "{{customer.name}}, mrzí mě, že se to stalo, a omlouvám se za to. Napravíme to: ",
            "en": "{{customer.name}}, I am sorry that this happened. Here is how we put it right: ",
        },
    ),
    CannedReplyFields(
        shortcut="faktura",
        title="Faktura poslána / Invoice sent",
        texts={
            "cs": "Fakturu jsem vám dnes ({{today}}) znovu poslal(a) na e-mail, který máme "
            "u objednávky. Kdyby do hodiny nepřišla, podívejte se prosím i do nevyžádané pošty.",
            "en": "I have sent the invoice again today ({{today}}) to the e-mail address of your "
            "order. If it is not there within an hour, please look into your spam folder, too.",
        },
        department_id="sales",
    ),
    CannedReplyFields(
        shortcut="fotka",
        title="Prosba o fotografii / Asking for a photo",
        texts={
            "cs": "Pošlete mi prosím fotografii závady a výrobního štítku. "
            "Obrázek můžete přetáhnout přímo sem do chatu.",
            "en": "Could you send me a photo of the fault and of the type plate, please? "
            "You can drop the picture right here into the chat.",
        },
        department_id="technical",
    ),
    CannedReplyFields(
        shortcut="stranka",
        title="Dotaz ke stránce / About the page",
        texts={
            "cs": "Ptáte se na zboží z této stránky? {{conversation.page}}",
            "en": "Is your question about the goods on this page? {{conversation.page}}",
        },
    ),
    CannedReplyFields(
        shortcut="konec",
        title="Rozloučení / Goodbye",
        texts={
            "cs": "Rádo se stalo. Kdybyste cokoli potřebovali, napište sem znovu. "
            "Hezký den přeje {{agent.name}}, {{company}}.",
            "en": "You are welcome. If there is anything else, just write here again. "
            "Have a nice day! {{agent.name}}, {{company}}",
        },
    ),
)


def load(session: Session) -> None:
    """Add the replies, where there are none. Their departments exist already."""
    if canned_replies.listed(session):
        return
    for fields in REPLIES:
        canned_replies.create(session, fields, Writer())
