"""Exporting the whole content to a file that imports as it was.

CSV has one table, the entries; the other formats carry the categories, too.
"""

import json
from typing import Any

import yaml

from knowledge_base.content import Content
from knowledge_base.transfer.csv_file import write_csv
from knowledge_base.transfer.flat import (
    CATEGORY_COLUMNS,
    ENTRY_COLUMNS,
    category_cells,
    entry_cells,
)
from knowledge_base.transfer.formats import Format
from knowledge_base.transfer.nested import document_of
from knowledge_base.transfer.xlsx_file import write_xlsx

WIDTH = 100


def export_content(content: Content, format_: Format) -> bytes:
    """Every entry, drafts and archived ones too, as a file of that format."""
    entries, categories = content.all_entries(), content.categories()
    if format_ == "yaml":
        return _yaml(document_of(entries, categories))
    if format_ == "json":
        text = json.dumps(document_of(entries, categories), ensure_ascii=False, indent=2)
        return f"{text}\n".encode()
    entry_rows = [list(ENTRY_COLUMNS), *map(entry_cells, entries)]
    if format_ == "csv":
        return write_csv(entry_rows)
    category_rows = [list(CATEGORY_COLUMNS), *map(category_cells, categories)]
    return write_xlsx({"entries": entry_rows, "categories": category_rows})


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, so that a person can edit them."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def _yaml(document: dict[str, Any]) -> bytes:
    text: str = yaml.dump(
        document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH
    )
    return text.encode()
