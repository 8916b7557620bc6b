"""How long each kind of mention is kept."""

from __future__ import annotations

import msgspec


class RetentionRule(msgspec.Struct, frozen=True, kw_only=True):
    """Mentions whose `field` has `value` are kept `days` after they were first seen.

    The rule with the shortest time wins where several apply; `field` "any" applies to all.
    Fields are those of `vigie.query.FIELDS`.
    """

    days: int
    field: str = "any"
    value: str = ""


class Expired(msgspec.Struct, frozen=True, kw_only=True):
    """How many records each rule removed, or would remove on a dry run."""

    mentions: dict[str, int] = {}
    dead_letters: int = 0
    deliveries: int = 0
