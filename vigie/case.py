"""A case for the town's front door: every post about one problem, and what became of it there."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from vigie.labels import Name
from vigie.post import Point

#: The states of a case, in the order of its life; docs/311.md draws it.
STATES: Final[dict[str, Name]] = {
    "draft": Name("brouillon", "draft"),
    "approved": Name("approuvé", "approved"),
    "sending": Name("envoi en cours", "being sent"),
    "unknown": Name("issue inconnue", "outcome unknown"),
    "sent": Name("transmis", "sent"),
    "open": Name("ouvert", "open"),
    "closed": Name("réglé", "closed"),
    "failed": Name("refusé", "refused"),
    "withdrawn": Name("retiré", "withdrawn"),
}

#: States in which nothing was ever given to the front door: the case goes with its last post.
UNSENT: Final = frozenset(("draft", "approved", "failed", "withdrawn"))


class CasePost(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What one mention brings to its case.

    It holds all that is anybody's words, so that it leaves the case whole with its mention.

    Attributes:
        at: when it was published.
        excerpt: at most 300 characters on one line, masked.
        url: its address, None when the address itself would name its author.
        place: the words of the post, masked; `place_id` and `point` as `CaseDraft`.
        cluster: id of its story's first mention.
        voice: tells authors of one case apart; means nothing outside the case.
        confidence: that it is a request, and of this category: the lesser of the two.
        why: sentences that say why it is one.
    """

    mention: str
    at: datetime
    excerpt: str
    url: str | None = None
    place: str | None = None
    place_id: str | None = None
    point: Point | None = None
    cluster: str | None = None
    voice: str = ""
    confidence: float = 0.0
    why: tuple[str, ...] = ()


class Handoff(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the case stands with the front door.

    Attributes:
        state: an id of `STATES`.
        version: raised by one at each change and at each claim; a change made on an older
            version is refused, so that no two workers act on one case.
        by: how it was handed over ("open311", "email", "webhook", "csv").
        automatic: approved by the town's own threshold, not by a person.
        request: the front door's id of the case; `token` what it gave to ask for it later.
        status_notes: what the front door says of it.
        why: why it waits, failed or is unknown; a sentence in the installation's language.
        attempts: tries since the last change of state.
        due_at: when a worker is to look at it next, None: when someone says so.
        sent_at: when the sending began, written before anything leaves.
    """

    state: str = "draft"
    version: int = 0
    by: str | None = None
    automatic: bool = False
    request: str | None = None
    token: str | None = None
    status_notes: str | None = None
    why: str | None = None
    attempts: int = 0
    due_at: datetime | None = None
    approved_at: datetime | None = None
    sent_at: datetime | None = None
    changed_at: datetime | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Posts about one problem: one town, one category, one place, a few days.

    Attributes:
        reference: "VIGIE-" and ten characters; given by the first post and kept since.
        posts: oldest first.
    """

    reference: str
    town: str
    category: str
    posts: tuple[CasePost, ...]
    handoff: Handoff = Handoff()

    @property
    def voices(self) -> int:
        """How many people said so, as far as their accounts tell."""
        return len({post.voice for post in self.posts})

    @property
    def first_seen(self) -> datetime | None:
        """When the oldest post was published."""
        return min((post.at for post in self.posts), default=None)

    @property
    def last_seen(self) -> datetime | None:
        """When the newest post was published."""
        return max((post.at for post in self.posts), default=None)

    @property
    def best(self) -> CasePost | None:
        """The post that says it best: the surest, then the one that says most, then the first."""
        return max(self.posts, key=lambda p: (round(p.confidence, 1), len(p.excerpt)), default=None)

    @property
    def place(self) -> str | None:
        """Words for the place: those that the gazetteer knows first."""
        ordered = sorted(self.posts, key=lambda post: post.place_id is None)
        return next((post.place for post in ordered if post.place), None)

    @property
    def point(self) -> Point | None:
        """Where it is, if any post tells."""
        return next((post.point for post in self.posts if post.point), None)

    @property
    def confidence(self) -> float:
        """How sure the surest post is."""
        return max((post.confidence for post in self.posts), default=0.0)

    @property
    def links(self) -> tuple[str, ...]:
        """Addresses of the posts, each once, oldest first."""
        return tuple(dict.fromkeys(post.url for post in self.posts if post.url))

    @property
    def evidence(self) -> tuple[str, ...]:
        """Why the best post counts as a request."""
        return self.best.why if self.best else ()


class CaseMessage(msgspec.Struct, frozen=True, kw_only=True):
    """All that a case tells the front door, in the town's language. It names nobody.

    Attributes:
        title: category and place, on one line.
        text: at most 4000 characters, no markup; begins with the reference.
        address: words for the place with the town's name, None when no post tells a place.
        links: addresses of posts, those that name nobody.
    """

    reference: str
    town: str
    category: str
    title: str
    text: str
    excerpt: str
    address: str | None = None
    point: Point | None = None
    links: tuple[str, ...] = ()
    posts: int = 1
    voices: int = 1
    first_seen: datetime | None = None
    last_seen: datetime | None = None
