"""Reports: figures of the conversations that began in a period, by day, department, agent, reason.

What each figure counts: docs/reports.md. `asked_for` checks the question, `report` answers it,
`csv_file.write` writes the answer for spreadsheets. The package reads tables only.
"""

from helpdesk.reports.asking import Grouping, Period, asked_for
from helpdesk.reports.report import report

__all__ = ["Grouping", "Period", "asked_for", "report"]
