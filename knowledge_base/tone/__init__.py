"""Tone: how angry and how urgent a customer's words sound, read from the encoder's vectors.

A logistic regression each, for Czech and English alike, fitted on the sentences beside this file.
It knows neither entries nor the index.
"""

from .classifier import Tone, ToneClassifier
from .reader import ToneReader

__all__ = ["Tone", "ToneClassifier", "ToneReader"]
