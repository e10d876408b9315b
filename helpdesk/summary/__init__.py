"""What a customer wants in at most five lines: sentences of their own, chosen, not rewritten."""

from helpdesk.summary.summaries import Line, Summaries

__all__ = ["Line", "Summaries"]
