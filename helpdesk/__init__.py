"""The helpdesk: conversations, the handoff queue, agents and what browsers see of them.

It reaches the knowledge base and the assistant over HTTP only and imports neither.
"""
