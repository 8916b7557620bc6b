"""Every metric's name in one place, each with what it counts (docs/metrics.md is tested)."""

from __future__ import annotations

from typing import Final, Literal

Metric = Literal[
    "vigie_posts_total",
    "vigie_mentions_written_total",
    "vigie_dead_letters_total",
    "vigie_deliveries_total",
    "vigie_stage_seconds",
    "vigie_source_last_heard_timestamp_seconds",
    "vigie_source_failures_total",
]

METRICS: Final[dict[Metric, str]] = {
    # labels: source, outcome
    "vigie_posts_total": "Posts heard, by source and outcome (kept, homonym, no_name…)",
    # labels: town, change
    "vigie_mentions_written_total": "Mentions written, by town and change (new, revised…)",
    # labels: stage
    "vigie_dead_letters_total": "Items set aside, by the stage that gave up",
    # labels: target, result
    "vigie_deliveries_total": "Delivery attempts, by target and result (sent, retry, dead)",
    # labels: stage
    "vigie_stage_seconds": "Time spent by each stage on a batch, in seconds",
    # labels: source
    "vigie_source_last_heard_timestamp_seconds": "When a source last answered, Unix seconds",
    # labels: source
    "vigie_source_failures_total": "Failed fetches, by source",
}
