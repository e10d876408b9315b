"""Searching while the content changes, crashes and comes back, with the real encoder and files."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from knowledge_base.content import Content
from knowledge_base.encoder import Encoder, load_encoder
from knowledge_base.entries import Status
from knowledge_base.errors import IndexMissing
from knowledge_base.live_index import LiveIndex
from knowledge_base.service import create_app
from knowledge_base.store import Database
from knowledge_base.store.migrating import migrate
from tests.contract.knowledge_base.callers import TOKEN, Caller, error_of
from tests.databases import DATABASE_KINDS, empty_database
from tests.unit.knowledge_base.content_fixtures import (
    entry_document,
    entry_fields,
    migrated_database,
    with_category,
)

pytestmark = pytest.mark.slow
READY_SECONDS = 120

SHIPPING = {
    "cs": {
        "question": "Kolik stojí doprava?",
        "answer": "79 Kč.",
        "alternatives": ["cena dopravy", "kolik zaplatim za postovne"],
    }
}


@pytest.fixture(scope="session")
def encoder(prepared_encoder_state: Path) -> Encoder:
    return load_encoder(state=prepared_encoder_state, threads=1)


@contextmanager
def searching(content: Content, folder: Path, encoder: Encoder) -> Iterator[LiveIndex]:
    live_index = LiveIndex(content, folder, lambda: encoder, settle_seconds=0.2)
    live_index.start()
    try:
        assert live_index.wait_until_ready(READY_SECONDS)
        yield live_index
    finally:
        live_index.stop()


def found_by(live_index: LiveIndex, text: str) -> list[tuple[str, int]]:
    found = live_index.search(text, "cs", limit=5)
    return [(candidate.entry_id, candidate.version) for candidate in found.result.candidates]


def wait_until(happened: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture(params=DATABASE_KINDS)
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Content]]:
    with migrated_database(request.param, tmp_path) as (url, database):
        content = with_category(database)
        content.import_all(
            [entry_fields(), entry_fields(id="shipping", variants=SHIPPING)], by="jana"
        )
        yield url, content


def test_an_edit_over_http_is_searched_without_a_restart(
    stored: tuple[str, Content], tmp_path: Path, encoder: Encoder
) -> None:
    _, content = stored
    with searching(content, tmp_path / "index", encoder) as live_index:
        caller = Caller(create_app(content, live_index, TOKEN).test_client())

        def asked(text: str) -> Any:
            return caller.posts("/search", {"text": text, "language": "cs"}).json

        def first(text: str) -> tuple[str, int]:
            candidate = asked(text)["candidates"][0]
            return candidate["entry_id"], candidate["version"]

        assert first("kolik stoji doprava") == ("shipping", 1)
        health = caller.gets("/health")
        assert (health.status_code, health.json["status"]) == (200, "ready")
        assert (health.json["entries"], health.json["index_version"]) == (2, 1)

        gift = {"cs": {"question": "Balíte zboží jako dárek?", "answer": "Ano, za 49 Kč."}}
        caller.posts("/entries", entry_document(id="gift-wrap", variants=gift))
        wait_until(lambda: first("zabalit jako darek") == ("gift-wrap", 1))
        assert asked("zabalit jako darek")["knowledge_base_version"] == 2

        gift["cs"]["answer"] = "Ano, zdarma."
        caller.puts(
            "/entries/gift-wrap", entry_document(id="gift-wrap", variants=gift) | {"version": 1}
        )
        wait_until(lambda: first("zabalit jako darek") == ("gift-wrap", 2))
        assert asked("zabalit jako darek")["candidates"][0]["answer"] == "Ano, zdarma."

        caller.posts("/entries/gift-wrap/archive")
        wait_until(lambda: first("zabalit jako darek")[0] != "gift-wrap")
        excluded = caller.posts(
            "/search",
            {"text": "doprava", "language": "cs", "exclude_entry_ids": ["shipping"], "limit": 1},
        ).json
        assert [c["entry_id"] for c in excluded["candidates"]] == ["return-period"]


@pytest.mark.parametrize(
    "text",
    [
        "😀😀😀",
        "???",
        "שלום, איפה ההזמנה שלי?",
        "<script>alert(1)</script>",
        "a\0b",
        "doprava " * 500,
    ],
)
def test_a_strange_question_gets_a_decision(
    stored: tuple[str, Content], tmp_path: Path, encoder: Encoder, text: str
) -> None:
    _, content = stored
    with searching(content, tmp_path / "index", encoder) as live_index:
        caller = Caller(create_app(content, live_index, TOKEN).test_client())

        answer = caller.posts("/search", {"text": text[:4000], "language": "cs"})

        assert answer.status_code == 200
        assert answer.json["decision"] in ("answer", "clarify", "hand_off")
        assert 0 <= answer.json["confidence"] <= 1


def test_an_empty_knowledge_base_hands_everything_off(tmp_path: Path, encoder: Encoder) -> None:
    with migrated_database("sqlite", tmp_path) as (_, database):
        content = with_category(database)
        with searching(content, tmp_path / "index", encoder) as live_index:
            result = live_index.search("kolik stoji doprava", "cs", limit=5).result
            assert (result.decision, result.candidates) == ("hand_off", ())

            content.import_all([entry_fields()], by="jana")
            assert live_index.follow_now(30)
            assert found_by(live_index, "vratit zbozi") == [("return-period", 1)]


def test_another_process_changing_the_database_is_followed(
    stored: tuple[str, Content], tmp_path: Path, encoder: Encoder
) -> None:
    url, content = stored
    with searching(content, tmp_path / "index", encoder) as live_index:
        before = len(found_by(live_index, "doprava"))
        script = textwrap.dedent(
            """
            import sys
            from knowledge_base.content import Content
            from knowledge_base.entries import Status
            from knowledge_base.store import Database
            content = Content(Database(sys.argv[1]))
            content.set_status("shipping", Status.ARCHIVED, by="other")
            """
        )
        subprocess.run([sys.executable, "-c", script, url], check=True, timeout=60)

        wait_until(lambda: len(found_by(live_index, "doprava")) == before - 1)


def damage_nothing(folder: Path) -> None:
    assert folder.is_dir()


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def cut_every_file(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:-7])


def overwrite_a_byte(folder: Path) -> None:
    path = max(folder.iterdir(), key=lambda file: file.stat().st_size)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def make_it_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("not a folder")


@pytest.mark.parametrize(
    "damage",
    [damage_nothing, remove_folder, cut_every_file, overwrite_a_byte, make_it_a_file],
)
def test_a_damaged_index_is_rebuilt_and_a_whole_one_caught_up(
    tmp_path: Path, encoder: Encoder, damage: Callable[[Path], None]
) -> None:
    with migrated_database("sqlite", tmp_path) as (_, database):
        content = with_category(database)
        content.import_all(
            [entry_fields(), entry_fields(id="shipping", variants=SHIPPING)], by="jana"
        )
        saved = tmp_path / "index" / content.published_state().database_id
        with searching(content, tmp_path / "index", encoder):
            wait_until(saved.exists)
        damage(saved)
        content.set_status("return-period", Status.ARCHIVED, by="petr")
        content.edit(entry_fields(id="shipping", variants=SHIPPING, tags=[]), version=1, by="petr")

        with searching(content, tmp_path / "index", encoder) as live_index:
            assert found_by(live_index, "kolik stoji doprava") == [("shipping", 2)]
            wait_until(saved.is_dir)


def test_a_database_that_goes_away_leaves_search_working_and_health_degraded(
    tmp_path: Path, encoder: Encoder
) -> None:
    with migrated_database("sqlite", tmp_path) as (url, database):
        content = with_category(database)
        content.import_all([entry_fields()], by="jana")
        path = Path(url.removeprefix("sqlite:///"))
        with searching(content, tmp_path / "index", encoder) as live_index:
            caller = Caller(create_app(content, live_index, TOKEN).test_client())
            database.close()
            kept = path.read_bytes()
            for suffix in ("-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
            path.write_bytes(b"damaged" * 1000)

            wait_until(lambda: live_index.health().status == "degraded")
            assert "not a database" in (live_index.health().reason or "")
            assert caller.gets("/health").status_code == 200
            assert found_by(live_index, "vratit zbozi") == [("return-period", 1)]
            answer = caller.posts("/entries", entry_document(id="new"))
            assert error_of(answer, 503)["code"] == "store_unavailable"

            database.close()
            path.write_bytes(kept)
            wait_until(lambda: live_index.health().status == "ready")


def free_port() -> int:
    import socket

    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(state: Path, encoder_state: Path, url: str) -> Iterator[tuple[httpx.Client, int]]:
    """The real service as a process of its own; its client and the worker's process id."""
    encoder = state / "encoder"
    if not encoder.exists():
        encoder.symlink_to(encoder_state / "encoder")
    port = free_port()
    environment = os.environ | {
        "OCHOTA_STATE": str(state),
        "OCHOTA_KNOWLEDGE_PORT": str(port),
        "OCHOTA_INTERNAL_TOKEN": TOKEN,
        "OCHOTA_ENCODER_THREADS": "1",
        "DATABASE_URL": url,
        "HF_HUB_OFFLINE": "1",
    }
    with (state / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "knowledge_base", "serve"],
            env=environment,
            stderr=log,
            start_new_session=True,
        )
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{port}",
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=10,
    )
    try:
        wait_until(partial(_is_ready, client), READY_SECONDS)
        yield client, process.pid
    finally:
        client.close()
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


