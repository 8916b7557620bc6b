"""What someone did, for the log of acts: who, what, when, on what; never a text."""

from __future__ import annotations

import msgspec


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One act. When, where and on what stand in the paper that holds it.

    Attributes:
        by: the actor's name, "vigie" for the machine.
        what: a short id ("corrected", "taken", "logged_in"); the pages name it `act.{what}`.
        detail: ids only: a label and its values, a case's reference. No one's words.
    """

    by: str
    what: str
    detail: dict[str, str] = {}
