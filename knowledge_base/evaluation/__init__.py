"""How good search is on questions whose right entries are known, beside plain methods.

docs/evaluation.md has the files' format and every figure. Nothing else of the package imports
this one.
"""

from knowledge_base.evaluation.figures import Compared, ranking_figures
from knowledge_base.evaluation.files import read_entries, read_material, read_queries
from knowledge_base.evaluation.queries import Outcomes, Query, Ranked, SearchOutcomes
from knowledge_base.evaluation.report import Report, evaluate, with_intervals
from knowledge_base.evaluation.search import baseline_outcomes, bm25_outcomes, search_outcomes

__all__ = [
    "Compared",
    "Outcomes",
    "Query",
    "Ranked",
    "Report",
    "SearchOutcomes",
    "baseline_outcomes",
    "bm25_outcomes",
    "evaluate",
    "ranking_figures",
    "read_entries",
    "read_material",
    "read_queries",
    "search_outcomes",
    "with_intervals",
]
