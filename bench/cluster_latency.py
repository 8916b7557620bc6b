"""How long a mention takes from the brokers to the searchable index, at half of the capacity.

`python -m bench.cluster_latency [--short] [--seconds N]`. The capacity is measured first, on the
same worker. Then mentions come evenly, and of about thirty a second it is noted when they were
given to Kafka's client and when a search finds them, asked every 20 ms. Four minutes in full.
"""

from __future__ import annotations

import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import altair as alt
import httpx
import msgspec

from bench.end_to_end import carry
from bench.mentions import heard, posts
from bench.servers import Servers, servers
from bench.worker import REFRESH, Workers, working
from pipeline.distributed import events as wire
from vigie.judgement import Judged

EVERY: Final = 0.02
_TICK: Final = 0.05
_PROBES: Final = 30.0
_MOST_ASKED: Final = 500
_PATIENCE: Final = 60.0


class Latency(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of each probe, sorted; mentions a second that came, and that it can take."""

    seconds: list[float]
    rate: float
    capacity: float

    def percentile(self, share: float) -> float:
        """Return the seconds within which this share was searchable."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


class Probes:
    """Mentions whose way is followed: when each was given, and when it was found."""

    def __init__(self, where: Servers, prefix: str) -> None:
        self._client = httpx.Client(base_url=where.elasticsearch, timeout=30)
        self._path = f"/{prefix}-mentions/_search?filter_path=hits.hits._id"
        self._given: dict[str, float] = {}
        self.seconds: list[float] = []

    def give(self, mention: str) -> None:
        """Note that a mention leaves now."""
        self._given[mention] = time.perf_counter()

    def ask(self) -> None:
        """Look for those not yet found, the oldest first."""
        wanted = list(self._given)[:_MOST_ASKED]
        if not wanted:
            return
        body = {
            "query": {"ids": {"values": wanted}},
            "_source": False,
            "size": len(wanted),
            "track_total_hits": False,
        }
        answer = self._client.post(self._path, json=body).raise_for_status().json()
        now = time.perf_counter()
        for hit in answer.get("hits", {}).get("hits", ()):
            self.seconds.append(now - self._given.pop(hit["_id"]))

    @property
    def waiting(self) -> bool:
        """Tell whether some are still on their way."""
        return bool(self._given)


def latency(where: Servers, count: int, seconds: float) -> Latency:
    """Measure the capacity over `count` mentions, then the latency over `seconds`."""
    prefix = f"{where.prefix}-late"
    with working(where, prefix) as made:
        spent = carry(where, made, count, min(5000, count))
        capacity = spent.count / spent.wall
        probes = Probes(where, prefix)
        feeding = threading.Thread(target=_feed, args=(made, probes, capacity / 2, seconds))
        feeding.start()
        end = time.monotonic() + seconds + _PATIENCE
        while (feeding.is_alive() or probes.waiting) and time.monotonic() < end:
            began = time.perf_counter()
            probes.ask()
            time.sleep(max(0.0, EVERY - (time.perf_counter() - began)))
        feeding.join()
        if probes.waiting:
            raise TimeoutError(prefix)
    return Latency(seconds=sorted(probes.seconds), rate=capacity / 2, capacity=capacity)


def _feed(made: Workers, probes: Probes, rate: float, seconds: float) -> None:
    """Send evenly: every twentieth of a second, what is due by then."""
    mentions, sent, step = _mentions(), 0, max(1, round(rate / _PROBES))
    started = time.perf_counter()
    while (gone := time.perf_counter() - started) < seconds:
        due = [next(mentions) for _ in range(int(rate * gone) - sent)]
        for number, one in enumerate(due, sent):
            if number % step == 0:
                probes.give(one.mention.id)
        made.send(map(wire.heard, due))
        sent += len(due)
        time.sleep(max(0.0, _TICK - (time.perf_counter() - started - gone)))


def _mentions() -> Iterator[Judged]:
    for town, post in posts(datetime.now(UTC), timedelta(0), seed=99):
        yield heard(town, post)


def table(found: Latency) -> list[str]:
    """Return the rows."""
    told = " | ".join(f"{found.percentile(share):.2f} s" for share in (0.5, 0.95, 0.99))
    rate = f"{found.rate:,.0f} of {found.capacity:,.0f}"
    return [
        "| mentions/s (half of what one worker took) | followed | p50 | p95 | p99 | refresh |",
        "|---|---|---|---|---|---|",
        f"| {rate} | {len(found.seconds):,} | {told} | {REFRESH:g} s |",
    ]


def draw(found: Latency, path: Path) -> None:
    """Draw which share is searchable within how long."""
    last, step = len(found.seconds) - 1, max(1, len(found.seconds) // 300)
    rows = [
        {"seconds": found.seconds[n], "share": (n + 1) / (last + 1)} for n in range(0, last, step)
    ]
    chart = (
        alt.Chart(alt.Data(values=rows), width=520, height=200)
        .mark_line(color="#1b5e8c")
        .encode(
            x=alt.X("seconds:Q", title="seconds from Kafka's client to a search that finds it"),
            y=alt.Y("share:Q", title="mentions", axis=alt.Axis(format="%")),
        )
    )
    path.parent.mkdir(exist_ok=True)
    chart.save(str(path))


def main() -> None:
    """Measure, print the table, draw."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a minute, to see that it runs")
    parser.add_argument("--seconds", type=float)
    told = parser.parse_args()
    count, seconds = (2_000, 15.0) if told.short else (20_000, 120.0)
    with servers() as where:
        found = latency(where, count, told.seconds or seconds)
    print("\n".join(table(found)))
    if not told.short:
        draw(found, Path(__file__).parents[1] / "docs" / "pictures" / "cluster-latency.svg")


if __name__ == "__main__":
    main()
