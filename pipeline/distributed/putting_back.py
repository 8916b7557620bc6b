"""Puts unreadable messages back on their topics, once this version of Vigie can read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from pipeline.distributed import events as wire
from pipeline.distributed.connection import Kafka
from pipeline.distributed.patience import Patience, Pulse
from pipeline.distributed.poison import STAGE
from pipeline.distributed.topics import ALERTS, JUDGED, RAW
from pipeline.distributed.worker_producer import WorkerProducer
from pipeline.metrics import Metrics
from vigie.alert import Delivery
from vigie.batch import Gone
from vigie.codec import decode
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.judgement import Judged
from vigie.post import AuthorPurged
from vigie.record import Record

Again = Callable[[DeadLetter], wire.Message]

#: What may be on each topic. An edition no longer about the town reads as a deletion too, and is
#: not put back as one: only its headers told it apart.
_AGAIN: Final[dict[str, tuple[Again, ...]]] = {
    RAW.name: (
        lambda letter: wire.heard(decode(letter.raw, Judged)),
        lambda letter: wire.gone(decode(letter.raw, Gone), letter.source, only_if_held=True),
        lambda letter: wire.purged(decode(letter.raw, AuthorPurged), letter.source),
    ),
    JUDGED.name: (lambda letter: wire.judged(decode(letter.raw, Record)),),
    ALERTS.name: (lambda letter: wire.alert(decode(letter.raw, Delivery)),),
}


class PutBack(msgspec.Struct, frozen=True, kw_only=True):
    """Ids of letters whose messages are on the brokers again, and how many stay unreadable."""

    ids: tuple[str, ...] = ()
    still: int = 0


async def put_back(letters: Iterable[DeadLetter], kafka: Kafka) -> PutBack:
    """Send again what was set aside unread and can be read now; the rest is left.

    The caller then discards the letters of `PutBack.ids`. Waits for brokers that are away.
    Letters of other stages are ignored. A deletion is carried out if the mention is held.
    """
    again: dict[str, wire.Message] = {}
    still = 0
    for letter in letters:
        if letter.stage == STAGE:
            message = _message(letter, kafka)
            if message is None:
                still += 1
            else:
                again[letter.id] = message
    producer = WorkerProducer(kafka, Patience("kafka", Metrics(), Pulse()))
    try:
        await producer.send(list(again.values()))
    finally:
        await producer.close()
    return PutBack(ids=tuple(again), still=still)


def _message(letter: DeadLetter, kafka: Kafka) -> wire.Message | None:
    topic = letter.where.rpartition("[")[0].removeprefix(f"{kafka.prefix}.")
    for make in _AGAIN.get(topic, ()):
        try:
            return make(letter)
        except InvalidInput:
            continue
    return None
