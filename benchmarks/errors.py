"""What can keep a measurement from being made, each as a line for the person who asked for it."""

from __future__ import annotations


class BenchmarkError(Exception):
    """A measurement could not be made; the message says where and what to look at."""
