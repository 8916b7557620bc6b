"""What a mention costs end to end in the distributed mode, and how much of it is our own.

`python -m bench.cluster_cost [--short] [--mentions N]`. From `mentions.raw` to searchable in
Elasticsearch with one worker process, then with two; beside them, in the same run and with the
same messages and documents: judging alone, the store's calls alone, the bare Faust batch form
through two topics, the bare client's bulk, as fast as it goes and at the worker's pace. A worker
that does not count comes first, so that the servers' compilers have done their work; one worker
is measured before and after two, for they have never quite done. A quarter of an hour in full.
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Literal

import msgspec

from bench.alone import Alone
from bench.alone import Asked as AskedAlone
from bench.bare_bulk import Asked as AskedBulk
from bench.bare_bulk import Bulked
from bench.carried import Carried, Task
from bench.end_to_end import SEED, Spent, carry
from bench.servers import Servers, make_topics, servers
from bench.worker import PARTITIONS, REFRESH, working
from pipeline.distributed.topics import JUDGED, RAW

Way = Literal["values", "paced", "encoded"]
"""Of `Bulked`."""


class Costs(msgspec.Struct, frozen=True, kw_only=True):
    """Everything measured in one run; microseconds of CPU a mention but for `one` and `two`."""

    one: Spent
    two: Spent
    judging: float
    store_client: float
    store_elasticsearch: float
    faust_client: float
    faust_broker: float
    bulk: Bulked

    @property
    def faust(self) -> float:
        """The bare Faust batch form through two topics, its broker included."""
        return self.faust_client + self.faust_broker

    def bulked(self, way: Way) -> float:
        """The bare bulk, Elasticsearch included."""
        found: Alone = getattr(self.bulk, way)
        return 1e6 * (found.client + found.elasticsearch) / self.bulk.count

    def overhead(self, way: Way) -> float:
        """What is neither judging nor what the bare clients would cost."""
        return self.one.each(self.one.total) - self.judging - self.faust - self.bulked(way)

    def share(self, way: Way) -> float:
        """The overhead as a share of both bare clients; asked: half."""
        return self.overhead(way) / (self.faust + self.bulked(way))


def costs(where: Servers, count: int, warm: int) -> Costs:
    """Measure everything, the same mentions each time."""
    with working(where, f"{where.prefix}-run-in") as made:
        carry(where, made, count, warm)
    with working(where, f"{where.prefix}-before") as made:
        before = carry(where, made, count, warm)
    with working(where, f"{where.prefix}-two", workers=2) as made:
        two = carry(where, made, count, warm)
    prefix = f"{where.prefix}-one"
    with working(where, prefix) as made:
        one = carry(where, made, count, warm)
        sent = made.sent
    one = one.and_(before)
    bare = _bare_faust(where, prefix, sent)
    bulk = _bare_bulk(where, prefix, one.count / one.wall)
    judging = _alone(where, "judging", count, warm)
    storing = _alone(where, "storing", count, warm)
    return Costs(
        one=one,
        two=two,
        judging=1e6 * judging.client / count,
        store_client=1e6 * storing.client / count,
        store_elasticsearch=1e6 * storing.elasticsearch / count,
        faust_client=1e6 * bare.client / sent,
        faust_broker=1e6 * bare.broker / sent,
        bulk=bulk,
    )


def _alone(where: Servers, part: Literal["judging", "storing"], count: int, warm: int) -> Alone:
    asked = AskedAlone(
        part=part,
        count=count,
        warm=warm,
        seed=SEED,
        elasticsearch=where.elasticsearch,
        search=where.search,
        prefix=f"{where.prefix}-alone",
        refresh=REFRESH,
    )
    return msgspec.json.decode(_child("bench.alone", asked), type=Alone)


def _bare_faust(where: Servers, prefix: str, count: int) -> Carried:
    target = f"{prefix}-bare"
    make_topics(where, {target: PARTITIONS})
    task = Task(
        form="pair",
        kafka=where.kafka,
        source=f"{prefix}.{RAW.name}",
        target=target,
        count=count,
        group=target,
        broker=where.broker,
        core=0,
    )
    judged = f"{prefix}.{JUDGED.name}"
    return msgspec.json.decode(_child("bench.bare_pair", task, judged), type=Carried)


def _bare_bulk(where: Servers, prefix: str, pace: float) -> Bulked:
    asked = AskedBulk(
        elasticsearch=where.elasticsearch,
        search=where.search,
        alias=f"{prefix}-mentions",
        target=f"{prefix}-bare",
        pace=pace,
    )
    return msgspec.json.decode(_child("bench.bare_bulk", asked), type=Bulked)


def _child(module: str, asked: msgspec.Struct, *more: str) -> bytes:
    command = [sys.executable, "-m", module, msgspec.json.encode(asked).decode(), *more]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=1800)
    return done.stdout


def table(found: Costs) -> list[str]:
    """Return both tables' rows."""
    return [*_by_stage(found), "", *_overhead(found), "", *_workers(found)]


