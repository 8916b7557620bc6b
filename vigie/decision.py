"""What the desk proposes for a mention: a route, a clock, a draft. A person always sends."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vigie.post import Point


class Draft(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A reply ready for a person to read, edit and send; the machine never sends it.

    Attributes:
        template: id of the town's template that was filled.
        language: "fr" or "en".
        temporary: the short reply that may go first, where the policy allows one.
    """

    template: str
    language: str
    text: str
    temporary: str | None = None


class Due(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """When the response clocks run out, in business hours counted by the town's calendar.

    `temporary_at` is the first clock, stopped by a temporary reply; `reply_at` the second,
    stopped by the validated reply. Both aware UTC; None where no reply is owed.
    """

    temporary_at: datetime | None = None
    reply_at: datetime | None = None


class CaseDraft(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What the 311 clerk would receive: no name, no handle, no phone."""

    category: str
    excerpt: str
    place: str | None = None
    place_id: str | None = None
    point: Point | None = None
    url: str | None = None


class Decision(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The route proposed, the policy's article behind it, and what goes with it.

    Attributes:
        route: a `ROUTES` id.
        article: id of the policy's article (docs/policy.md).
        referral: id of the town's referral when someone else owns the problem.
        why: sentences in the town's language, in the order in which they were considered.
    """

    route: str
    article: str
    due: Due = Due()
    draft: Draft | None = None
    referral: str | None = None
    case: CaseDraft | None = None
    why: tuple[str, ...] = ()
