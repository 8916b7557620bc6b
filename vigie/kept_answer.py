"""The answer to a write that came with an idempotency key, kept to be given again."""

from __future__ import annotations

import msgspec


class KeptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered to one key.

    Attributes:
        request: digest of the method, the path and the body that came with the key.
        status: of the answer; 0 while the work is being done.
        headers: those that the answer bore.
        body: as it was answered, UTF-8.
    """

    request: str
    status: int = 0
    headers: dict[str, str] = {}
    body: str = ""
