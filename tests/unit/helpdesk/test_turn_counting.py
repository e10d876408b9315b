"""What counts as a question and as an answer; old turns are counted by the migration alike."""

import json
from pathlib import Path

import pytest
from alembic import command as alembic
from alembic.config import Config
from sqlalchemy import text

import helpdesk.migrations
from helpdesk.database import Database
from helpdesk.migrations.command import upgrade
from helpdesk.turns.counting import counts_of_failure, counts_of_reply
from tests.databases import DATABASE_KINDS, empty_database

FOUND = {"entry_id": "a", "version": 1, "confidence": 0.9}


def reply(intent="faq", decision="answer", parts=("a",), candidates=(FOUND,)):
    return {
        "intent": intent,
        "search": {"decision": decision, "confidence": 0.9, "candidates": list(candidates)},
        "parts": [{"type": "text", "entry": {"id": part} if part else None} for part in parts],
    }


ANSWER = reply()
SMALL_TALK = {**reply("greet", parts=(None,)), "search": None}
# payload, state, reply, is a question, is an answer
TURNS = [
    (None, "answered", ANSWER, True, True),
    (None, "answered", reply(parts=(None, "a")), True, True),
    (None, "answered", reply(parts=("b",)), True, False),
    (None, "answered", reply(parts=(None,)), True, False),
    (None, "answered", reply(candidates=()), True, False),
    (None, "answered", reply("faq_ambiguous", "clarify"), True, False),
    (None, "answered", reply("no_answer", "hand_off"), True, False),
    (None, "answered", SMALL_TALK, False, False),
    (None, "failed", None, True, False),
    (None, "failed", ANSWER, True, False),
    (None, "hidden", ANSWER, False, False),
    ('/choose_entry{"entry": "a"}', "answered", ANSWER, False, True),
    ("/none_of_these", "answered", reply("none_of_these"), False, False),
    ('/choose_entry{"entry": "a"}', "failed", None, False, False),
]


# a hidden turn keeps the columns' defaults
COUNTED = [turn for turn in TURNS if turn[1] != "hidden"]


@pytest.mark.parametrize(("payload", "state", "stored", "asked", "answered"), COUNTED)
def test_a_turn_counts_as_what_it_was(payload, state, stored, asked, answered):
    failed = state == "failed"
    counts = counts_of_failure(payload) if failed else counts_of_reply(payload, stored)
    assert counts == {"asked": asked, "answered": answered}


@pytest.mark.parametrize("kind", DATABASE_KINDS)
def test_turns_of_before_are_counted_alike(kind, tmp_path):
    with empty_database(kind, tmp_path) as url:
        database = Database(url)
        _upgrade_to(database, "0004")
        with database.write() as session:
            at = {"at": "2026-01-01 00:00:00+00:00" if kind == "postgresql" else "2026-01-01 00:00"}
            session.execute(
                text(
                    "INSERT INTO conversation (id, token_hash, state, language, last_sequence,"
                    " assistant_session, assistant_session_turns, shown_entry_ids,"
                    " customer, customer_seen_at, created_at, updated_at)"
                    " VALUES ('c', '-', 'open', 'cs', 0, 1, 0, '[]', '{}', :at, :at, :at)"
                ),
                at,
            )
            for number, (payload, state, stored, _, _) in enumerate(TURNS):
                values = {"n": number + 1, "payload": payload, "state": state, **at}
                values["reply"] = None if stored is None else json.dumps(stored)
                session.execute(
                    text(
                        "INSERT INTO turn (conversation_id, sequence, payload, state, attempts,"
                        " reply, created_at) VALUES ('c', :n, :payload, :state, 1,"
                        " :reply, :at)".replace(
                            ":reply", "CAST(:reply AS jsonb)" if kind == "postgresql" else ":reply"
                        )
                    ),
                    values,
                )
        upgrade(database)
        with database.read() as session:
            found = session.execute(text("SELECT asked, answered FROM turn ORDER BY sequence"))
            counted = [(bool(asked), bool(answered)) for asked, answered in found]
        database.close()
    assert counted == [(asked, answered) for *_, asked, answered in TURNS]


def _upgrade_to(database, revision):
    config = Config()
    folder = Path(helpdesk.migrations.__file__).parent
    config.set_main_option("script_location", str(folder))
    with database.migration() as session:
        config.attributes["connection"] = session.connection()
        alembic.upgrade(config, revision)
