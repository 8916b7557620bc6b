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
    "vigie_source_requests_total",
    "vigie_source_state",
    "vigie_source_missed_total",
    "vigie_records_total",
    "vigie_batches_total",
    "vigie_batch_seconds",
    "vigie_latency_seconds",
    "vigie_lag_records",
    "vigie_waits_total",
    "vigie_paused",
    "vigie_leases_held",
    "vigie_cases",
    "vigie_case_handoffs_total",
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
    # labels: source
    "vigie_source_requests_total": "Requests made for a source, whatever came of them",
    # labels: source, state
    "vigie_source_state": "1 for the state that a source is in, 0 for the six others",
    # labels: source
    "vigie_source_missed_total": "Holes that a source left: stretches unheard, floods let go",
    # labels: agent
    "vigie_records_total": "Records that an agent has finished with, durably",
    # labels: agent
    "vigie_batches_total": "Batches that an agent has finished with, durably",
    # labels: agent
    "vigie_batch_seconds": "Time from a batch's taking to its being durable, in seconds",
    # labels: stage
    "vigie_latency_seconds": "Age of a batch's oldest post when judged or written, in seconds",
    # labels: topic
    "vigie_lag_records": "Records of a topic that the workers have not finished with",
    # labels: service
    "vigie_waits_total": "Waits for a service that was away (kafka, store), by service",
    # labels: reason
    "vigie_paused": "1 while a collector asks its sources for nothing, by reason (lag, disk)",
    # no label
    "vigie_leases_held": "Sources that this collector listens to",
    # labels: state
    "vigie_cases": "Cases for the front door, by state, where the hand-off is on",
    # labels: way, outcome
    "vigie_case_handoffs_total": "Cases handed over, by way and outcome (sent, unsure, held…)",
}
