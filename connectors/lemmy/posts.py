"""Lemmy's posts and comments as they come over the wire → events. Pure.

Source: lemmy-js-client's types for Lemmy 0.19 (PostView, CommentView, Person), whose older
dates have no zone and are in UTC. Bodies are Markdown, kept as it was typed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from connectors.addresses import canonical
from connectors.api.posts import Posts
from connectors.clock_skew import no_later
from connectors.feed.entry_fields import whole_number
from connectors.lemmy.settings import LemmySettings
from connectors.markup import one_line, plain
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.post import Deleted, Engagement, Event, Published
from vigie.say import Say

Number = Annotated[int, Meta(ge=1, le=2**53)]

_ERRORS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_MOST: Final = 200


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote; `deleted` when the account is gone."""

    name: Annotated[str, Meta(min_length=1, max_length=300)]
    actor_id: Annotated[str, Meta(max_length=1_000)] | None = None
    deleted: bool = False


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Public figures: `comments` of a post, `child_count` of a comment."""

    comments: Any = None
    child_count: Any = None
    upvotes: Any = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A post or a comment; each has some of these keys."""

    id: Number
    published: datetime
    updated: datetime | None = None
    deleted: bool = False
    removed: bool = False
    ap_id: str | None = None
    name: str | None = None
    body: str | None = None
    content: str | None = None
    post_id: int | None = None
    path: Annotated[str, Meta(max_length=2_000)] = "0"


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A post, or a comment with the post that it is under."""

    post: Entry
    creator: Person
    comment: Entry | None = None
    counts: Counts = Counts()

    @property
    def entry(self) -> Entry:
        """What was written."""
        return self.comment or self.post

    @property
    def native_id(self) -> str:
        """The source's own id: posts and comments are numbered apart."""
        return f"{'comment' if self.comment else 'post'}/{self.entry.id}"


class _Listed(msgspec.Struct, frozen=True):
    posts: list[msgspec.Raw] | None = None
    comments: list[msgspec.Raw] | None = None


def items(body: bytes) -> list[bytes]:
    """Return the items of a list or of a search's answer, as they came, two hundred at most.

    Raises:
        InvalidInput: the body is neither.
    """
    say = Say("La réponse de l’instance est illisible.", "The instance’s answer is unreadable.")
    try:
        listed = msgspec.json.decode(body, type=_Listed)
    except _ERRORS as error:
        raise InvalidInput(say) from error
    if listed.posts is None and listed.comments is None:
        raise InvalidInput(say)
    return [bytes(raw) for raw in [*(listed.posts or ()), *(listed.comments or ())][:_MOST]]


def decoded(raw: bytes) -> View | None:
    """Return one item, None for what is none."""
    try:
        return msgspec.json.decode(raw, type=View)
    except _ERRORS:
        return None


def views(raws: list[bytes], posts: Posts, now: datetime) -> tuple[list[View], list[DeadLetter]]:
    """Return the items that are posts or comments, and the dead letters of the others."""
    good: list[View] = []
    bad: list[DeadLetter] = []
    for place, raw in enumerate(raws, 1):
        view = decoded(raw)
        if view is not None:
            good.append(view)
            continue
        why = Say("Message mal formé.", "Malformed post.")
        bad.append(posts.rejected(raw, f"message {place}", why, now))
    return good, bad


def edited_at(view: View) -> float:
    """Return the Unix second of the last edition, 0 for what was never edited."""
    moment = view.entry.updated
    if moment is None:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def to_events(
    view: View, posts: Posts, settings: LemmySettings, now: datetime
) -> tuple[Event, ...]:
    """Return what an item tells: it is published, or gone, or its author's account is."""
    entry = view.entry
    account = view.creator.actor_id or f"{view.creator.name}@{settings.host}"
    if entry.deleted or entry.removed:
        return (Deleted(source=settings.name, native_id=view.native_id, at=now),)
    if view.creator.deleted:
        return posts.purges(account, now)
    replies = view.counts.comments if view.comment is None else view.counts.child_count
    told = Published(
        post=posts.post(
            native_id=view.native_id,
            title=one_line(view.post.name or "", is_markup=False),
            text=plain((entry.body if view.comment is None else entry.content) or ""),
            published=no_later(entry.published, now),
            edited=no_later(entry.updated, now) if entry.updated else None,
            now=now,
            author=posts.author(account, _handle(view.creator, settings)),
            url=canonical(entry.ap_id or "") or f"{settings.url}/{view.native_id}",
            conversation=f"post/{view.post.id}",
            in_reply_to=_parent(view),
            engagement=Engagement(
                replies=whole_number(replies), likes=whole_number(view.counts.upvotes)
            ),
        )
    )
    return (told,)


def _parent(view: View) -> str | None:
    """Return what a comment answers: its path is "0.12.34", from the post down to itself."""
    if view.comment is None:
        return None
    above = view.comment.path.split(".")[-2:-1]
    is_comment = above and above[0].isdecimal() and above[0] != "0"
    return f"comment/{above[0]}" if is_comment else f"post/{view.post.id}"


def _handle(person: Person, settings: LemmySettings) -> str:
    """Return `name`, or `name@host` for an account of another instance."""
    home = canonical(person.actor_id or "") or settings.url
    name = home.partition("://")[2].partition("/")[0]
    return person.name if name.partition(":")[0] == settings.host else f"{person.name}@{name}"
