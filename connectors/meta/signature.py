"""Proofs that Meta asks for and gives: signed calls, the handshake, signed requests."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

#: A challenge is a short number; anything longer is no handshake of Meta's.
_LONGEST_CHALLENGE: Final = 1_000


def is_signed(body: bytes, header: str | None, secret: str) -> bool:
    """Tell whether `X-Hub-Signature-256` is that of these very bytes, in constant time.

    The header is "sha256=" and the HMAC-SHA256 of the raw body, keyed by the application's
    secret, in hexadecimal (Meta, Graph API webhooks, « Validating payloads »).
    """
    if not header or not secret:
        return False
    expected = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
    given = header.strip().lower().encode("utf-8", "surrogatepass")
    return hmac.compare_digest(expected.encode(), given)


def challenge_of(query: Mapping[str, str], word: str) -> str | None:
    """Return the challenge to give back to a handshake that knows the word, None otherwise."""
    given = query.get("hub.verify_token", "")
    known = hmac.compare_digest(given.encode("utf-8", "surrogatepass"), word.encode())
    challenge = query.get("hub.challenge", "")
    if not word or not known or query.get("hub.mode") != "subscribe":
        return None
    return challenge if 0 < len(challenge) <= _LONGEST_CHALLENGE else None


def proof_of(token: str, secret: str) -> str:
    """Return the `appsecret_proof` that goes with a token, which an application may require."""
    return hmac.new(secret.encode(), token.encode(), sha256).hexdigest()
