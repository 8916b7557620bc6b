"""A post or a comment of Reddit, whether its API or its RSS told it → events. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import msgspec

from connectors.addresses import canonical
from connectors.api.posts import Posts
from connectors.reddit.settings import SITE
from vigie.dead_letter import DeadLetter
from vigie.post import Deleted, Engagement, Event, Media, Published

#: An edition that stands for a thing that is gone.
GONE: Final = -1

_FULLNAME: Final = re.compile("t[13]_[a-z0-9]{1,16}")
_PERMALINK: Final = re.compile(
    r"/r/\w{2,50}/comments/([a-z0-9]{1,16})(?:/[^/]*(?:/([a-z0-9]{1,16}))?)?/?"
)
_GONE: Final = re.compile(
    r"\[ ?(?:deleted|removed|deleted by user|removed by reddit[^\[\]]{0,200}) ?\]", re.IGNORECASE
)


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """A post (t3) or a comment (t1), as plain text.

    Attributes:
        name: its « fullname », "t3_…" or "t1_…": the native id.
        title: of the post, also for a comment.
        author: handle without "u/", None when nobody is named.
        parent: fullname of what a comment answers.
        link: fullname of the post commented.
        permalink: path of its page, from "/r/".
        gone: deleted by its author, or removed.
    """

    name: str
    title: str = ""
    text: str = ""
    author: str | None = None
    created: datetime | None = None
    edited: datetime | None = None
    permalink: str = ""
    parent: str | None = None
    link: str | None = None
    replies: int | None = None
    score: int | None = None
    media: tuple[Media, ...] = ()
    gone: bool = False

    @property
    def edition(self) -> int:
        """0 as it was first published, the Unix second of its last edition, or `GONE`."""
        if self.gone:
            return GONE
        return int(self.edited.timestamp()) if self.edited else 0

    @property
    def second(self) -> int:
        """Unix second of its publication, 0 when unknown."""
        return int(self.created.timestamp()) if self.created else 0


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One page of things, newest first.

    Attributes:
        after: anchor of the next page, None at the end.
        window: it shows the newest things only: what left it cannot be had.
    """

    things: tuple[Thing, ...] = ()
    rejected: tuple[DeadLetter, ...] = ()
    after: str | None = None
    window: bool = False


def fullname(said: object) -> str | None:
    """Return the fullname of a post or a comment, None for anything else."""
    return said if isinstance(said, str) and _FULLNAME.fullmatch(said) else None


def names_in(permalink: str) -> tuple[str | None, str | None]:
    """Return the fullnames of the post and of the comment that a permalink's path names."""
    found = _PERMALINK.fullmatch(permalink)
    if found is None:
        return None, None
    return f"t3_{found.group(1)}", f"t1_{found.group(2)}" if found.group(2) else None


def reads_gone(*parts: str | None) -> bool:
    """Tell whether an author, a title or a text is what Reddit writes in place of one."""
    return any(part and _GONE.fullmatch(part[:300].strip()) for part in parts)


def moment(seconds: object) -> datetime | None:
    """Return the moment of a Unix time, None for what is none."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def to_events(
    things: Iterable[Thing], known: dict[str, int], posts: Posts, source: str, now: datetime
) -> list[Event]:
    """Return what things tell that is not known: publications, editions, deletions.

    Args:
        things: of a page.
        known: editions of what was brought before, by fullname. What is gone and was never
            brought tells nothing: a post held back by a moderator may appear later.
        posts: makes the source's posts.
        source: its name.
        now: when the page was fetched.
    """
    events: list[Event] = []
    for thing in things:
        before = known.get(thing.name)
        if before == thing.edition or (thing.gone and before is None):
            continue
        if thing.gone:
            events.append(Deleted(source=source, native_id=thing.name, at=now))
        else:
            events.append(_published(thing, posts, now))
    return events


def _published(thing: Thing, posts: Posts, now: datetime) -> Published:
    # The handle, and not Reddit's « author_fullname », which its RSS does not give: the same
    # account has the same pseudonym either way.
    return Published(
        post=posts.post(
            native_id=thing.name,
            title=thing.title,
            text=thing.text,
            published=thing.created,
            edited=thing.edited,
            now=now,
            author=posts.author(thing.author),
            url=canonical(SITE + thing.permalink) if thing.permalink else None,
            conversation=thing.link or thing.name,
            in_reply_to=thing.parent,
            engagement=Engagement(replies=thing.replies, likes=thing.score),
            media=thing.media,
        )
    )
