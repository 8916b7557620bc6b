"""Mentions heard → mentions judged and routed, in the same partitions and order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from pipeline.distributed import events as wire
from pipeline.distributed.arrival import Event
from pipeline.distributed.headers import kind_of
from pipeline.distributed.poison import Limit, too_long, unreadable
from pipeline.distributed.topics import JUDGED
from pipeline.distributed.worker_producer import WorkerProducer
from pipeline.metrics import Metrics
from pipeline.stages import Stages
from pipeline.tallying import tell_age, tell_dead
from vigie.clock import Clock
from vigie.codec import decode
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.judgement import Judged

#: What is not judged goes on as it came, undecoded.
_PASSING: Final = frozenset({"mention.gone", "mention.fallen", "mention.answered", "author.purged"})


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch became: messages to send, in order, and what was set aside."""

    messages: list[wire.Message]
    dead: list[DeadLetter]


class JudgeAgent:
    """Judges batches off the event loop; its output is on the brokers when it returns."""

    def __init__(
        self,
        *,
        stages: Stages,
        producer: WorkerProducer,
        clock: Clock,
        metrics: Metrics,
        limit: Limit,
        language: str,
    ) -> None:
        self._stages = stages
        self._producer = producer
        self._clock = clock
        self._metrics = metrics
        self._limit = limit
        self._language = language

    async def __call__(self, events: Sequence[Event]) -> None:
        """Judge and send on.

        Raises:
            TooManyDeadLetters: nothing of this batch was sent.
            ConfigurationError: nothing can be judged any more; nothing was sent.
        """
        output = await asyncio.to_thread(self.work, events)
        await self._producer.send([*output.messages, *map(wire.dead_letter, output.dead)])
        tell_dead(self._metrics, output.dead)

    def work(self, events: Sequence[Event]) -> Output:
        """Decode, judge, decide and encode. Takes CPU time; raises as above."""
        now = self._clock.now()
        slots: list[wire.Message | None] = [None] * len(events)
        places: dict[_Edition, list[int]] = {}
        heard: list[Judged] = []
        dead: list[DeadLetter] = []
        for place, event in enumerate(events):
            if kind_of(event.message.headers) in _PASSING:
                slots[place] = _as_it_came(event)
                continue
            try:
                one = self._read(event.message.value)
            except InvalidInput as error:
                dead.append(unreadable(event.message, error, now, self._language))
            else:
                places.setdefault(_edition(one), []).append(place)
                heard.append(one)
        done = self._stages.judge(heard, now)
        for one in done.judged:
            place = places[_edition(one)].pop(0)
            slots[place] = self._decided(one, events[place].message.partition, now, dead)
        self._limit.see(slot is not None for slot in slots)
        tell_age(self._metrics, "judged", (one.mention.post for one in heard), now)
        sent = [slot for slot in slots if slot is not None]
        return Output(messages=sent, dead=[*dead, *done.dead])

    def _decided(
        self, one: Judged, partition: int, now: datetime, dead: list[DeadLetter]
    ) -> wire.Message | None:
        post = one.mention.post
        message = wire.judged(self._stages.record(one, now), partition)
        size = len(message.value)
        if size > wire.MOST_BYTES:
            dead.append(too_long(one.mention.id, post.source.name, size, now, self._language))
            return None
        return message

    def _read(self, value: bytes | None) -> Judged:
        one = decode(value or b"", Judged)
        if one.mention.town not in self._stages.towns:
            raise InvalidInput(wire.UNKNOWN_TOWN)
        return one


_Edition = tuple[str, int]


def _edition(one: Judged) -> _Edition:
    return one.mention.id, one.mention.post.revision


def _as_it_came(event: Event) -> wire.Message:
    message = event.message
    return wire.Message(
        topic=JUDGED,
        key=message.key or b"",
        value=message.value or b"",
        headers=tuple(message.headers),
        partition=message.partition,
    )
