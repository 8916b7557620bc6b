"""Runs every measure and prints the tables of docs/performance.md; draws the memory's plot."""

from __future__ import annotations

import asyncio
from pathlib import Path

import altair as alt

from bench.judging import chain, relevance
from bench.measure import Compared, one_core
from bench.running import help_time, memory
from bench.storing import store

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


def _row(what: str, compared: Compared, unit: str = "posts/s") -> str:
    return (
        f"| {what} | {compared.ours:,.0f} {unit} | {compared.theirs:,.0f} {unit} |"
        f" {compared.ratio:.1f} ({compared.lowest:.1f}–{compared.highest:.1f}) |"
    )


def _draw(samples: list[tuple[float, float]]) -> None:
    step = max(1, len(samples) // 400)
    rows = [{"seconds": s, "MB": m} for s, m in samples[::step]]
    chart = (
        alt.Chart(alt.Data(values=rows), width=640, height=240)
        .mark_line(color="#1b5e8c")
        .encode(
            x=alt.X("seconds:Q", title="seconds"),
            y=alt.Y("MB:Q", title="resident memory, MB", scale=alt.Scale(zero=True)),
        )
    )
    PICTURES.mkdir(exist_ok=True)
    chart.save(str(PICTURES / "memory.svg"))


def main() -> None:
    """Measure everything; takes about ten minutes."""
    samples = memory()
    _draw(samples)
    one_core()
    chained, shares = chain()
    print(_row("relevance, 1 in 1,000 names a town", relevance()))
    print(_row("the whole chain, relevant posts", chained))
    for stage, share in sorted(shares.items(), key=lambda item: -item[1]):
        print(f"| {stage} | {100 * share:.0f} % |")
    stored = asyncio.run(store())
    print(f"| writing 100,000 | {stored.ours:.1f} s | {stored.bare:.1f} s | {stored.ratio:.2f} |")
    print(
        f"| search, p95 | {stored.search_p95:.1f} ms | {stored.bare_search_p95:.1f} ms |"
        f" {stored.search_ratio:.1f} |"
    )
    ours, bare = help_time()
    print(f"| vigie --help | {ours:.3f} s | {bare:.3f} s |")
    third = len(samples) // 3
    print(f"| memory at a third, at the end | {samples[third][1]:.0f} | {samples[-1][1]:.0f} |")


if __name__ == "__main__":
    main()
