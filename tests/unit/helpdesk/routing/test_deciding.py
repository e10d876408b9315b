"""The decision of the routing rules: which department, which priority, by which rules."""

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.handoffs.states import PRIORITIES
from helpdesk.routing.conditions import Effects, Facts, KeywordsCondition
from helpdesk.routing.deciding import Rule, decide

DEPARTMENTS = ("sales", "technical")


def facts(text="faktura nefunguje"):
    return Facts(
        reason="customer_request",
        text=text,
        tier="standard",
        language="cs",
        page_url="",
        channel="chat",
        tone=None,
    )


def rule(number, *keywords, **effects):
    conditions = tuple(KeywordsCondition(kind="keywords", any_of=(word,)) for word in keywords)
    return Rule(id=number, name=f"rule {number}", conditions=conditions, effects=Effects(**effects))


def decided(*rules, departments=DEPARTMENTS, **changes):
    decision = decide(rules, facts(**changes), departments)
    return decision.department_id, decision.priority, [found.id for found in decision.matched]


def test_what_no_rule_sends_anywhere_is_the_first_departments_and_normal():
    assert decided() == ("sales", "normal", [])
    assert decided(rule(1, "kolo", department="technical")) == ("sales", "normal", [])


def test_without_departments_there_is_none():
    assert decided(rule(1, "faktura", department="sales"), departments=()) == (
        None,
        "normal",
        [1],
    )


def test_the_first_rule_that_names_a_department_says_which():
    priority_only = rule(1, "faktura", priority="high")
    first, second = (
        rule(2, "nefunguje", department="technical"),
        rule(3, "faktura", department="sales"),
    )
    assert decided(priority_only, first, second) == ("technical", "high", [1, 2, 3])
    assert decided(priority_only, second, first) == ("sales", "high", [1, 3, 2])


def test_a_department_that_is_switched_off_is_passed_over():
    off = rule(1, "faktura", department="enterprise", priority="urgent")
    on = rule(2, "faktura", department="technical")
    assert decided(off, on) == ("technical", "urgent", [1, 2])
    assert decided(off) == ("sales", "urgent", [1])


def test_the_highest_priority_holds_whatever_the_order():
    rules = [rule(n, "faktura", priority=name) for n, name in enumerate(PRIORITIES)]
    assert decided(*rules)[1] == "urgent"
    assert decided(*reversed(rules))[1] == "urgent"


def test_all_conditions_of_a_rule_must_hold():
    both = rule(1, "faktura", "nefunguje", priority="high")
    assert decided(both) == ("sales", "high", [1])
    assert decided(both, text="faktura") == ("sales", "normal", [])


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(PRIORITIES)), max_size=8))
def test_a_rule_that_does_not_hold_changes_nothing(made):
    rules = [
        rule(number, "faktura" if matches else "kolo", priority=priority)
        for number, (matches, priority) in enumerate(made)
    ]
    holding = [one for one, (matches, _) in zip(rules, made, strict=True) if matches]
    assert decided(*rules) == decided(*holding)
