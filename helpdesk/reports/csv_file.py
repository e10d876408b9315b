"""A report as a CSV file that spreadsheets open right.

UTF-8 with a byte order mark, without which Excel takes Czech letters for others. In Czech Excel
parts fields at semicolons and writes decimals with a comma, in English the other way round, so
the file follows its language. Text that a spreadsheet would take for a formula gets an
apostrophe in front, which it shows as text.
"""

import csv
import io
from typing import Any, Final

from helpdesk.language import Language
from helpdesk.reports.asking import Grouping
from helpdesk.reports.words import FIGURES, GROUPING_NAMES, NOBODY, REASON_NAMES, TOTAL

_BYTE_ORDER_MARK = "\ufeff"
_DELIMITERS: Final[dict[Language, str]] = {"cs": ";", "en": ","}
_DECIMAL_POINTS: Final[dict[Language, str]] = {"cs": ",", "en": "."}
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(report: dict[str, Any], by: Grouping, language: Language) -> str:
    """The report's rows and, last, its total, with headings."""
    file = io.StringIO()
    file.write(_BYTE_ORDER_MARK)
    writer = csv.writer(file, delimiter=_DELIMITERS[language])
    reasons = REASON_NAMES[language]
    headings = [*FIGURES[language].values(), *reasons.values()]
    writer.writerow([GROUPING_NAMES[language][by], *headings])
    paths = [*FIGURES[language], *(f"by_reason.{reason}" for reason in reasons)]
    for row in report["rows"]:
        label = NOBODY[language][by] if row["key"] is None else str(row["label"])
        writer.writerow([_text(label), *(_number(row, path, language) for path in paths)])
    total = [_number(report["total"], path, language) for path in paths]
    writer.writerow([TOTAL[language], *total])
    return file.getvalue()


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _number(row: dict[str, Any], path: str, language: Language) -> str:
    value: Any = row
    for name in path.split("."):
        value = value[name]
    return "" if value is None else str(value).replace(".", _DECIMAL_POINTS[language])
