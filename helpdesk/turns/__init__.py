"""Turns: what the assistant is to reply to, taken under a lease and run in order."""
