"""What the machine thinks of a mention. Replaced whole whenever it is judged again."""

from __future__ import annotations

import msgspec

from vigie.mention import Mention
from vigie.post import Point


class Label(msgspec.Struct, frozen=True, gc=False):
    """A label and how sure the machine is of it, from 0 to 1."""

    value: str
    confidence: float


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """A yes or a no, and how sure the machine is of it, from 0 to 1."""

    yes: bool
    confidence: float


class ServiceRequest(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Is it a case that the town's own services can act on? If so, of which category."""

    yes: bool
    confidence: float
    category: str | None = None
    category_confidence: float | None = None


class Place(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The place of the problem or the subject.

    Attributes:
        text: the exact words of the post's text, from `start` to `end` in code points.
        id: the gazetteer's id, None when the words match no known place.
        point: where the gazetteer puts it, if it does.
    """

    text: str
    start: int
    end: int
    confidence: float
    id: str | None = None
    kind: str | None = None
    district: str | None = None
    point: Point | None = None


class Relevance(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Is it about this town, as a place or a municipality?

    Attributes:
        rule: the short id under which what is dropped is counted ("name", "homonym", …).
        reason: the same for a person, in the town's language.
        names: the town's names found, as written in the post.
    """

    about: bool
    confidence: float
    rule: str
    reason: str
    names: tuple[str, ...] = ()


class Reason(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Why a label was given, in words a clerk understands.

    `start` and `end` are code points in the post's text; both None when the reason is not a
    passage of it (the source, the title, an absence).
    """

    label: str
    reason: str
    start: int | None = None
    end: int | None = None


class Judgement(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """All the labels of one mention; None where that stage has not spoken or found nothing.

    Attributes:
        owner: whose problem it is when it is not the town's: the id of one of the profile's
            referrals, or "other"; None when the town may act or nothing is wrong.
        cluster: id of the first mention of the same story, given when it is written.
        uncertain: labels to be checked by a person (« à vérifier »).
        models: stage → name and version of what judged.
        generation: raised when history is judged again with a newer model.
    """

    relevance: Relevance | None = None
    language: Label | None = None
    sentiment: Label | None = None
    topic: Label | None = None
    intent: Label | None = None
    service_request: ServiceRequest | None = None
    place: Place | None = None
    media_request: Verdict | None = None
    emergency: Verdict | None = None
    conduct: Label | None = None
    author_role: Label | None = None
    owner: str | None = None
    cluster: str | None = None
    why: tuple[Reason, ...] = ()
    uncertain: tuple[str, ...] = ()
    models: dict[str, str] = {}
    generation: int = 1


class Judged(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A mention on its way through the stages, with what they have said so far."""

    mention: Mention
    judgement: Judgement
