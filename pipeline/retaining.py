"""Retention as every mode applies it: mentions by rule, and what was set aside of those gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from pipeline.settings import Settings
from vigie.batch import Gone
from vigie.contracts import Store
from vigie.retention import Expired, RetentionRule

_ALL: Final = 1_000_000


class Buried(Store, Protocol):
    """A store that can tell what it buried."""

    async def graves(self) -> list[Gone]:
        """Return every tombstone."""
        ...


async def apply_retention(
    store: Buried, rules: Sequence[RetentionRule], now: datetime, *, dry_run: bool = False
) -> Expired:
    """Apply retention, and forget the bytes set aside of posts deleted since at their source.

    A post that could not be judged is no mention, so that its deletion finds nothing to remove:
    its dead letter, which holds it whole, is removed here, within one round of retention.

    Raises:
        Unavailable: the store is away.
    """
    if not dry_run:
        await store.discard_dead_letters(await _gone(store))
    return await store.expire(rules, now, dry_run=dry_run)


async def _gone(store: Buried) -> list[str]:
    held = {one.where: one.id for one in await store.dead_letters(_ALL) if one.stage == "judge"}
    if not held:
        return []
    graves = {each.mention for each in await store.graves()}
    return [letter for mention, letter in held.items() if mention in graves]


def retention_rules(settings: Settings) -> tuple[RetentionRule, ...]:
    """Return how long mentions are kept: the general rule, then the exceptions."""
    return (
        RetentionRule(days=settings.retention.days),
        *(
            RetentionRule(days=keep.days, field=keep.field, value=keep.value)
            for keep in settings.retention.rules
        ),
    )
