"""Agents: their accounts, passwords and sign-ins, and who may do what."""
