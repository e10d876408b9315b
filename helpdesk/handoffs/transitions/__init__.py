"""The handoff's transitions, each guarded where it happens: in the UPDATE's own condition.

Every verb runs inside the caller's write transaction, locks the conversation first, and writes
the handoff, its stretch, one `handoff_transition` row and, where customers see it, one event of
the log, or raises and leaves nothing behind once the caller's transaction is rolled back.
"""
