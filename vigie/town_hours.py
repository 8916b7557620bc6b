"""What the pages ask of a town's business clock, which the desk keeps."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from vigie.decision import Due
from vigie.town import Town


class TownHours(Protocol):
    """Counts a town's opening hours. Pure; every moment is aware and in UTC."""

    def last_closing(self, town: Town, now: datetime) -> datetime | None:
        """Return when the last working day before today ended; None for a town never open."""
        ...

    def run_out(self, town: Town, minutes: int, now: datetime) -> datetime | None:
        """Return the moment by which what was received has waited so many business minutes."""
        ...

    def postponed(self, due: Due, town: Town, minutes: int) -> Due:
        """Return the clocks moved forward by so many business minutes."""
        ...
