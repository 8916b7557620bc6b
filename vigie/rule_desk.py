"""What the pages ask of alert rules: those there are, what is wrong, what one would have told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec

from vigie.alert import Alert
from vigie.say import Say


class SettledRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that the pages cannot change.

    Attributes:
        rule: as `vigie.toml` holds it, or would.
        built_in: it is in effect because the settings write none in its place.
    """

    rule: dict[str, Any]
    built_in: bool = False


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule would have told.

    Attributes:
        weeks: alerts by the Monday (ISO 8601) of their week, in order; weeks of none left out.
        examples: the newest few.
        blind: history does not tell: how sources stood is not kept.
    """

    days: int
    count: int
    weeks: tuple[tuple[str, int], ...] = ()
    examples: tuple[Alert, ...] = ()
    blind: bool = False


class RuleDesk(Protocol):
    """The installation's rules, as a page needs them."""

    @property
    def targets(self) -> Sequence[str]:
        """Names of the targets that the settings hold."""
        ...

    @property
    def settled(self) -> Sequence[SettledRule]:
        """Rules of the settings, then the built-in ones in effect."""
        ...

    def problems(self, rule: Mapping[str, Any]) -> Sequence[Say]:
        """Return all that is wrong in a rule; each sentence names the key."""
        ...

    async def trial(self, rule: Mapping[str, Any], town: str, days: int) -> Tried:
        """Return what a sound rule would have told; `town` is "" for every one.

        Raises:
            Unavailable: the store is away.
        """
        ...

    async def refresh(self) -> None:
        """Have what was just kept take effect in this process; others follow within a minute.

        Raises:
            Unavailable: the store is away.
        """
        ...
