"""Delivers the alerts that wait in the outbox: one round, or until told to stop."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from pipeline.delivery_carrier import LIMIT, Carrier
from pipeline.delivery_report import Report
from pipeline.delivery_schedule import JITTER, after_failure, dead_letter
from pipeline.metrics import Metrics
from vigie.alert import Delivery
from vigie.clock import Clock
from vigie.contracts import Deliverer, Outbox
from vigie.errors import Unavailable, VigieError

__all__ = ["Report", "after_failure", "dead_letter", "deliver_due", "run_deliveries"]

log = structlog.get_logger()

OnReport = Callable[[Report], Awaitable[None]]


def _jitter() -> float:
    return random.uniform(0, JITTER)  # noqa: S311 - spreads retries, guards nothing


async def deliver_due(
    outbox: Outbox,
    deliverers: Mapping[str, Deliverer],
    clock: Clock,
    *,
    jitter: Callable[[], float] = _jitter,
    language: str = "fr",
) -> Report:
    """Claim what is due, try each once, save what became of it.

    Never raises for one target. After a failure the target's other claimed alerts are put
    off for half a minute (or its Retry-After) without losing an attempt. A 410 stops the
    target. An alert whose target the settings do not name waits. The caller writes the dead
    letters of `Report.dead`; `dead_letter` makes them.

    Raises:
        Unavailable: the outbox cannot be asked what is due.
    """
    carrier = Carrier(
        outbox, deliverers, clock, stop=asyncio.Event(), jitter=jitter, language=language
    )
    return await carrier.carry(await carrier.claim())


async def run_deliveries(
    outbox: Outbox,
    deliverers: Mapping[str, Deliverer],
    clock: Clock,
    stop: asyncio.Event,
    *,
    poll: float = 1.0,
    language: str = "fr",
    metrics: Metrics | None = None,
    on_report: OnReport | None = None,
) -> None:
    """Deliver until `stop` is set, then let the attempts under way end.

    A round does not wait for the one before: a target that is slow or away delays only its
    own alerts. The outbox is looked at again as soon as a target is free, and after `poll`;
    one that is away is asked again.

    Args:
        outbox: where deliveries wait.
        deliverers: targets by name.
        clock: for leases and due times.
        stop: ends the loop.
        poll: most seconds between two looks at the outbox.
        language: of the sentences kept with failed deliveries.
        metrics: counts what was settled, by target and result.
        on_report: told of each round that settled something; writes the dead letters.
    """
    carrier = Carrier(outbox, deliverers, clock, stop=stop, jitter=_jitter, language=language)

    async def carry(claimed: Sequence[Delivery]) -> None:
        report = await carrier.carry(claimed)
        if metrics is not None:
            report.count(metrics)
        if on_report is not None and report:
            await _tell(on_report, report)

    async with asyncio.TaskGroup() as rounds:
        while not stop.is_set():
            claimed = await _claim(carrier)
            if claimed:
                rounds.create_task(carry(claimed))
            if len(claimed) < LIMIT:
                await _wait(poll, stop, carrier.freed)


async def _claim(carrier: Carrier) -> list[Delivery]:
    try:
        return await carrier.claim()
    except Unavailable as error:
        log.warning("outbox.unavailable", error=type(error).__name__)
        return []


async def _tell(on_report: OnReport, report: Report) -> None:
    try:
        await on_report(report)
    except VigieError as error:
        log.warning("report.lost", error=type(error).__name__, dead=len(report.dead))


async def _wait(seconds: float, *events: asyncio.Event) -> None:
    """Wait until one of the events is set, so long at most."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
