"""Log lines of the form ``action=entry_changed entry_id=returns version=3``, written to stderr.

Owns their format only; what is worth a line is decided where it happens.
"""

import json
import logging
import sys


def configure_logging(level: str) -> None:
    """Send every log line of this process to stderr, from `level` (such as "INFO") up."""
    logging.basicConfig(
        stream=sys.stderr,
        level=level,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        force=True,
    )
    # one line for each call of a client or a model file says nothing an operator needs
    for noisy in ("httpx", "alembic", "faiss", "sentence_transformers", "transformers"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def line(action: str, **values: object) -> str:
    """One log line: the action first, then each value as ``name=value``, quoted where needed."""
    return " ".join([f"action={action}", *(f"{name}={_shown(v)}" for name, v in values.items())])


def _shown(value: object) -> str:
    text = str(value)
    if text and all(character.isalnum() or character in "._-:/+" for character in text):
        return text
    # JSON quoting also keeps a line break in a message from faking a second log line
    return json.dumps(text, ensure_ascii=False)
