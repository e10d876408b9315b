"""E-mail addresses as customers type them: what is refused, and the form in which they are kept.

Only sending shows whether an address exists. What is looked at here is whether it can be written
into an e-mail's header at all, and the slips that people make.
"""

import re

MOST_CHARACTERS = 254
_MOST_LOCAL = 64
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def checked_address(typed: str) -> str:
    """The address in lower case, an international domain in its ASCII form.

    Raises ValueError for what is no address: no single ``@``, letters with diacritics before it,
    a domain without a dot, spaces or control characters, more than 254 characters.
    """
    local, at, domain = typed.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > _MOST_LOCAL:
        raise ValueError("not an e-mail address such as jana@example.com")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValueError("not an e-mail address such as jana@example.com") from None
    labels = domain.split(".")
    known_shape = all(_LABEL.fullmatch(label) for label in labels)
    if len(labels) < 2 or not known_shape or labels[-1].isdigit():
        raise ValueError("not an e-mail address such as jana@example.com")
    address = f"{local.lower()}@{domain}"
    if len(address) > MOST_CHARACTERS:
        raise ValueError(f"longer than {MOST_CHARACTERS} characters")
    return address
