"""Whose mails are read, and whether they are really theirs. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_COMMENT: Final = re.compile(r"\([^()]*\)")
_RESULT: Final = re.compile(r"^\s*(dkim|spf|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_DOMAIN: Final = re.compile(
    r"(?:header\.d|header\.i|smtp\.mailfrom)\s*=\s*\"?(?:[^\s\"@;]*@)?([a-z0-9.-]+)", re.IGNORECASE
)


def is_listed(address: str, senders: Sequence[str]) -> bool:
    """Tell whether an address is one of these, or of one of these "@domain"."""
    domain = address[address.rfind("@") :]
    return bool(address) and (address in senders or domain in senders)


def is_authentic(address: str, results: str | None) -> bool:
    """Tell whether the server that received a mail vouches for its sender's domain.

    True when it says nothing at all: then it is the list of senders alone that counts. Otherwise
    DMARC must have passed, or DKIM or SPF for the sender's own domain or one above it.

    Args:
        address: of the `From`.
        results: `Authentication-Results` (RFC 8601), None when the server wrote none.
    """
    if results is None:
        return True
    written = _COMMENT.sub(" ", _COMMENT.sub(" ", results))
    domain = address.rpartition("@")[2]
    for part in written.split(";")[1:]:
        found = _RESULT.match(part)
        if not found or found.group(2).lower() != "pass":
            continue
        signed = [each.lower().rstrip(".") for each in _DOMAIN.findall(part)]
        if found.group(1).lower() == "dmarc" or any(_aligned(domain, each) for each in signed):
            return True
    return False


def _aligned(domain: str, signed: str) -> bool:
    """Tell whether one domain is the other, or stands above it with a point of its own."""
    longer, shorter = (domain, signed) if len(domain) >= len(signed) else (signed, domain)
    return longer == shorter or ("." in shorter and longer.endswith(f".{shorter}"))
