"""What one round of deliveries came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from pipeline.metrics import Metrics
from vigie.alert import Delivery

_RESULTS = {"sent": "sent", "pending": "retry", "dead": "dead", "dropped": "dropped"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Deliveries that were settled, as they were saved; false when there is none.

    Attributes:
        retried: tried, failed, due again later.
        dead: given up; the caller writes their dead letters.
        dropped: their target wants no more alerts.
    """

    sent: tuple[Delivery, ...] = ()
    retried: tuple[Delivery, ...] = ()
    dead: tuple[Delivery, ...] = ()
    dropped: tuple[Delivery, ...] = ()

    @classmethod
    def of(cls, settled: Sequence[Delivery]) -> Self:
        """Sort settled deliveries by their state."""

        def in_state(state: str) -> tuple[Delivery, ...]:
            return tuple(d for d in settled if d.state == state)

        return cls(
            sent=in_state("sent"),
            retried=in_state("pending"),
            dead=in_state("dead"),
            dropped=in_state("dropped"),
        )

    def __bool__(self) -> bool:
        return any((self.sent, self.retried, self.dead, self.dropped))

    def count(self, metrics: Metrics) -> None:
        """Add these to the metric of deliveries, by target and result."""
        for delivery in (*self.sent, *self.retried, *self.dead, *self.dropped):
            metrics.count(
                "vigie_deliveries_total",
                target=delivery.target,
                result=_RESULTS[delivery.state],
            )
