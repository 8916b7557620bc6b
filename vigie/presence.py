"""Who has a mention open, and which mentions are put off: papers of the desk."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """Someone has a mention open; the paper that holds it ends by itself."""

    by: str


class Snoozed(msgspec.Struct, frozen=True, kw_only=True):
    """A mention is out of sight until then; the review says so too, and decides."""

    until: datetime
