"""A decision as the API is asked of it and tells it: what to compare, and what is found."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from vigie.comparison import Comparison, WordChange
from vigie.kept_decision import KeptDecision
from webapp.api.next_page import After
from webapp.decision.asked import KINDS, WEEKS
from webapp.mentions.asked import FILTERS

_Word = Annotated[str, Meta(min_length=1, max_length=200)]
_Values: Any = Annotated[tuple[_Word, ...], Meta(max_length=20)]
_Kind: Any = Literal[KINDS]
_Weeks: Any = Literal[WEEKS]
_Filter: Any = Literal[(*FILTERS, "town")]

CompareAsked: Final = msgspec.defstruct(
    "DecisionAsked",
    [
        ("on", Annotated[date, Meta(description="The day, in the town's own time.")]),
        ("weeks", Annotated[_Weeks, Meta(description="On each side.")], 2),
        ("q", Annotated[str, Meta(max_length=500, description="In the search language.")], ""),
        *((name, _Values, ()) for name in (*FILTERS, "town")),
    ],
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
)


class DecisionKept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision to be kept: what to compare, never what was found.

    Attributes:
        weeks: on each side.
        words: in the search language.
        filters: field → values.
    """

    name: Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
    on: date
    kind: _Kind = KINDS[0]
    weeks: _Weeks = 2
    words: Annotated[str, Meta(max_length=500)] = ""
    filters: dict[_Filter, _Values] = {}


class DecisionSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that was kept, by its key."""

    key: str
    town: str
    page: str
    decision: KeptDecision


class DecisionsAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which page of the decisions kept."""

    after: After = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class DecisionsSaid(msgspec.Struct, frozen=True, kw_only=True):
    """The decisions kept, the latest day first.

    Attributes:
        total: how many there are, on all pages.
        next: what to give as `after` for the next page, null on the last.
        links: `next`: the address of the next page.
    """

    total: int
    decisions: tuple[DecisionSaid, ...]
    next: str | None
    links: dict[str, str]


class WindowSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Local days, both included."""

    first: date
    last: date


class ConclusionSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said, or, when not `sure`, what the figures do not allow."""

    text: str
    sure: bool


class QuotedSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A typical mention: its words without any handle, its source, its page on the desk."""

    said: str
    source: str
    page: str


class ComparedSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What residents said before a day and after it.

    Attributes:
        comparison: shares and rates with their intervals and verdicts (docs/trends.md).
        conclusions: the same in sentences.
        days: mentions by local day.
        words: those that changed.
        said_before, said_after: typical mentions.
    """

    before: WindowSaid
    after: WindowSaid
    comparison: Comparison
    conclusions: tuple[ConclusionSaid, ...]
    days: dict[date, int]
    words: tuple[WordChange, ...]
    said_before: tuple[QuotedSaid, ...]
    said_after: tuple[QuotedSaid, ...]
