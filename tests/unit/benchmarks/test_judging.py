"""An answer counts as right, wrong, clarified or handed off by the entry that should be shown."""

from __future__ import annotations

import pytest

from benchmarks.conversations import outcome
from benchmarks.customers import Reply
from benchmarks.questions import Question, held_out, known, questions_of_entries

TITLES = {"How do I return it?": "return-how-to", "Is it free?": "return-cost"}


def reply(*entry_ids: str, choices: tuple[str, ...] = (), handed_off: bool = False) -> Reply:
    return Reply(milliseconds=1.0, entry_ids=entry_ids, choices=choices, handed_off=handed_off)


@pytest.mark.parametrize(
    ("entry_id", "given", "expected"),
    [
        ("return-cost", reply("return-cost"), "right"),
        ("return-cost", reply("return-how-to"), "wrong"),
        (None, reply("return-cost"), "wrong"),
        (
            "return-cost",
            reply(choices=("How do I return it?", "Is it free?", "None of these")),
            "clarified, right one offered",
        ),
        ("return-cost", reply(choices=("How do I return it?",)), "clarified, right one missing"),
        (None, reply(choices=("Is it free?", "None of these")), "clarified, right one missing"),
        (None, reply(handed_off=True), "handed off"),
        ("return-cost", reply(), "said something else"),
    ],
)
def test_a_reply_is_judged_by_the_entry_it_shows(
    entry_id: str | None, given: Reply, expected: str
) -> None:
    question = Question(language="en", text="?", entry_id=entry_id)
    assert outcome(question, given, TITLES) == expected


def test_held_out_questions_are_no_known_ones_and_name_entries_that_exist() -> None:
    known_texts = {question.text for question in known()}
    entries = set(questions_of_entries().values())
    assert [question.text for question in held_out() if question.text in known_texts] == []
    assert {question.entry_id for question in held_out()} - entries == {None}
