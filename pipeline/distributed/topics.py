"""The topics in one table: names, partitions, retention, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec

from pipeline.distributed.connection import Kafka

#: A broken worker is mended within a long weekend; a post waits on the brokers no longer than
#: that, since an erasure does not reach it there.
LONG_WEEKEND: Final = timedelta(days=4)
#: Kafka deletes closed segments only: one is closed at least this often.
SEGMENT: Final = timedelta(hours=6)


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """One topic.

    Attributes:
        name: without the prefix; a change of the messages' form is a new name.
        keyed: partitioned by mention: as many partitions as `kafka.partitions` says.
        retention: what nobody has read by then is gone.
        why: one sentence for the documentation.
    """

    name: str
    keyed: bool
    retention: timedelta = LONG_WEEKEND
    cleanup: str = "delete"
    why: str

    def full_name(self, kafka: Kafka) -> str:
        """Return the name on the brokers."""
        return f"{kafka.prefix}.{self.name}"

    def partitions(self, kafka: Kafka) -> int:
        """Return how many partitions it is made with."""
        return kafka.partitions if self.keyed else min(FEW, kafka.partitions)

    def configs(self, kafka: Kafka) -> dict[str, str]:
        """Return the settings that it is made with.

        Brokers stamp the records by their own clock: by the producers' clocks, a collector an
        hour ahead would be refused, and what comes from one days behind would expire at once.
        """
        return {
            "retention.ms": _ms(self.retention),
            "segment.ms": _ms(SEGMENT),
            "cleanup.policy": self.cleanup,
            "message.timestamp.type": "LogAppendTime",
            "min.insync.replicas": str(2 if kafka.replication > 2 else 1),
        }


#: Partitions of topics that carry little.
FEW: Final = 4

RAW: Final = Topic(
    name="mentions.raw.v1",
    keyed=True,
    why="what collectors heard, to be judged; keyed by mention, so that its editions and its "
    "deletion stay in order",
)
JUDGED: Final = Topic(
    name="mentions.judged.v1",
    keyed=True,
    why="mentions judged and routed, to be written; the same keys in the same partitions",
)
ALERTS: Final = Topic(
    name="alerts.v1",
    keyed=False,
    why="one alert for one target, to be put in the store's outbox",
)
DEAD_LETTERS: Final = Topic(
    name="dead-letters.v1",
    keyed=False,
    why="what could not be read or judged, to be kept in the store with its bytes",
)
TOPICS: Final = (RAW, JUDGED, ALERTS, DEAD_LETTERS)


def _ms(span: timedelta) -> str:
    return str(span // timedelta(milliseconds=1))
