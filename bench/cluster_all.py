"""Runs every measure of the distributed mode; prints the tables of docs/performance.md.

`python -m bench.cluster_all [--short]`. An hour and a half in full, on a machine that does
nothing else; a few minutes with `--short`, to see that everything runs.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from bench import cluster_cost, cluster_growth, cluster_latency, cluster_profile, faust_forms
from bench import judge_agent as agent
from bench.servers import Servers, afresh, servers

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """How much of each measure."""

    records: int = 200_000
    rounds: int = 3
    mentions: int = 50_000
    seconds: float = 120.0
    kept: int = 1_000_000
    probe: int = 10_000
    runs: int = 200


SHORT = Sizes(
    records=20_000, rounds=1, mentions=3_000, seconds=15.0, kept=20_000, probe=1_000, runs=10
)


#: What is said above each table, under its title.
SAID = {
    "Carrying records": """The same records of 280 bytes, 4 partitions, the client on one core, each
form in a fresh process: from the first record to the last acknowledgement.

![CPU of each form, client and broker](pictures/faust-forms.svg)""",
    "The judge agent": """Our judge agent, its ledger and its commits, with a chain that has no
stage, beside the bare batch form on the same messages, in turn. Deletions are passed on as they
came; a mention is decoded, routed, signed and encoded again.""",
    "A mention, end to end": """CPU from `mentions.raw` to searchable, every process included, one
worker. What is bare carried the same messages and wrote the same documents in the same run.""",
    "Where the worker's time goes": """The same worker, looked at two hundred times a second from
outside; the functions that count most in each part.""",
    "Latency": """From Kafka's client to the search that finds it, asked every 20 ms, mentions
coming evenly. A search sees what was written up to the last refresh of the index.

![Share of the mentions found within so many seconds](pictures/cluster-latency.svg)""",
    "The store as it grows": """The store is filled with judged mentions, the newest first; at each
size one worker takes new mentions from Kafka. Then the store's writing beside the bare client's in
slices in turn, and what Kibana's dashboard and the desk ask at the full size, each time a little
differently and without Elasticsearch's cache of answers.

![CPU of a new mention, and bytes on disk, by size](pictures/cluster-growth.svg)""",
}


def measures(sizes: Sizes, pictures: Path) -> Iterator[tuple[str, Callable[[Servers], list[str]]]]:
    """Yield each measure with its title, in the order of the page."""

    def forms(where: Servers) -> list[str]:
        found = faust_forms.forms(where, sizes.records)
        faust_forms.draw(found, sizes.records, pictures / "faust-forms.svg")
        return faust_forms.table(found, sizes.records)

    def costs(where: Servers) -> list[str]:
        found = cluster_cost.costs(where, sizes.mentions, sizes.mentions // 2)
        return cluster_cost.table(found)

    def profile(where: Servers) -> list[str]:
        return cluster_profile.table(*cluster_profile.samples(where, sizes.mentions // 2))

    def late(where: Servers) -> list[str]:
        found = cluster_latency.latency(where, sizes.mentions // 2, sizes.seconds)
        cluster_latency.draw(found, pictures / "cluster-latency.svg")
        return cluster_latency.table(found)

    def growth(where: Servers) -> list[str]:
        found = asyncio.run(cluster_growth.grown(where, sizes.kept, sizes.probe, sizes.runs))
        cluster_growth.draw(found.steps, pictures / "cluster-growth.svg")
        return cluster_growth.report(found)

    yield "Carrying records", forms
    yield "The judge agent", lambda where: agent.table(where, sizes.records // 2, sizes.rounds)
    yield "A mention, end to end", costs
    yield "Where the worker's time goes", profile
    yield "Latency", late
    yield "The store as it grows", growth


def main() -> None:
    """Measure everything on the same servers, without what the measure before left on them."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    parser.add_argument("--only", help="run the one measure whose title begins so")
    told = parser.parse_args()
    sizes = SHORT if told.short else Sizes()
    with servers() as every:
        for title, measure in measures(sizes, told.pictures):
            if told.only and not title.startswith(told.only):
                continue
            print(f"\n### {title}\n\n{SAID[title]}\n", flush=True)
            with afresh(every) as where:
                print("\n".join(measure(where)), flush=True)
    print(f"\n{_machine()}")


def _machine() -> str:
    """Return what the figures were measured on, by what the machine itself says."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    model = names[0] if names else "unknown processor"
    return f"{os.cpu_count()} × {model}, Python {sys.version.split()[0]}, {commit}"


if __name__ == "__main__":
    main()
