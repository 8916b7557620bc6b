"""An item that could not be used, kept with who, what, where and why until someone looks."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """One item set aside.

    Attributes:
        id: the same item failing the same way again has the same id.
        stage: who gave up ("feed", "import", "judge", "store", "webhook", …).
        source: name of the source or of the target.
        where: file and line, entry, or field.
        why: one sentence; never the text itself nor a secret.
        raw: the bytes as they came, so that they can be replayed once the cause is mended;
            cut at `RAW_LIMIT`.
    """

    RAW_LIMIT: ClassVar[int] = 64 * 1024

    id: str
    stage: str
    source: str
    where: str
    why: str
    at: datetime
    raw: bytes = b""
    town: str | None = None
