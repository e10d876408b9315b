"""A character replacement table in the binary form that tokenizers' Precompiled normaliser reads.

The form is SentencePiece's: the byte length of a double-array trie over UTF-8 keys (32 bits,
little endian), the trie's units (32 bits each), then the replacements as NUL-terminated UTF-8. A
key's value is the offset of its replacement.
"""

import struct
from collections.abc import Mapping

_LEAF_FLAG = 1 << 8
_OFFSET_SHIFT = 10
_LEAF_VALUE_FLAG = 1 << 31
_LARGEST_OFFSET = (1 << 21) - 1


def compile_charsmap(replacements: Mapping[str, str]) -> bytes:
    """The table in Precompiled's binary form.

    Keys are single characters, so no key is a prefix of another one, and NUL is no key: both are
    what this small builder relies on. Raises ValueError for other keys or an oversized table.
    """
    if any(len(key) != 1 or key == "\0" for key in replacements):
        raise ValueError("every key must be one character other than NUL")
    texts = bytearray()
    values: dict[bytes, int] = {}
    for key, text in replacements.items():
        values[key.encode()] = len(texts)
        texts += text.encode() + b"\0"
    units = _double_array(values)
    trie = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(trie)) + trie + bytes(texts)


def _double_array(values: Mapping[bytes, int]) -> list[int]:
    """Units of the trie: a child lies at `node ^ offset(node) ^ label`, its value at label 0."""
    units: dict[int, int] = {0: 0}
    taken_bases: set[int] = set()
    first_free = 1

    def place(node: int, suffixes: list[tuple[bytes, int]]) -> None:
        nonlocal first_free
        groups: dict[int, list[tuple[bytes, int]]] = {}
        for suffix, value in suffixes:
            groups.setdefault(suffix[0] if suffix else 0, []).append((suffix[1:], value))
        while first_free in units:
            first_free += 1
        base = first_free
        while base in taken_bases or any(base ^ label in units for label in groups):
            base += 1
        taken_bases.add(base)
        offset = node ^ base
        if offset > _LARGEST_OFFSET:
            raise ValueError("the replacement table is too large for this form")
        units[node] |= offset << _OFFSET_SHIFT
        for label in groups:
            units[base ^ label] = label
        for label, group in groups.items():
            if label == 0:
                units[node] |= _LEAF_FLAG
                units[base] = _LEAF_VALUE_FLAG | group[0][1]
            else:
                place(base ^ label, group)

    place(0, sorted(values.items()))
    # A lookup may probe any label of the last block: pad to a whole one.
    size = (max(units) | 0xFF) + 1
    return [units.get(index, 0) for index in range(size)]