def _by_stage(found: Costs) -> list[str]:
    one = found.one
    rest = one.each(one.worker) - found.judging - found.store_client
    lines = {
        "worker: judging, routing, signing (alone, same texts)": found.judging,
        "worker: the store's calls (alone, same mentions)": found.store_client,
        "worker: the rest (Faust, Kafka's clients, reading and writing the wire form)": rest,
        "Kafka": one.each(one.broker),
        "Elasticsearch": one.each(one.elasticsearch),
        "**all, end to end**": one.each(one.total),
    }
    total = one.each(one.total)
    rows = [f"| {name} | {us:,.0f} | {100 * us / total:.0f} % |" for name, us in lines.items()]
    return ["| what | µs CPU a mention | share |", "|---|---|---|", *rows]


def _overhead(found: Costs) -> list[str]:
    return [
        "| bare, in the same run | client | server | together |",
        "|---|---|---|---|",
        _row(
            "Faust's batch form, the same messages through two topics",
            found.faust_client,
            found.faust_broker,
        ),
        _bulk_row("`helpers.bulk` of the same documents, at the worker's pace", found, "paced"),
        _bulk_row("`helpers.bulk` of the same documents, as fast as it goes", found, "values"),
        _bulk_row("`bulk` of the same bytes, already encoded", found, "encoded"),
        _row("the store's calls alone", found.store_client, found.store_elasticsearch),
        "",
        "| our own: all − judging − Faust − `helpers.bulk` | µs | against both (asked: ≤ 0.5) |",
        "|---|---|---|",
        f"| at the worker's pace | {found.overhead('paced'):,.0f} | {found.share('paced'):.2f} |",
        f"| as fast as it goes | {found.overhead('values'):,.0f} | {found.share('values'):.2f} |",
    ]


def _bulk_row(name: str, found: Costs, way: Way) -> str:
    each, spent = 1e6 / found.bulk.count, getattr(found.bulk, way)
    return _row(name, each * spent.client, each * spent.elasticsearch)


def _row(name: str, client: float, server: float) -> str:
    return f"| {name} | {client:,.0f} | {server:,.0f} | {client + server:,.0f} |"


def _workers(found: Costs) -> list[str]:
    def row(name: str, one: Spent) -> str:
        return (
            f"| {name} | {one.each(one.worker):,.0f} | {one.each(one.broker):,.0f} |"
            f" {one.each(one.elasticsearch):,.0f} | {one.each(one.total):,.0f} |"
            f" {one.count / one.wall:,.0f} |"
        )

    ratio = found.two.each(found.two.total) / found.one.each(found.one.total)
    return [
        "| workers | workers, µs | Kafka, µs | Elasticsearch, µs | all, µs | mentions/s |",
        "|---|---|---|---|---|---|",
        row("one", found.one),
        row("two", found.two),
        f"| two against one (asked: ≤ 1.15) | | | | {ratio:.2f} | |",
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the tables."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="minutes, to see that it runs")
    parser.add_argument("--mentions", type=int)
    told = parser.parse_args(arguments)
    count = told.mentions or (4_000 if told.short else 50_000)
    with servers() as where:
        found = costs(where, count, count // 2)
    print("\n".join(table(found)))


if __name__ == "__main__":
    main()
