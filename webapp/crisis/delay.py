"""What a crisis changes for a mention that does not concern it: its clocks, and what is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vigie.crisis import UNDELAYED, Crisis, concerns
from vigie.decision import Due
from vigie.record import Record
from vigie.town import Town
from vigie.town_hours import TownHours

#: Record → the clocks in force where a crisis delays its reply, None where none does.
Delay = Callable[[Record], Due | None]


def no_delay(_record: Record) -> Due | None:
    """Answer where no crisis is going on."""
    return None


def delay_of(crises: Sequence[Crisis], towns: Sequence[Town], hours: TownHours) -> Delay:
    """Return how the crises that are going on delay the rest."""
    by_town = {crisis.town: crisis for crisis in crises}
    profiles = {town.slug: town for town in towns}
    if not by_town:
        return no_delay

    def delayed(record: Record) -> Due | None:
        crisis = by_town.get(record.mention.town)
        town = profiles.get(record.mention.town)
        due = record.decision.due
        owed = due.temporary_at or due.reply_at
        if crisis is None or town is None or not owed or record.decision.route in UNDELAYED:
            return None
        return None if concerns(crisis, record) else hours.postponed(due, town, crisis.delay)

    return delayed
