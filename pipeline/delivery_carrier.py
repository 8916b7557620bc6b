"""Carries claimed deliveries to their targets: one at a time to each, targets side by side.

A target has one round at a time: while it lasts, and while a target that failed rests, nothing
more is claimed for it. So what waits for a target that is slow or away is neither held in
memory nor leased in vain, and stands before nothing that waits for another.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from msgspec.structs import replace

from pipeline.delivery_report import Report
from pipeline.delivery_schedule import after_failure
from sinks.webhook_answer import TargetGone
from vigie.alert import Delivery
from vigie.clock import Clock
from vigie.contracts import Deliverer, Outbox
from vigie.errors import Refused, Unavailable, VigieError
from vigie.say import Say

log = structlog.get_logger()

#: Most deliveries claimed at one go.
LIMIT: Final = 100
_LEASE: Final = timedelta(minutes=2)
# After a failure the target's other alerts of the same round are put off this long without
# being tried: nobody is hammered, and none of them loses an attempt to the same outage.
_PAUSE: Final = timedelta(seconds=30)
_UNKNOWN_TARGET: Final = timedelta(minutes=15)


class Carrier:
    """One worker's hands.

    Args:
        outbox: where deliveries wait.
        deliverers: targets by name.
        clock: for leases and due times.
        stop: once set, no attempt is begun any more.
        jitter: share of a wait that is added to it.
        language: of the sentences kept with failed deliveries.

    Attributes:
        freed: set when a target is free again: more may be due for it at once.
    """

    def __init__(
        self,
        outbox: Outbox,
        deliverers: Mapping[str, Deliverer],
        clock: Clock,
        *,
        stop: asyncio.Event,
        jitter: Callable[[], float],
        language: str,
    ) -> None:
        self._outbox = outbox
        self._deliverers = deliverers
        self._clock = clock
        self._stop = stop
        self._jitter = jitter
        self._language = language
        self.freed = asyncio.Event()
        self._busy: set[str] = set()
        self._resting: dict[str, datetime] = {}
        self._failing: set[str] = set()

    async def claim(self) -> list[Delivery]:
        """Take what is due for the targets that are free; they are busy until carried.

        Raises `Unavailable` when the outbox is away.
        """
        now = self._clock.now()
        self._resting = {t: until for t, until in self._resting.items() if until > now}
        self.freed.clear()
        without = self._busy | self._resting.keys()
        claimed = await self._outbox.claim(now, _LEASE, LIMIT, sorted(without))
        self._busy |= {delivery.target for delivery in claimed}
        return claimed

    async def carry(self, claimed: Sequence[Delivery]) -> Report:
        """Try each once and save what became of it; a failing target hinders no other.

        What could not be tried while its lease was fresh is given back; what could not be
        saved comes back by itself when the lease ends.
        """
        fresh_until = self._clock.now() + _LEASE / 2
        by_target: defaultdict[str, list[Delivery]] = defaultdict(list)
        for delivery in claimed:
            by_target[delivery.target].append(delivery)
        settled: list[Delivery] = []
        async with asyncio.TaskGroup() as lanes:
            for target, due in by_target.items():
                lanes.create_task(self._lane(target, due, fresh_until, settled))
        return Report.of(settled)

    async def _lane(
        self,
        target: str,
        due: Sequence[Delivery],
        fresh_until: datetime,
        settled: list[Delivery],
    ) -> None:
        try:
            if target in await self._outbox.disabled_targets():
                await self._settle([self._dropped(d) for d in due], settled)
            elif deliverer := self._deliverers.get(target):
                await self._serve(deliverer, due, fresh_until, settled)
            else:
                await self._outbox.settle([self._unknown(d) for d in due])
        except VigieError as error:
            log.warning("deliveries.unsettled", target=target, error=type(error).__name__)
        finally:
            self._busy.discard(target)
            self.freed.set()

    async def _serve(
        self,
        deliverer: Deliverer,
        due: Sequence[Delivery],
        fresh_until: datetime,
        settled: list[Delivery],
    ) -> None:
        for done, delivery in enumerate(due, start=1):
            if self._stop.is_set() or self._clock.now() >= fresh_until:
                await self._give_back(due[done - 1 :], fresh_until)
                return
            came = await self._try(deliverer, delivery)
            if isinstance(came, TargetGone):
                await self._disable(delivery, came, settled)
                return
            after = self._after(delivery, came)
            await self._settle([after], settled)
            if isinstance(came, VigieError) and not _concerns_one_alert(came):
                self._rest(after, came)
                await self._outbox.settle([self._put_off(d, came) for d in due[done:]])
                return

    async def _give_back(self, untried: Sequence[Delivery], fresh_until: datetime) -> None:
        """End the lease of what was not tried, unless it has ended and may be another's."""
        if self._clock.now() < fresh_until + _LEASE / 4:
            await self._outbox.settle(untried)

    async def _try(self, deliverer: Deliverer, delivery: Delivery) -> VigieError | Say | None:
        """Return what failed, what is not certain, or None."""
        try:
            return await deliverer.deliver(delivery.alert)
        except VigieError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a plug-in's fault must not stop the others
            kind = type(error).__name__
            log.warning("delivery.crashed", target=delivery.target, error=kind)
            return Unavailable(
                Say(f"la livraison a échoué ({kind})", f"the delivery failed ({kind})")
            )

    async def _disable(
        self, delivery: Delivery, error: TargetGone, settled: list[Delivery]
    ) -> None:
        why = error.say.to(self._language)
        last = replace(self._dropped(delivery), attempts=delivery.attempts + 1, last_error=why)
        await self._settle([last], settled)
        await self._outbox.disable_target(delivery.target, why, self._clock.now())
        log.warning("target.disabled", target=delivery.target)

    async def _settle(self, deliveries: Sequence[Delivery], settled: list[Delivery]) -> None:
        await self._outbox.settle(deliveries)
        settled.extend(deliveries)

    def _after(self, delivery: Delivery, came: VigieError | Say | None) -> Delivery:
        now = self._clock.now()
        if isinstance(came, VigieError):
            return after_failure(delivery, came, now, self._jitter(), self._language)
        self._failing.discard(delivery.target)
        if came is not None:
            log.info("delivery.uncertain", target=delivery.target, alert=delivery.alert.id)
        return replace(
            delivery,
            state="sent",
            attempts=delivery.attempts + 1,
            last_error=came and came.to(self._language),
            settled_at=now,
        )

    def _dropped(self, delivery: Delivery) -> Delivery:
        return replace(delivery, state="dropped", settled_at=self._clock.now())

    def _rest(self, after: Delivery, failure: VigieError) -> None:
        """Leave a target alone for half a minute, or as long as it asked.

        After its first failure only until what failed is due again.
        """
        now = self._clock.now()
        first = after.target not in self._failing and after.state == "pending"
        again = min(after.due_at, now + _PAUSE) if first else now + _PAUSE
        self._failing.add(after.target)
        self._resting[after.target] = max(now + _asked(failure), again)

    def _put_off(self, delivery: Delivery, failure: VigieError) -> Delivery:
        return replace(delivery, due_at=self._clock.now() + max(_asked(failure), _PAUSE))

    def _unknown(self, delivery: Delivery) -> Delivery:
        say = Say(
            f"aucune cible ne s’appelle « {delivery.target} » dans les réglages",
            f"no target is called “{delivery.target}” in the settings",
        )
        return replace(
            delivery,
            due_at=self._clock.now() + _UNKNOWN_TARGET,
            last_error=say.to(self._language),
        )


def _asked(failure: VigieError) -> timedelta:
    return timedelta(seconds=getattr(failure, "retry_after", None) or 0)


def _concerns_one_alert(failure: VigieError) -> bool:
    return isinstance(failure, Refused) and failure.final
