"""The exported graph of a BERT encoder, in fp32 and with 8-bit weights. Needs torch."""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertModel


class _LastHiddenState(torch.nn.Module):
    """The encoder with two inputs and one output, as the graph has them."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        output = self.model(input_ids=input_ids, attention_mask=attention_mask)
        states: torch.Tensor = output.last_hidden_state
        return states


def export_graph(model: BertModel, path: Path) -> None:
    """Write the fp32 graph: `input_ids` and `attention_mask` to `token_embeddings`."""
    texts = torch.export.Dim("texts", min=1, max=4096)
    tokens = torch.export.Dim("tokens", min=2, max=model.config.max_position_embeddings)
    # Two tensors, not one twice: the exporter would take the inputs for the same one.
    ids, mask = (torch.ones(2, 9, dtype=torch.long) for _ in range(2))
    with _quiet():
        torch.onnx.export(
            _LastHiddenState(model).eval(),
            (ids, mask),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["token_embeddings"],
            dynamic_shapes={
                "input_ids": {0: texts, 1: tokens},
                "attention_mask": {0: texts, 1: tokens},
            },
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def quantise_graph(source: Path, target: Path) -> None:
    """Write the graph with 8-bit weights per channel; activations are quantised as it runs."""
    with _quiet():
        quantize_dynamic(
            source,
            target,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gather"],
            weight_type=QuantType.QInt8,
        )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without the exporter's notes on what it does not need, which would hide our progress."""
    previous = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(previous)
