"""What a mention costs, and what is on the disk, as the store grows to a million.

`python -m bench.cluster_growth [--short] [--mentions N]`. The store is filled to a hundredth, a
tenth and the whole of N; at each step one worker takes some thousands of new mentions from
Kafka, and its CPU, Kafka's and Elasticsearch's are read. The filling goes by the store and by
the bare client in turn, as in `bench.elastic_storing`. About an hour in full.
"""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import msgspec

from bench.elastic_queries import Timed, asked, table_of_queries
from bench.elastic_storing import Sum, loading
from bench.elastic_storing import table as table_of_storing
from bench.end_to_end import Spent, carry
from bench.servers import Servers, servers
from bench.worker import working
from vigie.query import Query


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A size: bytes on disk, the filling since the step before, and new mentions end to end."""

    mentions: int
    bytes: int
    filling: Sum
    new: Spent


class Grown(msgspec.Struct, frozen=True, kw_only=True):
    """The steps, the filling's rows, and the questions asked at the full size."""

    steps: list[Step]
    storing: list[str]
    queries: list[Timed]


async def grown(where: Servers, full: int, probe: int, runs: int) -> Grown:
    """Fill, and measure at each step."""
    steps = list[Step]()
    async with loading(where, full) as (made, store):
        for count in (full // 100, full // 10, full):
            before = msgspec.structs.replace(made.ours)
            await made.upto(count)
            size, held = made.bytes_on_disk(), (await store.count(Query())).total
            # The worker is a process of its own: nothing else happens here meanwhile.
            new = _new(where, probe, seed=1000 + len(steps))
            filling = _since(made.ours, before)
            steps.append(Step(mentions=held, bytes=size, filling=filling, new=new))
        queries = await asked(where, store, runs) if runs else []
    return Grown(steps=steps, storing=table_of_storing(made), queries=queries)


def _new(where: Servers, count: int, seed: int) -> Spent:
    with working(where, where.prefix) as made:
        return carry(where, made, count, count // 2, seed)


def _since(now: Sum, before: Sum) -> Sum:
    names = Sum.__struct_fields__
    return Sum(**{name: getattr(now, name) - getattr(before, name) for name in names})


def table(steps: Sequence[Step]) -> list[str]:
    """Return the rows."""
    rows = [
        "| mentions kept | on disk | bytes each | filling, µs | worker | Kafka | index | all |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in steps:
        new, fill = one.new, one.filling
        spent = " | ".join(
            f"{new.each(s):,.0f}" for s in (new.worker, new.broker, new.elasticsearch, new.total)
        )
        rows.append(
            f"| {one.mentions:,} | {one.bytes / 1e6:,.0f} MB | {one.bytes / one.mentions:,.0f} |"
            f" {fill.each(fill.client + fill.search):,.0f} | {spent} |"
        )
    return rows


def draw(steps: Sequence[Step], path: Path) -> None:
    """Draw the cost of a new mention by who pays it, above the size on disk."""
    width, grid = 420, alt.Axis(format="~s")
    x: Any = alt.X("mentions:Q", title="mentions kept", scale=alt.Scale(type="log"), axis=grid)
    costs = [
        {"mentions": one.mentions, "of": of, "us": one.new.each(getattr(one.new, name))}
        for one in steps
        for of, name in (
            ("worker", "worker"),
            ("Kafka", "broker"),
            ("Elasticsearch", "elasticsearch"),
        )
    ]
    colours = alt.Scale(range=["#c9711d", "#6a9c3a", "#1b5e8c"])
    above = (
        alt.Chart(alt.Data(values=costs), width=width, height=180)
        .mark_line(point=True)
        .encode(
            x=x,
            y=alt.Y("us:Q", title="CPU µs a new mention"),
            color=alt.Color("of:N", title=None, scale=colours),
        )
    )
    sizes = [{"mentions": one.mentions, "bytes": one.bytes / one.mentions} for one in steps]
    below = (
        alt.Chart(alt.Data(values=sizes), width=width, height=100)
        .mark_line(point=True, color="#444444")
        .encode(x=x, y=alt.Y("bytes:Q", title="bytes on disk each"))
    )
    path.parent.mkdir(exist_ok=True)
    (above & below).save(str(path))


def report(found: Grown) -> list[str]:
    """Return every row of the run."""
    rows = [*table(found.steps), "", *found.storing]
    return [*rows, "", *table_of_queries(found.queries)] if found.queries else rows


def main() -> None:
    """Measure, print the table, draw."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="minutes, to see that it runs")
    parser.add_argument("--mentions", type=int)
    told = parser.parse_args()
    full = told.mentions or (20_000 if told.short else 1_000_000)
    probe = 1_000 if told.short else 10_000
    with servers() as where:
        found = asyncio.run(grown(where, full, probe, 0))
    print("\n".join(report(found)))
    pictures = Path(__file__).parents[1] / "docs" / "pictures"
    draw(found.steps, Path("/tmp/growth.svg") if told.short else pictures / "cluster-growth.svg")


if __name__ == "__main__":
    main()
