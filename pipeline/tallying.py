"""Counts what a batch brought and what became of it."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.metrics import Metrics
from vigie.batch import Batch, Tally, Written
from vigie.dead_letter import DeadLetter


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
