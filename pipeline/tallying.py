"""Counts what a batch brought and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pipeline.metrics import Metrics
from vigie.batch import Batch, Tally, Written
from vigie.dead_letter import DeadLetter
from vigie.page import Page
from vigie.post import Post


def tell(metrics: Metrics, batch: Batch, written: Written) -> None:
    """Count a written batch: posts by outcome, mentions by change, dead letters by stage."""
    tell_heard(metrics, batch.tallies)
    tell_dead(metrics, batch.dead_letters)
    towns = {record.mention.id: record.mention.town for record in batch.records}
    for change in ("new", "revised", "unchanged", "refused"):
        for mention in getattr(written, change):
            if mention in towns:
                metrics.count("vigie_mentions_written_total", town=towns[mention], change=change)


def tell_heard(metrics: Metrics, tallies: Iterable[Tally]) -> None:
    """Count posts by source and outcome."""
    for tally in tallies:
        metrics.count("vigie_posts_total", tally.count, source=tally.source, outcome=tally.outcome)


def tell_dead(metrics: Metrics, letters: Iterable[DeadLetter]) -> None:
    """Count what was set aside, by the stage that gave up."""
    for letter in letters:
        metrics.count("vigie_dead_letters_total", stage=letter.stage)


def tell_source(metrics: Metrics, page: Page, now: datetime) -> None:
    """Note that a source answered or did not, and whether it left a hole."""
    if page.state == "working":
        shown = now.timestamp()
        metrics.show("vigie_source_last_heard_timestamp_seconds", shown, source=page.source)
    else:
        metrics.count("vigie_source_failures_total", source=page.source)
    if page.gap is not None or page.lost:
        metrics.count("vigie_source_missed_total", source=page.source)


def tell_age(metrics: Metrics, stage: str, posts: Iterable[Post], now: datetime) -> None:
    """Note how long ago the oldest post of a batch was heard.

    By the clocks of two machines, the collector's and this one: a figure to look at, on which
    nothing depends. Once a batch, since for each post it would cost as much as encoding it.
    """
    oldest = min((post.fetched_at for post in posts), default=None)
    if oldest is not None:
        age = max(0.0, (now - oldest).total_seconds())
        metrics.observe("vigie_latency_seconds", age, stage=stage)
