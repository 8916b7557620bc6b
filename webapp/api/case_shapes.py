"""A 311 case as the API tells it: its posts name nobody, and no one tells their authors apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from vigie.case import Case, CaseMessage, CasePost
from vigie.post import Point


class CasePostSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What one mention brings to its case."""

    mention: str
    at: datetime
    excerpt: str
    url: str | None
    place: str | None
    place_id: str | None
    point: Point | None
    confidence: float
    why: tuple[str, ...]


class HandoffSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Where the case stands with the front door; see docs/311.md.

    Attributes:
        request: the front door's id of the case.
        why: why it waits, failed or is unknown; in the installation's language.
    """

    state: str
    version: int
    by: str | None
    automatic: bool
    request: str | None
    status_notes: str | None
    why: str | None
    attempts: int
    due_at: datetime | None
    approved_at: datetime | None
    sent_at: datetime | None
    changed_at: datetime | None


class CaseSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Posts about one problem, and what became of it.

    Attributes:
        voices: how many people said so, as far as their accounts tell.
    """

    reference: str
    town: str
    category: str
    voices: int
    first_seen: datetime | None
    last_seen: datetime | None
    place: str | None
    point: Point | None
    handoff: HandoffSaid
    posts: tuple[CasePostSaid, ...]


class CaseWhole(CaseSaid, frozen=True, kw_only=True):
    """A case with what the front door is told, and what may be done with it now."""

    message: CaseMessage
    offered: tuple[str, ...]


def case_whole(case: Case, message: CaseMessage, offered: Sequence[str]) -> CaseWhole:
    """Return a case as it is told alone."""
    return CaseWhole(**_alike(case), message=message, offered=tuple(offered))


def case_said(case: Case) -> CaseSaid:
    """Return a case as it is told."""
    return CaseSaid(**_alike(case))


def _alike(case: Case) -> dict[str, Any]:
    handoff = {name: getattr(case.handoff, name) for name in HandoffSaid.__struct_fields__}
    own = ("reference", "town", "category", "voices", "first_seen", "last_seen", "place", "point")
    return {
        **{name: getattr(case, name) for name in own},
        "handoff": HandoffSaid(**handoff),
        "posts": tuple(map(_post_said, case.posts)),
    }


def _post_said(post: CasePost) -> CasePostSaid:
    names = CasePostSaid.__struct_fields__
    return CasePostSaid(**{name: getattr(post, name) for name in names})
