"""Texts on which a prepared encoder is compared with the weights' own engine."""

SAMPLES: tuple[str, ...] = (
    "Kde je moje zásilka a kdy ji doručíte?",
    "kde mam balik, uz mel prijit vcera",
    "Můžu vrátit boty, když mi nesedí velikost?",
    "Platba kartou se nezdařila, co teď?",
    "reklamace rozbité konvice",
    "Do kolika dnů dostanu zpátky peníze za vrácené zboží?",
    "Zapomněla jsem heslo a nejde mi obnovit.",
    "Máte v sobotu otevřeno i na Vánoce?",
    "Jak smažu svůj účet a osobní údaje podle GDPR?",
    "Dárkový poukaz č. 2024/ŽŘ-17 za 1 500 Kč neplatí!",
    "Where is my parcel?",
    "How long do refunds take to reach my bank account?",
    "i cant log in, it says wrong pasword",
    "Do you ship to Slovakia, and what does it cost?",
    "The kettle arrived broken. How do I file a complaint?",
    "Can I change the delivery address after paying?",
    "Is there a discount for ordering 12 pieces at once?",
    "Your gift card code doesn't work at the checkout.",
    "½ kg ﬁne coffee, 25 ℃ – ok™?",
    "Děkuju 😀 thanks a lot",
)
