"""The page of one conversation, and a message left on it that sounds angry."""

from uuid import uuid4

from sqlalchemy import select

from helpdesk.database import Database
from helpdesk.models import Handoff
from tests.contract.helpdesk.surfaces.conftest import ON_SQLITE, Visitor
from tests.knowledge_double import KnowledgeDouble


def leaves(stranger: Visitor, message: str) -> int:
    begun = stranger.sends("POST", "/api/v1/conversations", json={"language": "cs"}).json
    assert begun is not None
    answer = stranger.sends(
        "POST",
        f"/api/v1/conversations/{begun['conversation']['id']}/contact",
        json={
            "client_request_id": str(uuid4()),
            "email": "karel@example.com",
            "message": message,
        },
        headers={"Authorization": f"Bearer {begun['token']}"},
    )
    return answer.status_code


@ON_SQLITE
def test_it_is_the_same_for_everybody_and_tells_nobody_its_address(stranger: Visitor) -> None:
    answer = stranger.sees("/conversation/5b0c")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert '<ochota-chat conversation="5b0c"' in page
    assert "noindex" in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


@ON_SQLITE
def test_an_id_that_is_markup_stays_text(stranger: Visitor) -> None:
    page = stranger.sees("/conversation/%22%3E%3Cscript%3E").get_data(as_text=True)
    assert "<script>" not in page


@ON_SQLITE
def test_the_tone_of_a_message_left_goes_with_it(
    stranger: Visitor, database: Database, knowledge: KnowledgeDouble
) -> None:
    assert leaves(stranger, "Tohle je neslýchané, čekám už tři týdny!") == 201

    with database.read() as session:
        handoff = session.scalars(select(Handoff)).one()
    assert set(handoff.evidence["tone"]) == {"anger", "urgency"}


@ON_SQLITE
def test_without_the_knowledge_base_the_message_is_taken_all_the_same(
    stranger: Visitor, database: Database, knowledge: KnowledgeDouble
) -> None:
    knowledge.goes_away()
    assert leaves(stranger, "Kdy mi přijde konev?") == 201

    with database.read() as session:
        assert "tone" not in session.scalars(select(Handoff)).one().evidence
