"""Handoffs: the state machine of docs/handoff.md and the queue."""
