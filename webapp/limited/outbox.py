"""The alerts of someone's towns, on their way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from starlette.exceptions import HTTPException

from vigie.alert import Alert, Delivery
from vigie.contracts import Outbox
from webapp.limited.store import Seen
from webapp.limited.targets import SeenTargets

#: Deliveries are asked for without their town: so many are looked through.
_LOOKED_THROUGH: Final = 5000


class LimitedOutbox:
    """Implements `vigie.contracts.Outbox` for someone's towns; it is read, not worked on.

    An alert about a source that is read for them is theirs too.
    """

    def __init__(self, outbox: Outbox, seen: Seen, targets: SeenTargets) -> None:
        self._outbox = outbox
        self._seen = seen
        self._targets = targets

    async def claim(
        self, now: datetime, lease: timedelta, limit: int, without: Collection[str] = ()
    ) -> list[Delivery]:
        """Refuse: that is a worker's."""
        del now, lease, limit, without
        raise HTTPException(403)

    async def settle(self, deliveries: Sequence[Delivery]) -> None:
        """Refuse: that is a worker's."""
        del deliveries
        raise HTTPException(403)

    async def deliveries(self, limit: int = 100, state: str | None = None) -> list[Delivery]:
        """See `Outbox.deliveries`."""
        return [self._targets.delivery(each) for each in await self._own(limit, state)]

    async def disabled_targets(self) -> Mapping[str, str]:
        """Return those of the targets that their alerts go to, and whose names they may read."""
        disabled = await self._outbox.disabled_targets()
        if not disabled:
            return disabled
        used = {delivery.target for delivery in await self._own(_LOOKED_THROUGH)}
        named = self._targets.named(disabled)
        return {target: disabled[target] for target in named if target in used}

    async def disable_target(self, target: str, why: str, at: datetime) -> None:
        """Refuse: a target is the whole installation's."""
        del target, why, at
        raise HTTPException(403)

    async def enable_target(self, target: str) -> None:
        """Refuse: a target is the whole installation's."""
        del target
        raise HTTPException(403)

    async def replay(self, ids: Sequence[str], now: datetime) -> int:
        """Deliver again alerts of theirs; see `Outbox.replay`."""
        theirs = {delivery.alert.id for delivery in await self._own(_LOOKED_THROUGH)}
        return await self._outbox.replay([each for each in ids if each in theirs], now)

    async def _own(self, limit: int, state: str | None = None) -> list[Delivery]:
        found = await self._outbox.deliveries(max(limit, _LOOKED_THROUGH), state)
        return [each for each in found if self._theirs(each.alert)][:limit]

    def _theirs(self, alert: Alert) -> bool:
        if alert.town:
            return self._seen.town(alert.town)
        return alert.source is not None and self._seen.source(alert.source)
