"""A summary of a customer's own sentences: few, in order, not twice the same."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.summary import chosen_sentences

from .tone.words_encoder import WordsEncoder

SAID = [
    "I ordered the red boots last Monday in size forty one",
    "The parcel brought the blue boots in size thirty eight",
    "The parcel brought the blue boots in size thirty eight",
    "Can I swap the boots at the store?",
    "My cat is called Minka",
    "Do I have to pay for the parcel myself?",
    "I would still like the red boots in size forty one",
]


def chosen(sentences):
    return chosen_sentences(sentences, WordsEncoder())


def test_nothing_said_is_no_summary():
    assert chosen([]) == []
    assert chosen(["", "  "]) == []


def test_few_sentences_are_all_there_is():
    assert chosen(SAID[:2]) == [0, 1]


def test_the_same_is_never_said_twice():
    assert len({1, 2} & set(chosen(SAID))) == 1


def test_why_the_customer_came_is_in_it():
    assert 0 in chosen(SAID)


def test_a_question_is_rather_in_it_than_the_same_words_without():
    asked = chosen([*SAID[:4], "Minka is a cat", "Is Minka a cat?", *SAID[5:]])
    assert 4 not in asked


@given(st.lists(st.text(alphabet="ab c?", max_size=12), max_size=30))
def test_at_most_five_in_their_order_and_none_of_them_empty(sentences):
    numbers = chosen(sentences)
    assert len(numbers) <= 5
    assert numbers == sorted(set(numbers))
    assert all(sentences[number].strip() for number in numbers)
    assert bool(numbers) == any(text.strip() for text in sentences)
