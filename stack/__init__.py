"""Installs, prepares, starts, watches and stops Ochota's four processes on one machine.

Standard library only: it runs before anything is installed, on any Python from 3.10 on. It knows
the other packages by their commands alone and imports none of them.
"""
