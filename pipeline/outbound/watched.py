"""The house's client, with a count of what was asked and of what was answered."""

from __future__ import annotations

from pipeline.outbound.passing import PassingOutbound
from vigie.outbound import Outbound


class WatchedOutbound(PassingOutbound):
    """Tells a source that is slow from one that says nothing at all.

    Args:
        outbound: the house's client.

    Attributes:
        asked: requests begun.
        answered: those that had an answer, whatever it says.
    """

    def __init__(self, outbound: Outbound) -> None:
        super().__init__(outbound)
        self.asked = 0
        self.answered = 0

    def on_request(self) -> None:
        """Count it."""
        self.asked += 1

    def on_answer(self) -> None:
        """Count it."""
        self.answered += 1
