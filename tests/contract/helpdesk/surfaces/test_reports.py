"""Reports: every grouping counts the same conversations, each once, as the document says."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from helpdesk import reports
from helpdesk.models import Agent

from .report_world import PRAGUE, VERBS, Desk, counted, monday, spread

REPORTS = "/api/v1/desk/reports"
GROUPED_BY = ("day", "department", "agent", "reason")

# minutes that stay within seconds of an undo, an hour, a night, and the day a need lasts
LATER = st.sampled_from([0, 0, 1, 7, 45, 300, 1200, 2000])
# what may well happen next, and where that leads; whatever else may not be is refused
USUAL = {
    "bot": {"asks": "bot", "picks": "bot", "requests": "queue"},
    "queue": {"claims": "agent", "goes_to": "queue", "gives_up": "bot", "asks": "queue"},
    "agent": {
        "answers": "agent",
        "goes_to": "agent",
        "takes_over": "agent",
        "releases": "queue",
        "solves": "bot",
        "does_not_solve": "bot",
        "calls_spam": "bot",
    },
}


@st.composite
def steps(draw):
    """What happens in one conversation, mostly what usually may."""
    state, agent, taken = "bot", 0, []
    for _ in range(draw(st.integers(0, 12))):
        anything = draw(st.integers(0, 9)) == 0
        verb = draw(st.sampled_from(VERBS if anything else sorted(USUAL[state])))
        if verb in ("claims", "takes_over"):
            agent = 2 if verb == "takes_over" else draw(st.integers(0, 2))
        is_agents = state == "agent" and verb != "goes_to"
        taken.append(
            (
                verb,
                agent if is_agents or verb == "claims" else draw(st.integers(0, 11)),
                draw(LATER),
            )
        )
        state = USUAL[state].get(verb, state)
        if verb in ("solves", "does_not_solve") and draw(st.booleans()):
            taken.append(draw(st.sampled_from([("undoes", agent, 0), ("requests", 1, 45)])))
            state = "agent" if taken[-1][0] == "undoes" else "queue"
    return taken


HISTORIES = st.lists(st.tuples(st.integers(0, 4 * 24 * 60), steps()), min_size=1, max_size=5)


@pytest.fixture
def desk(database):
    desk = Desk(database)
    desk.opens()
    return desk


def flat(row, path=""):
    """Every count of a row by its path."""
    found = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found |= flat(value, f"{path}{name}.")
        elif isinstance(value, int) and not isinstance(value, bool):
            found[path + name] = value
    return found


def assert_figures(row, ones):
    """The row says of these conversations what a slow count of them says."""
    expected = sum((one.figures for one in ones), start=type(ones[0].figures)()) if ones else {}
    for path, value in flat(row).items():
        if not path.endswith(".n"):
            assert value == expected.get(path, 0), path
    for name in ("first_response", "resolution"):
        values = [getattr(one, name) for one in ones if getattr(one, name) is not None]
        for part, value in spread(values).items():
            assert row[name][part] == (value if value is None else pytest.approx(value, abs=0.06))


SHARES = {
    "handoff_rate": ("handoffs", "conversations"),
    "bot_only_share": ("bot_only", "conversations"),
    "coverage": ("answered", "questions"),
    "accuracy": ("right", "judged"),
}

week = count()


@given(histories=HISTORIES)
@hypothesis_settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_happened_every_grouping_says_the_same_and_a_slow_count_agrees(desk, histories):
    begins = monday(2 * next(week))
    ids = [desk.talks(begins + timedelta(minutes=later), steps) for later, steps in histories]
    first_day = begins.astimezone(PRAGUE).date()
    period = reports.asked_for(first_day, first_day + timedelta(days=6), "Europe/Prague")
    with desk.database.read() as session:
        every = [one for one in (counted(session, each) for each in ids) if one is not None]
    totals = []
    for by in GROUPED_BY:
        with desk.database.read() as session:
            made = reports.report(session, period, by)
        assert_figures(made["total"], every)
        keys = [row["key"] for row in made["rows"]]
        assert len(set(keys)) == len(keys)
        for row in made["rows"]:
            assert_figures(row, [one for one in every if getattr(one, by) == row["key"]])
        sums = dict.fromkeys(flat(made["total"]), 0)
        for row in made["rows"]:
            for path, value in flat(row).items():
                sums[path] += value
        assert sums == flat(made["total"])
        for row in (*made["rows"], made["total"]):
            for share, (part, whole) in SHARES.items():
                of = row[part] / row[whole] if row[whole] else None
                assert row[share] == (of if of is None else pytest.approx(of, abs=1e-4))
        totals.append(made["total"])
    assert all(total == totals[0] for total in totals)


def test_a_day_is_a_day_of_the_companys_clocks(desk, lead_of):
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # half past midnight in Prague
    desk.talks(late, [("asks", 0, 0)])
    report = lead_of.sees(f"{REPORTS}?from=2026-07-01&to=2026-07-02").json
    assert report["time_zone"] == "Europe/Prague"
    assert [(row["key"], row["conversations"]) for row in report["rows"]] == [
        ("2026-07-01", 0),
        ("2026-07-02", 1),
    ]


@pytest.fixture
def lead_of(desk, employ):
    return employ("klara", "lead")


@pytest.fixture
def monday_morning(desk):
    """One conversation: asked on Saturday, answered on Monday, solved, in hours of weekdays."""
    saturday = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
    steps = [
        ("asks", 4, 0),
        ("requests", 1, 0),
        ("goes_to", 1, 0),
        # Monday 8:20 and 9:00 in Prague
        ("claims", 0, 2 * 1440 - 100),
        ("answers", 0, 0),
        ("solves", 0, 40),
    ]
    return desk.talks(saturday, steps)


def test_times_are_counted_while_the_department_works(monday_morning, lead_of):
    report = lead_of.sees(f"{REPORTS}?from=2026-11-14&to=2026-11-14&by=agent").json
    (row,) = report["rows"]
    assert (row["key"], row["label"]) == ("petr", "Petr")
    assert row["first_response"] == {"n": 1, "median_minutes": 20.0, "p90_minutes": 20.0}
    assert row["resolution"] == {"n": 1, "median_minutes": 60.0, "p90_minutes": 60.0}
    assert row["outcomes"]["solved"] == row["by_reason"]["no_answer"] == 1
    assert row["handoff_rate"] == 1.0
    assert row["coverage"] == 0.0
    assert row["accuracy"] is None


def test_a_department_is_looked_at_alone(monday_morning, desk, lead_of):
    desk.talks(datetime(2026, 11, 14, 9, 0, tzinfo=UTC), [("asks", 0, 0)])
    days = "from=2026-11-14&to=2026-11-14"
    assert lead_of.sees(f"{REPORTS}?{days}").json["total"]["conversations"] == 2
    alone = lead_of.sees(f"{REPORTS}?{days}&by=department&department=technical").json
    assert [(row["key"], row["label"]) for row in alone["rows"]] == [("technical", "Technical")]
    assert alone["total"]["conversations"] == 1
    of_other = lead_of.sees(f"{REPORTS}?{days}&by=reason&department=sales").json
    assert (of_other["rows"], of_other["total"]["conversations"]) == ([], 0)


def test_what_was_opened_and_left_is_no_conversation(desk, lead_of):
    desk.talks(datetime(2026, 11, 14, 9, 0, tzinfo=UTC), [])
    report = lead_of.sees(f"{REPORTS}?from=2026-11-14&to=2026-11-14").json
    assert report["total"]["conversations"] == 0
    assert report["total"]["handoff_rate"] is None


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", ["from", "to"]),
        ("?from=2026-01-02&to=2026-01-01", ["from"]),
        ("?from=2025-01-01&to=2026-02-05", ["to"]),
        ("?from=yesterday&to=2026-01-01", ["from"]),
        ("?from=2026-01-01&to=2026-02-30", ["to"]),
        ("?from=0001-01-01&to=0001-01-02", ["from", "to"]),
        ("?from=9999-12-30&to=9999-12-31", ["from", "to"]),
        ("?from=2026-01-01&to=2026-01-02&by=weather", ["by"]),
        ("?from=2026-01-01&to=2026-01-02&department=nowhere", ["department"]),
        ("?from=2026-01-01&to=2026-01-02&department=%00", ["department"]),
        ("?from=2026-01-01&to=2026-01-02&format=pdf", ["format"]),
        ("?from=2026-01-01&to=2026-01-02&language=de", ["language"]),
    ],
)
def test_a_report_that_cannot_be_made_names_the_field(lead_of, query, fields):
    refused = lead_of.sees(REPORTS + query)
    assert refused.status_code == 422
    assert [wrong["field"] for wrong in refused.json["error"]["fields"]] == fields


def test_at_most_400_days_are_counted(lead_of):
    first = date(2026, 1, 1)
    last = first + timedelta(days=399)
    report = lead_of.sees(f"{REPORTS}?from={first}&to={last}")
    assert report.status_code == 200
    assert len(report.json["rows"]) == 400


def table(response, delimiter):
    text = response.get_data().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=delimiter))


def test_a_czech_spreadsheet_opens_the_file_right(monday_morning, lead_of):
    query = "from=2026-11-14&to=2026-11-14&by=department&format=csv"
    response = lead_of.sees(f"{REPORTS}?{query}")
    assert response.content_type == "text/csv; charset=utf-8"
    disposition = response.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="ochota-department-2026-11-14-2026-11-14.csv"'
    headings, row, total = table(response, ";")
    assert headings[0] == "Oddělení"
    assert (row[0], total[0]) == ("Technical", "Celkem")
    assert row[headings.index("První odpověď: medián (min)")] == "20,0"
    assert row[headings.index("Přesnost")] == ""
    assert row[1:] == total[1:]


def test_an_english_one_too(monday_morning, lead_of):
    query = "from=2026-11-14&to=2026-11-14&by=reason&format=csv&language=en"
    headings, row, total = table(lead_of.sees(f"{REPORTS}?{query}"), ",")
    assert (headings[0], row[0], total[0]) == ("Reason", "Nothing answers this", "Total")
    assert row[headings.index("Resolution: median (min)")] == "60.0"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_name_becomes_a_formula_in_a_spreadsheet(monday_morning, desk, lead_of, start):
    name = f'{start}HYPERLINK("http://evil.example";"Petr")'
    with desk.database.write() as session:
        session.get_one(Agent, desk.agent_ids[0]).name = name
    query = "from=2026-11-14&to=2026-11-14&by=agent&format=csv"
    _, row, _ = table(lead_of.sees(f"{REPORTS}?{query}"), ";")
    assert row[0] == f"'{name}"
