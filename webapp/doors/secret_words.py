"""Secrets that open something: made from chance, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def fresh() -> str:
    """Return a new secret of 256 bits, safe in an address or a cookie."""
    return secrets.token_urlsafe(_BYTES)


def hashed(secret: str) -> str:
    """Return what is kept of a secret. It is too long to be guessed, so one round is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