def _is_ready(client: httpx.Client) -> bool:
    try:
        return bool(client.get("/health").json()["status"] == "ready")
    except (httpx.HTTPError, json.JSONDecodeError):
        return False


def test_a_service_killed_while_it_saves_starts_again_with_every_edit(
    tmp_path: Path, prepared_encoder_state: Path
) -> None:
    with empty_database("sqlite", tmp_path) as url:
        database = Database(url)
        migrate(database)
        content = with_category(database)
        content.import_all([entry_fields()], by="jana")
        for attempt in range(2):
            with served(tmp_path, prepared_encoder_state, url) as (client, group):
                body = entry_document(id=f"shipping-{attempt}", variants=SHIPPING)
                assert client.post("/entries", json=body).status_code == 201
                os.killpg(group, signal.SIGKILL)
        with served(tmp_path, prepared_encoder_state, url) as (client, _):
            asked = {"text": "kolik stoji doprava", "language": "cs"}
            found = client.post("/search", json=asked).json()["candidates"]

        assert {"shipping-0", "shipping-1"} <= {candidate["entry_id"] for candidate in found}
        database.close()


def test_a_save_that_is_killed_leaves_an_index_that_loads_or_none(
    tmp_path: Path, prepared_encoder_state: Path, encoder: Encoder
) -> None:
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from knowledge_base.encoder import load_encoder
        from knowledge_base.retriever import Retriever
        from tests.contract.knowledge_base.test_live_search import an_entry
        encoder = load_encoder(state=Path(sys.argv[1]), threads=1)
        retriever = Retriever.build([an_entry()], encoder)
        retriever.save(Path(sys.argv[2]))
        print("saving", flush=True)
        while True:
            retriever.save(Path(sys.argv[2]))
        """
    )
    from knowledge_base.retriever import Retriever

    saved = tmp_path / "saved"
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(prepared_encoder_state), str(saved)],
        stdout=subprocess.PIPE,
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"saving\n"
        time.sleep(0.3)
        process.kill()
        process.wait(20)

    try:
        entries = Retriever.load(saved, encoder).entries
    except IndexMissing:
        return  # killed between taking the old folder away and putting the new one in its place
    assert [entry.id for entry in entries] == ["return-period"]


def an_entry() -> Any:
    """A published entry as the content would give it."""
    from datetime import UTC, datetime

    from knowledge_base.entries import Entry

    now = datetime(2026, 11, 22, tzinfo=UTC)
    fields = entry_fields()
    return Entry(
        id=fields.id,
        category=fields.category,
        status=Status.PUBLISHED,
        variants=fields.as_variants(),
        created_at=now,
        updated_at=now,
    )
