"""A collector: the sources whose leases it holds → the brokers, then their cursors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final, NamedTuple

import msgspec
import structlog

from pipeline.distributed import events as wire
from pipeline.distributed.collector_producer import CollectorProducer
from pipeline.distributed.ending import CRASHED, STOPPED, Ending, crashed
from pipeline.distributed.installed import Installed
from pipeline.distributed.leasing import Keeper
from pipeline.distributed.patience import Patience
from pipeline.distributed.poison import too_long
from pipeline.distributed.pressure import Held, Pressure
from pipeline.ears import heard_for
from pipeline.fan_out import Heard, fan_out
from pipeline.installation import Source
from pipeline.listening import Absorb, Listener
from pipeline.moving import cursor_move
from pipeline.rechecking import Rechecking
from pipeline.tallying import tell_dead, tell_heard, tell_source
from vigie.batch import Batch
from vigie.dead_letter import DeadLetter
from vigie.errors import ConfigurationError, Unavailable
from vigie.page import Page
from vigie.source_contracts import Rechecker

log = structlog.get_logger()

_GRACE: Final = 0.5


class CollectPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How collectors share the sources, and when they hold back; fields as in the settings."""

    lag_limit: int = 50_000
    least_free_mb: int = 500
    lease_seconds: float = 30.0
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0


class _Sent(NamedTuple):
    messages: int
    dead: list[DeadLetter]


class Collector:
    """Listens to its share of the sources until told to stop."""

    def __init__(
        self,
        it: Installed,
        plan: CollectPlan,
        *,
        producer: CollectorProducer,
        pressure: Pressure,
        store_patience: Patience,
        ending: Ending,
    ) -> None:
        self._it = it
        self._plan = plan
        self._producer = producer
        self._pressure = pressure
        self._patience = store_patience
        self._ending = ending
        self._sources = {source.connector.name: source for source in it.sources}
        self._keeper = Keeper(it.store, list(self._sources), plan.lease_seconds)
        self._listening: dict[str, tuple[asyncio.Task[None], asyncio.Event]] = {}

    async def run(self) -> None:
        """Share and listen until the ending's event is set; end within two seconds then."""
        stop = self._ending.stop
        watching = asyncio.create_task(self._pressure.watch(self._plan.lease_seconds / 6))
        try:
            while not stop.is_set():
                try:
                    await self._keeper.renew()
                except Unavailable as error:
                    log.warning("leases.unsure", error=type(error).__name__)
                self._match()
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self._plan.lease_seconds / 3)
        finally:
            watching.cancel()
            await self._leave()

    def _match(self) -> None:
        """Listen to what is held and to nothing else.

        A listener that found its lease to have run out has stopped by itself: it is started
        again when the lease is ours once more, as after a store that was away for a while.
        """
        held = self._keeper.held
        self._it.metrics.show("vigie_leases_held", len(held))
        listening = list(self._listening.items())
        for name in [name for name, (_, stop) in listening if name not in held or stop.is_set()]:
            self._stop_listening(name)
        for name in held - self._listening.keys():
            stop = asyncio.Event()
            task = asyncio.create_task(self._listen(self._sources[name], stop))
            self._listening[name] = (task, stop)

    def _stop_listening(self, name: str) -> asyncio.Task[None]:
        task, stop = self._listening.pop(name)
        stop.set()
        asyncio.get_running_loop().call_later(_GRACE, task.cancel)
        return task

    async def _leave(self) -> None:
        tasks = [self._stop_listening(name) for name in list(self._listening)]
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(Unavailable, TimeoutError):
            await asyncio.wait_for(self._keeper.leave(), _GRACE)

    async def _listen(self, source: Source, stop: asyncio.Event) -> None:
        name = source.connector.name

        async def absorb(page: Page) -> None:
            if name in self._keeper.held:
                await self._absorb(source, page, stop)
            else:
                stop.set()

        listener = Listener(Held(source.connector, self._pressure), absorb)
        try:
            async with self._rechecked(source, absorb, stop):
                await self._patience.through(
                    lambda: listener.run(self._it.store, self._it.clock, stop)
                )
        except ConfigurationError as error:
            self._ending.end(STOPPED, error.say)
        except Exception as error:  # noqa: BLE001 - told once, and the process ends
            log.error("listener.crashed", source=name, error=type(error).__name__)  # noqa: TRY400
            self._ending.end(CRASHED, crashed(name, error))

    @asynccontextmanager
    async def _rechecked(
        self, source: Source, absorb: Absorb, stop: asyncio.Event
    ) -> AsyncIterator[None]:
        """Ask the source again about what is kept of it, where it never tells by itself."""
        if not isinstance(source.connector, Rechecker):
            yield
            return
        rounds = Rechecking(source.connector, absorb).run(self._it.store, self._it.clock, stop)
        asking = asyncio.create_task(rounds)
        try:
            yield
        finally:
            asking.cancel()

    async def take(self, source: Source, page: Page) -> None:
        """Have the brokers hold a page that its source sent, whoever has the source's lease.

        Waits while the workers do not follow, for brokers that are away, and for the store.
        """
        await self._pressure.passage()
        sent, heard = await self._send(source, page)
        await self._save(page, sent, heard)

    async def _absorb(self, source: Source, page: Page, stop: asyncio.Event) -> None:
        """Have the brokers hold a page, then save its cursor, if the source is still ours."""
        sent, heard = await self._send(source, page)
        if page.source in self._keeper.held:
            await self._save(page, sent, heard)
        else:
            stop.set()

    async def _send(self, source: Source, page: Page) -> tuple[_Sent, Heard]:
        towns = heard_for(source.settings.towns, self._it.intake.stages.towns)
        heard = await asyncio.to_thread(fan_out, page, self._it.intake.screen, towns)
        messages, dead = self._fit(page, list(wire.messages_of(heard, page.source)))
        await self._producer.send([*messages, *map(wire.dead_letter, dead)])
        return _Sent(len(messages), dead), heard

    async def _save(self, page: Page, sent: _Sent, heard: Heard) -> None:
        now = self._it.clock.now()
        batch = Batch(cursors=(cursor_move(page, now),), tallies=heard.outcomes)
        await self._patience.through(lambda: self._it.store.write(batch))
        tell_heard(self._it.metrics, heard.outcomes)
        tell_dead(self._it.metrics, sent.dead)
        self._tell(page, sent.messages)

    def _fit(
        self, page: Page, messages: list[wire.Message]
    ) -> tuple[list[wire.Message], list[DeadLetter]]:
        now = self._it.clock.now()
        fit = [m for m in messages if len(m.value) <= wire.MOST_BYTES]
        dead = [
            too_long(m.key.decode(), page.source, len(m.value), now, self._it.language)
            for m in messages
            if len(m.value) > wire.MOST_BYTES
        ]
        return fit, [*page.rejected, *dead]

    def _tell(self, page: Page, sent: int) -> None:
        tell_source(self._it.metrics, page, self._it.clock.now())
        log.info(
            "page.sent",
            source=page.source,
            state=page.state,
            events=len(page.events),
            sent=sent,
            rejected=len(page.rejected),
        )
