"""The counters and gauges behind `vigie.metrics`, in one registry of our own."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from vigie.metrics import METRICS, Metric

_LABELS: Final[dict[Metric, tuple[str, ...]]] = {
    "vigie_posts_total": ("source", "outcome"),
    "vigie_mentions_written_total": ("town", "change"),
    "vigie_dead_letters_total": ("stage",),
    "vigie_deliveries_total": ("target", "result"),
    "vigie_stage_seconds": ("stage",),
    "vigie_source_last_heard_timestamp_seconds": ("source",),
    "vigie_source_failures_total": ("source",),
    "vigie_source_requests_total": ("source",),
    "vigie_source_state": ("source", "state"),
    "vigie_source_missed_total": ("source",),
    "vigie_records_total": ("agent",),
    "vigie_batches_total": ("agent",),
    "vigie_batch_seconds": ("agent",),
    "vigie_latency_seconds": ("stage",),
    "vigie_lag_records": ("topic",),
    "vigie_waits_total": ("service",),
    "vigie_paused": ("reason",),
    "vigie_leases_held": (),
    "vigie_cases": ("state",),
    "vigie_case_handoffs_total": ("way", "outcome"),
}
_GAUGES: Final[frozenset[Metric]] = frozenset(
    {
        "vigie_source_last_heard_timestamp_seconds",
        "vigie_source_state",
        "vigie_lag_records",
        "vigie_paused",
        "vigie_leases_held",
        "vigie_cases",
    }
)
#: Histograms with the buckets that suit them; None for the library's own.
_HISTOGRAMS: Final[dict[Metric, tuple[float, ...] | None]] = {
    "vigie_stage_seconds": None,
    "vigie_batch_seconds": None,
    "vigie_latency_seconds": (0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 300, 1800, 7200, 86400),
}


class Metrics:
    """Every metric of an installation; labels never hold a text, an author or an address."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters: dict[Metric, Counter] = {}
        self._gauges: dict[Metric, Gauge] = {}
        self._histograms: dict[Metric, Histogram] = {}
        for name, what in METRICS.items():
            if name in _GAUGES:
                self._gauges[name] = Gauge(name, what, _LABELS[name], registry=self.registry)
            elif name in _HISTOGRAMS:
                buckets = _HISTOGRAMS[name] or Histogram.DEFAULT_BUCKETS
                self._histograms[name] = Histogram(
                    name, what, _LABELS[name], registry=self.registry, buckets=buckets
                )
            else:
                self._counters[name] = Counter(name, what, _LABELS[name], registry=self.registry)

    def count(self, name: Metric, by: float = 1, **labels: str) -> None:
        """Add to a counter."""
        counter = self._counters[name]
        (counter.labels(**labels) if labels else counter).inc(by)

    def show(self, name: Metric, value: float, **labels: str) -> None:
        """Set a gauge."""
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set(value)

    def hide(self, name: Metric) -> None:
        """Show a gauge no more: another process tells of it from now on."""
        self._gauges[name].clear()

    def observe(self, name: Metric, value: float, **labels: str) -> None:
        """Add a value to a histogram."""
        self._histograms[name].labels(**labels).observe(value)

    def stage(self, stage: str, seconds: float) -> None:
        """Record the time that a judging stage took on one batch."""
        self.observe("vigie_stage_seconds", seconds, stage=stage)
