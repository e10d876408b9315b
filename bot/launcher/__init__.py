"""Starts, trains and checks the assistant; `run.py` is its command line."""
