"""Measurements of the product on this machine, each beside a reference of the same run.

Nothing here is imported by the product. `make bench` runs all; `python -m benchmarks NAME` one.
"""
