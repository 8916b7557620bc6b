"""What workers, Kafka and Elasticsearch spend on mentions, from the raw topic to searchable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

import msgspec

from bench.cpu_of import Meter
from bench.mentions import heard, posts
from bench.servers import Servers
from bench.worker import Workers
from pipeline.distributed import events as wire

SEED: Final = 311


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """CPU seconds for `count` mentions, workers together, and how long it took."""

    count: int
    wall: float
    worker: float
    broker: float
    elasticsearch: float

    @property
    def total(self) -> float:
        """CPU seconds of everything together."""
        return self.worker + self.broker + self.elasticsearch

    def and_(self, other: Spent) -> Spent:
        """Return both runs as one."""
        pairs = zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True)
        return Spent(**dict(zip(self.__struct_fields__, map(sum, pairs), strict=True)))

    def each(self, seconds: float) -> float:
        """Return microseconds a mention."""
        return 1e6 * seconds / self.count


def carry(where: Servers, made: Workers, count: int, warm: int, seed: int = SEED) -> Spent:
    """Send `warm` mentions that do not count, then `count` that do, to workers that wait."""
    every = posts(datetime.now(UTC), timedelta(0), seed)
    messages = (wire.heard(heard(*one)) for one in every)
    made.send(islice(messages, warm))
    made.wait()
    with made.held_still():
        made.send(islice(messages, count))
        meter = Meter({**where.processes, **made.processes})
    made.wait()
    wall, spent = meter.wall(), meter.spent()
    broker, search = spent.pop("broker"), spent.pop("elasticsearch")
    return Spent(
        count=count,
        wall=wall,
        worker=sum(spent.values()),
        broker=broker,
        elasticsearch=search,
    )
