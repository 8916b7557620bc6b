"""The counters and gauges behind `vigie.metrics`, in one registry of our own."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from vigie.metrics import METRICS, Metric

_LABELS: dict[Metric, tuple[str, ...]] = {
    "vigie_posts_total": ("source", "outcome"),
    "vigie_mentions_written_total": ("town", "change"),
    "vigie_dead_letters_total": ("stage",),
    "vigie_deliveries_total": ("target", "result"),
    "vigie_stage_seconds": ("stage",),
    "vigie_source_last_heard_timestamp_seconds": ("source",),
    "vigie_source_failures_total": ("source",),
}
_GAUGES: frozenset[Metric] = frozenset({"vigie_source_last_heard_timestamp_seconds"})


class Metrics:
    """Every metric of an installation; labels never hold a text, an author or an address."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters: dict[Metric, Counter] = {}
        self._gauges: dict[Metric, Gauge] = {}
        for name, what in METRICS.items():
            if name in _GAUGES:
                self._gauges[name] = Gauge(name, what, _LABELS[name], registry=self.registry)
            elif name != "vigie_stage_seconds":
                self._counters[name] = Counter(name, what, _LABELS[name], registry=self.registry)
        self._stages = Histogram(
            "vigie_stage_seconds",
            METRICS["vigie_stage_seconds"],
            _LABELS["vigie_stage_seconds"],
            registry=self.registry,
        )

    def count(self, name: Metric, by: float = 1, **labels: str) -> None:
        """Add to a counter."""
        self._counters[name].labels(**labels).inc(by)

    def show(self, name: Metric, value: float, **labels: str) -> None:
        """Set a gauge."""
        self._gauges[name].labels(**labels).set(value)

    def stage(self, stage: str, seconds: float) -> None:
        """Record the time that a judging stage took on one batch."""
        self._stages.labels(stage=stage).observe(seconds)
