"""What can go wrong while installing or starting, each as one line that says what to do.

StackError
├── WrongSettings        one or more settings are wrong (all are named)
├── MissingInterpreter   no Python of the needed version, no Node
├── PortInUse            another program listens where a process of ours should
├── NoSpaceLeft          the disk is full, or will be
└── StepFailed           an installation or preparation command ended with an error
"""

from __future__ import annotations


class StackError(Exception):
    """Something a person has to mend before Ochota can start; the message says what."""


class WrongSettings(StackError):
    """One or more settings are wrong; the message has a line for each."""


class MissingInterpreter(StackError):
    """An interpreter of the needed version was looked for and not found."""


class PortInUse(StackError):
    """Another program listens on a port that a process of ours needs."""


class NoSpaceLeft(StackError):
    """The disk has too little room for what is to be written."""


class StepFailed(StackError):
    """A command of the installation or preparation failed; the message ends with its last lines."""
