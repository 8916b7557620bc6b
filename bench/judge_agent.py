"""Our judge agent beside the bare batch form on the same messages, none of which is judged.

`python -m bench.judge_agent [--short] [--records N]`. Two kinds of messages: deletions, which an
agent passes on as they came, and mentions, which it decodes, routes, signs and encodes again
with a chain that has no stage. Rounds in turn, the median of their ratios.
"""

from __future__ import annotations

import statistics
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

import msgspec
from confluent_kafka import Producer

from bench.carried import Carried
from bench.faust_forms import PARTITIONS, REFERENCE, carried
from bench.mentions import heard, posts
from bench.servers import Servers, servers
from pipeline.distributed import events as wire
from pipeline.distributed.connection import Kafka
from pipeline.distributed.topic_admin import apply
from pipeline.distributed.topics import RAW
from vigie.batch import Gone
from vigie.mention import mention_id


def mentions(count: int) -> Iterator[wire.Message]:
    """Return what collectors send of posts."""
    for town, post in islice(posts(datetime.now(UTC), timedelta(milliseconds=1)), count):
        yield wire.heard(heard(town, post))


def deletions(count: int) -> Iterator[wire.Message]:
    """Return what collectors send of posts that are gone."""
    now = datetime.now(UTC)
    for number in range(count):
        id_ = mention_id("namur", "Banc", str(number))
        yield wire.gone(Gone(mention=id_, at=now), "Banc")


KINDS: Final[dict[str, tuple[str, Callable[[int], Iterator[wire.Message]]]]] = {
    "deletions": ("deletions, passed on as they came", deletions),
    "mentions": ("mentions, all but the judging done", mentions),
}


class Beside(msgspec.Struct, frozen=True):
    """Ours and the bare form's, by round."""

    ours: list[Carried]
    bare: list[Carried]

    @property
    def ratios(self) -> list[float]:
        """How much of the bare form's rate ours reaches."""
        return sorted(b.wall / o.wall for o, b in zip(self.ours, self.bare, strict=True))


def beside(where: Servers, kind: str, count: int, rounds: int) -> Beside:
    """Carry the same messages by both, in turn."""
    kafka = Kafka(servers=(where.kafka,), prefix=f"{where.prefix}-{kind}", partitions=PARTITIONS)
    apply(kafka)
    source = RAW.full_name(kafka)
    send(where.kafka, source, KINDS[kind][1](count))
    found = Beside([], [])
    for _ in range(rounds):
        found.bare.append(carried(where, REFERENCE, source, count))
        found.ours.append(carried(where, "vigie", source, count))
    return found


def send(kafka: str, topic: str, messages: Iterator[wire.Message]) -> None:
    """Put messages on a topic, quickly, outside of what is measured."""
    producer = Producer({"bootstrap.servers": kafka, "linger.ms": 20})
    for number, message in enumerate(messages):
        producer.produce(topic, message.value, message.key, headers=list(message.headers))
        if number % 1000 == 0:
            producer.poll(0)
    producer.flush()


def row(name: str, found: Beside, count: int) -> str:
    """Return one row of the table."""
    ours = statistics.median(count / one.wall for one in found.ours)
    bare = statistics.median(count / one.wall for one in found.bare)
    cpu = statistics.median(1e6 * one.client / count for one in found.ours)
    bare_cpu = statistics.median(1e6 * one.client / count for one in found.bare)
    low, middle, high = found.ratios[0], statistics.median(found.ratios), found.ratios[-1]
    return (
        f"| {name} | {ours:,.0f} | {bare:,.0f} | {middle:.2f} ({low:.2f}–{high:.2f}) |"
        f" {cpu:.0f} | {bare_cpu:.0f} |"
    )


def table(where: Servers, count: int, rounds: int) -> list[str]:
    """Measure both kinds; return the rows."""
    rows = [
        "| records | agent, /s | batch form, /s | ratio (asked ≥ 0.8) | agent µs | bare µs |",
        "|---|---|---|---|---|---|",
    ]
    for kind, (name, _) in KINDS.items():
        rows.append(row(name, beside(where, kind, count, rounds), count))
    return rows


def main() -> None:
    """Measure, print the table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a minute, to see that it runs")
    parser.add_argument("--records", type=int)
    told = parser.parse_args()
    count = told.records or (20_000 if told.short else 100_000)
    with servers() as where:
        print("\n".join(table(where, count, 1 if told.short else 3)))


if __name__ == "__main__":
    main()
