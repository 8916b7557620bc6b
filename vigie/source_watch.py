"""What is kept of a source's troubles: what it made us miss, and what the team was told."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from vigie.say import Say

#: The seven states of a source, as people call them. « working » and « quiet » are heard, the
#: others are not.
SOURCE_STATES: Final[dict[str, Say]] = {
    "working": Say("active", "active"),
    "quiet": Say("calme", "quiet"),
    "late": Say("en retard", "late"),
    "failing": Say("en panne", "failing"),
    "blocked": Say("refusée", "refused"),
    "needs_credentials": Say("sans clé valable", "needs credentials"),
    "stopped": Say("arrêtée", "stopped"),
}

#: States in which nothing is heard, though something should be.
TROUBLES: Final = tuple(state for state in SOURCE_STATES if state not in {"working", "quiet"})

#: What a source may be told of: its troubles, and that it left a hole.
TOLD_OF: Final = (*TROUBLES, "gap")


class Missed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something said at a source that was not heard and cannot be any more.

    Attributes:
        at: when it was noticed.
        since: beginning of the stretch of which the source can no longer tell, up to `until`;
            None when only posts were let go.
        posts: posts let go in a flood, where they were counted.
    """

    at: datetime
    since: datetime | None = None
    until: datetime | None = None
    posts: int = 0


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A trouble that a rule told the team of, and that has not been said to be over."""

    rule: str
    state: str
    since: datetime


class Watched(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was made of a source at the last look; replaced whole.

    Attributes:
        state: one of `SOURCE_STATES`.
        told: troubles under way, one a rule.
        missed_until: when the last hole that was told had been noticed.
    """

    source: str
    state: str
    told: tuple[Told, ...] = ()
    missed_until: datetime | None = None
