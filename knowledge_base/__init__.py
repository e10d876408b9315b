"""Entries, their index, retrieval with calibrated confidence, and the service that offers it."""
