"""Entries, their index and retrieval with calibrated confidence, and the service that offers them."""
