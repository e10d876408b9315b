"""Sentences of customers' messages, as people write them in Czech and English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.summary.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Objednal jsem si boty. Přišly jiné! Co s tím?",
            ["Objednal jsem si boty.", "Přišly jiné!", "Co s tím?"],
        ),
        (
            "Objednávka č. 448213 přišla 22. 11. 2026 rozbitá. Chci ji vyměnit.",
            ["Objednávka č. 448213 přišla 22. 11. 2026 rozbitá.", "Chci ji vyměnit."],
        ),
        (
            "Sešel jsem se s p. Novákem z firmy Lis s.r.o. v Brně. Nic neví.",
            ["Sešel jsem se s p. Novákem z firmy Lis s.r.o. v Brně.", "Nic neví."],
        ),
        (
            "Chybí např. šrouby, atd. a taky návod.",
            ["Chybí např. šrouby, atd. a taky návod."],
        ),
        (
            "Je to na https://shop.example/boty?barva=cervena. Máte je?",
            ["Je to na https://shop.example/boty?barva=cervena.", "Máte je?"],
        ),
        (
            "prisel balik. je rozbity. co ted?? mam ho poslat zpet",
            ["prisel balik.", "je rozbity.", "co ted??", "mam ho poslat zpet"],
        ),
        (
            "Mr. Brown paid 3.50 EUR on the 3. of May. He wants it back, e.g. by transfer.",
            [
                "Mr. Brown paid 3.50 EUR on the 3. of May.",
                "He wants it back, e.g. by transfer.",
            ],
        ),
        ("Řekl mi: „Vraťte to.“ A pak zavěsil.", ["Řekl mi: „Vraťte to.“", "A pak zavěsil."]),
        ("Chtěl bych … no nevím … vrátit boty", ["Chtěl bych … no nevím … vrátit boty"]),
        ("první řádek\n\ndruhý řádek", ["první řádek", "druhý řádek"]),
        ("Bylo jich 5. Chci vrátit 2.", ["Bylo jich 5.", "Chci vrátit 2."]),
    ],
)
def test_a_message_is_cut_where_sentences_end(text, expected):
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Dobrý den",
        "dobry den!",
        "Ahoj :)",
        "Děkuji moc za odpověď.",
        "Díky, hezký den přeji",
        "S pozdravem",
        "Hello there",
        "Good morning!",
        "Thank you very much in advance.",
        "ok",
        "Ano.",
        "???",
        "",
    ],
)
def test_greetings_thanks_and_noise_say_nothing(text):
    assert sentences(text) == []


@pytest.mark.parametrize(
    "text", ["448213", "Dobrý den, kde je můj balík?", "Děkuji, ale nefunguje"]
)
def test_what_says_something_stays_whole(text):
    assert sentences(text) == [text]


@given(st.text(alphabet='abČ .!?…\n1"“()', max_size=60))
def test_sentences_are_parts_of_the_message_in_its_order(text):
    words = " ".join(text.split())
    start = 0
    for sentence in sentences(text):
        start = words.index(sentence, start) + len(sentence)
