"""Conversations: their logs, what may be sent, and how they look to a client."""
