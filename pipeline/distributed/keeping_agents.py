"""Alerts → the outbox, and dead letters → the list: both kept by the store, once each."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.distributed import events as wire
from pipeline.distributed.arrival import Event
from pipeline.distributed.headers import kind_of
from pipeline.distributed.patience import Patience
from pipeline.distributed.poison import Limit, unreadable
from pipeline.distributed.worker_producer import WorkerProducer
from pipeline.metrics import Metrics
from pipeline.tallying import tell_dead
from vigie.alert import Delivery
from vigie.batch import Batch, Restated
from vigie.clock import Clock
from vigie.codec import decode
from vigie.contracts import Store
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput


class AlertAgent:
    """Puts alerts in the outbox, from which they leave as in the embedded mode."""

    def __init__(
        self,
        *,
        store: Store,
        producer: WorkerProducer,
        clock: Clock,
        metrics: Metrics,
        patience: Patience,
        limit: Limit,
        language: str,
    ) -> None:
        self._store = store
        self._producer = producer
        self._clock = clock
        self._metrics = metrics
        self._patience = patience
        self._limit = limit
        self._language = language

    async def __call__(self, events: Sequence[Event]) -> None:
        """Keep the alerts. Raises `TooManyDeadLetters`, nothing being kept then."""
        now = self._clock.now()
        deliveries: list[Delivery] = []
        restated: dict[str, Restated] = {}
        dead: list[DeadLetter] = []
        good: list[bool] = []
        for event in events:
            try:
                value = event.message.value or b""
                if kind_of(event.message.headers) == "alert.restated":
                    said = decode(value, Restated)
                    restated[said.mention] = said
                else:
                    deliveries.append(decode(value, Delivery))
            except InvalidInput as error:
                dead.append(unreadable(event.message, error, now, self._language))
                good.append(False)
            else:
                good.append(True)
        self._limit.see(good)
        batch = Batch(deliveries=tuple(deliveries), restated=tuple(restated.values()))
        await self._patience.through(lambda: self._store.write(batch))
        await self._producer.send([wire.dead_letter(letter) for letter in dead])
        tell_dead(self._metrics, dead)


class LettersAgent:
    """Keeps dead letters in the store; one that is itself unreadable is kept as it came."""

    def __init__(self, *, store: Store, clock: Clock, patience: Patience, language: str) -> None:
        self._store = store
        self._clock = clock
        self._patience = patience
        self._language = language

    async def __call__(self, events: Sequence[Event]) -> None:
        """Keep the letters."""
        now = self._clock.now()
        letters = []
        for event in events:
            try:
                letters.append(decode(event.message.value or b"", DeadLetter))
            except InvalidInput as error:
                letters.append(unreadable(event.message, error, now, self._language))
        batch = Batch(dead_letters=tuple(letters))
        await self._patience.through(lambda: self._store.write(batch))
