"""A town's opening hours, as the pages ask for them (`vigie.town_hours`)."""

from __future__ import annotations

from datetime import datetime

from desk.response_clock import BusinessClock
from vigie.decision import Due
from vigie.town import Town


class OpeningHours:
    """Answers for any town by its business clock; keeps nothing."""

    def last_closing(self, town: Town, now: datetime) -> datetime | None:
        """Return when the last working day before today ended; None for a town never open."""
        return BusinessClock(town).last_closing(now)

    def run_out(self, town: Town, minutes: int, now: datetime) -> datetime | None:
        """Return the moment by which what was received has waited so many business minutes.

        None for a town that is never open, where nothing is ever due.
        """
        try:
            return BusinessClock(town).before(now, minutes)
        except ValueError:
            return None

    def postponed(self, due: Due, town: Town, minutes: int) -> Due:
        """Return the clocks moved forward by so many business minutes; those not set stay so."""
        if minutes <= 0:
            return due
        clock = BusinessClock(town)

        def later(at: datetime | None) -> datetime | None:
            try:
                return clock.after(at, minutes) if at else None
            except ValueError:
                return at

        return Due(temporary_at=later(due.temporary_at), reply_at=later(due.reply_at))
