"""Where a worker's own time goes, sampled from outside while it works.

`python -m bench.cluster_profile [--short] [--mentions N]`. `py-spy` looks at the worker's threads
two hundred times a second; each sample is counted for the innermost part of the house, or of a
library, that was running. Two minutes in full.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.end_to_end import Spent, carry
from bench.servers import Servers, servers
from bench.worker import working

LOOP: Final = "event loop, threads"
OURS: Final = "our agents and their offsets"
#: The part of a sample is the first of these that its innermost frames' files answer to.
PARTS: Final = (
    ("judging (stages)", r"enrichers/|pipeline/(chain|judging)\.py"),
    ("routing (desk)", r"desk/"),
    ("signing (near-duplicates)", r"vigie/signature\.py"),
    ("wire form (decoding, encoding)", r"vigie/codec\.py"),
    (
        "store: documents",
        r"sinks/elasticsearch/document\.py|sinks/searched_text/|sinks/record_keys",
    ),
    ("store: look-ups, bulk lines, answers", r"sinks/"),
    ("Elasticsearch's client", r"elasticsearch/|elastic_transport/|aiohttp/"),
    ("Faust", r"faust/|mode/"),
    ("aiokafka", r"aiokafka/"),
    ("kafka-python (offsets, watchdog)", r"/kafka/"),
    ("metrics", r"prometheus_client/|pipeline/(metrics|tallying)\.py"),
    ("stories", r"pipeline/story\.py|vigie/clustering\.py"),
    (OURS, r"pipeline/(?!cli/|__main__)|vigie/|towns/"),
    (LOOP, ""),
)
_FILE: Final = re.compile(r"\((.+?)(?::\d+)?\)$")


def samples(where: Servers, count: int, rate: int = 200) -> tuple[Spent, Counter[tuple[str, str]]]:
    """Let one worker work, and return how many samples fell in each part."""
    with working(where, f"{where.prefix}-spied") as made, tempfile.TemporaryDirectory() as folder:
        carry(where, made, count // 2, count // 2, seed=2)
        file = Path(folder) / "stacks"
        with _spying(made.pids[0], rate, file):
            spent = carry(where, made, count, 500, seed=3)
        found = Counter[tuple[str, str]]()
        for stack, times in _stacks(file):
            found[part_of(stack)] += times
    return spent, found


class _spying:  # noqa: N801 - used as a statement
    """Has py-spy sample a process for as long as a block lasts."""

    def __init__(self, pid: int, rate: int, file: Path) -> None:
        program = str(Path(sys.executable).parent / "py-spy")
        options = ["--rate", str(rate), "--format", "raw", "--threads", "--full-filenames"]
        command = [program, "record", "--pid", str(pid), *options, "--output", str(file)]
        self._command = [*command, "--duration", "unlimited", "--nonblocking"]

    def __enter__(self) -> None:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=120)


def _stacks(file: Path) -> Iterator[tuple[list[str], int]]:
    for line in file.read_text("utf-8").splitlines():
        stack, _, times = line.rpartition(" ")
        yield stack.split(";"), int(times)


def part_of(stack: list[str]) -> tuple[str, str]:
    """Return the part that a stack, outermost frame first, is counted for, and its function."""
    for frame in reversed(stack):
        found = _FILE.search(frame)
        for name, pattern in PARTS[:-1]:
            if found and re.search(pattern, found[1].replace("site-packages", "")):
                return name, f"{frame.split()[0]} ({Path(found[1]).name})"
    return LOOP, stack[-1].split(":")[0].split("(")[0].strip()


def table(spent: Spent, found: Counter[tuple[str, str]]) -> list[str]:
    """Return the rows, the largest part first, each with the functions that count in it."""
    total, each = found.total(), spent.each(spent.worker)
    parts = Counter[str]()
    for (part, _), times in found.items():
        parts[part] += times
    rows = ["| part of the worker | share | µs CPU a mention | of which |", "|---|---|---|---|"]
    for part, times in parts.most_common():
        inside = Counter({f: t for (p, f), t in found.items() if p == part and t > total / 200})
        told = ", ".join(f"`{f}` {each * t / total:,.0f}" for f, t in inside.most_common(4))
        rows.append(
            f"| {part} | {100 * times / total:.0f} % | {each * times / total:,.0f} | {told} |"
        )
    return rows


def main() -> None:
    """Measure, print the table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a minute, to see that it runs")
    parser.add_argument("--mentions", type=int)
    told = parser.parse_args()
    with servers() as where:
        spent, found = samples(where, told.mentions or (2_000 if told.short else 20_000))
    print("\n".join(table(spent, found)))


if __name__ == "__main__":
    main()
