"""What one mention costs to sign, to look up and to remember, as more are known.

`python -m bench.story_growth` prints the table of docs/performance.md: up to a million invented
posts of one town, all within fourteen days. The cost is linear when a mention costs about as
much among a million as among ten thousand.
"""

from __future__ import annotations

import random
import resource
from time import perf_counter
from typing import Final

from sinks.recent_stories import RecentStories
from vigie.signature import signature

_STEPS: Final = (10_000, 100_000, 300_000, 1_000_000)
_WORDS: Final = 12_000
_LENGTH: Final = 24
_RARE: Final = 1.1  # Zipf's law of words


def post(invent: random.Random, vocabulary: list[str], weights: list[float]) -> str:
    """Return a text of about as many words as a post, common ones often."""
    return " ".join(invent.choices(vocabulary, cum_weights=weights, k=_LENGTH))


def table() -> list[str]:
    """Return the rows."""
    invent = random.Random(11)
    vocabulary = [f"m{invent.getrandbits(40):x}" for _ in range(_WORDS)]
    weights = [0.0]
    for rank in range(1, _WORDS):
        weights.append(weights[-1] + 1 / rank**_RARE)
    recent, known, rows = RecentStories(), 0, []
    for step in _STEPS:
        began = perf_counter()
        for number in range(known, step):
            signed = signature(post(invent, vocabulary, weights))
            if signed is not None:
                recent.sharing(signed, "valbois")
                recent.add(number, signed, "valbois")
        spent = (perf_counter() - began) / (step - known) * 1e6
        known = step
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        rows.append((step, spent, memory))
    first = rows[0][1]
    return [
        "| known | a mention, µs | times the first row | memory, MB |",
        "|---|---|---|---|",
        *(f"| {n:,} | {spent:.0f} | {spent / first:.2f} | {mb} |" for n, spent, mb in rows),
    ]


if __name__ == "__main__":
    print("\n".join(table()))
