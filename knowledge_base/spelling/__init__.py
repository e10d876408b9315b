"""What a customer meant to type: diacritics put back, slips of the finger mended.

Owns the words of both languages and those of the entries, and the judgement which of them a typed
word stands for. Only search sees the mended text; it must not import the retriever.
"""

from .spelling import Spelling

__all__ = ["Spelling"]
