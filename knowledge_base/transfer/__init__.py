"""Import and export of the content as YAML, JSON, CSV and XLSX; an export imports as it was."""

from knowledge_base.transfer.exporting import export_content
from knowledge_base.transfer.formats import MEDIA_TYPES, Format
from knowledge_base.transfer.importing import ImportOutcome, import_content

__all__ = ["MEDIA_TYPES", "Format", "ImportOutcome", "export_content", "import_content"]
