"""The encoder: loading it, preparing it, and the vectors it gives."""

from .encoder import Encoder
from .loading import load_encoder, prepare
from .prepare import DEFAULT_MODEL

__all__ = ["DEFAULT_MODEL", "Encoder", "load_encoder", "prepare"]
