"""One question to a bot answer shown, through the running stack, against Rasa's own recipe."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.customers import Reply, ask_at_once
from benchmarks.questions import Question, questions_of_entries
from benchmarks.tables import Table, milliseconds, percent, ratio
from stack.temporary import RunningStack

CUSTOMERS = (1, 8)
WARM_UP = 24


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round of one number of customers. Milliseconds, messages per second."""

    p50: float
    p95: float
    per_second: float


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What became of some questions: how many of each outcome, and of how many."""

    outcomes: Mapping[str, int]
    asked: int

    def share(self, outcome: str) -> float:
        """The outcome's share of the questions asked."""
        return self.outcomes.get(outcome, 0) / self.asked


def warm_up(running: RunningStack, questions: Sequence[Question]) -> None:
    """Ask some questions that nobody times: connections, caches, compiled code."""
    ask_at_once(running.url, questions[:WARM_UP], 4)


def measure(running: RunningStack, questions: Sequence[Question], customers: int) -> Round:
    """Let the customers ask the questions, and time the answers."""
    replies, per_second = ask_at_once(running.url, questions, customers)
    times = [reply.milliseconds for reply in replies]
    return Round(
        p50=statistics.median(times),
        p95=statistics.quantiles(times, n=20)[-1],
        per_second=per_second,
    )


def judge(running: RunningStack, questions: Sequence[Question]) -> Answers:
    """Ask each question and compare what was answered with what should have been."""
    replies, _ = ask_at_once(running.url, questions, 4, apart=True)
    titles = questions_of_entries()
    outcomes = Counter(
        outcome(question, reply, titles) for question, reply in zip(questions, replies, strict=True)
    )
    return Answers(outcomes=outcomes, asked=len(questions))


def speed_table(rounds: Mapping[str, Mapping[int, Sequence[Round]]], reference: str) -> Table:
    """p50, p95 and throughput of each stack: every round, the median, the ratio to the reference.

    `rounds` are those of each stack by number of customers.
    """
    rows = []
    for customers in CUSTOMERS:
        medians = {name: _median(of[customers]) for name, of in rounds.items()}
        base = medians[reference]
        for name, of in rounds.items():
            middle = medians[name]
            rows.append(
                [
                    name,
                    str(customers),
                    milliseconds(middle.p50),
                    milliseconds(middle.p95),
                    f"{middle.per_second:.1f}",
                    ratio(middle.p50 / base.p50),
                    ratio(middle.per_second / base.per_second),
                    " / ".join(milliseconds(one.p50) for one in of[customers]),
                    " / ".join(f"{one.per_second:.1f}" for one in of[customers]),
                ]
            )
    return Table(
        title="From a question to the bot's answer shown",
        headings=[
            "assistant",
            "customers",
            "p50 ms",
            "p95 ms",
            "messages/s",
            "p50 to reference",
            "messages/s to reference",
            "p50 of each round",
            "messages/s of each round",
        ],
        rows=rows,
        notes=[
            "Expected: with one customer a p50 no slower than the reference's, with eight at least "
            "1.5 times its messages/s. Real processes: POST to the helpdesk, turn, assistant, "
            "knowledge base, log, Server-Sent Events; every customer asks again when answered. "
            "The driver runs on the same cores. Medians of the rounds; the stacks took turns."
        ],
    )


def answers_table(judged: Mapping[str, Mapping[str, Answers]]) -> Table:
    """What each stack made of each set of questions."""
    outcomes = ["right", "clarified, right one offered", "handed off", "said something else"]
    outcomes += ["clarified, right one missing", "wrong"]
    rows = [
        [name, questions, str(answers.asked), *(percent(answers.share(one)) for one in outcomes)]
        for questions in dict.fromkeys(key for of in judged.values() for key in of)
        for name, of in judged.items()
        for answers in [of[questions]]
    ]
    return Table(
        title="What the same questions were answered",
        headings=["assistant", "questions", "asked", *outcomes],
        rows=rows,
        notes=[
            "Wrong: another entry's answer, or any answer to what nothing answers (for which "
            "handing off is right). Known questions are phrasings both assistants learnt."
        ],
    )


def outcome(question: Question, reply: Reply, titles: Mapping[str, str]) -> str:
    """What became of a question; `titles` are the ids of the entries by their own questions."""
    if reply.entry_ids:
        return "right" if question.entry_id in reply.entry_ids else "wrong"
    if reply.choices:
        offered = question.entry_id in {titles.get(label) for label in reply.choices} - {None}
        return f"clarified, right one {'offered' if offered else 'missing'}"
    return "handed off" if reply.handed_off else "said something else"


def _median(rounds: Sequence[Round]) -> Round:
    return Round(
        p50=statistics.median(one.p50 for one in rounds),
        p95=statistics.median(one.p95 for one in rounds),
        per_second=statistics.median(one.per_second for one in rounds),
    )
