"""Where a YouTube source was left: high-water marks, followed videos, what the day has cost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from connectors.api.cursor import cursor_of
from connectors.youtube.budget import Spent

#: So much before the mark, in seconds, what was not told yet is new: a comment may be listed
#: some time after its publication.
OVERLAP: Final = 3_600
#: What was told of one place lately is remembered up to so many.
_TOLD: Final = 300
#: Threads of one place whose number of replies is remembered: those of one page.
_THREADS: Final = 100


T = TypeVar("T")


class Walk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A list that comes newest first, walked back to where it was left. Times: Unix seconds.

    Attributes:
        mark: time of the newest item of the last whole walk; 0 before the first.
        reaching: the same for the walk that is not over; becomes `mark` at its end.
        token: of the page at which that walk goes on.
        walked: pages of that walk.
        at: when the last whole walk ended.
        replies: by thread, how many replies it had when all of them were read.
        told: marks of what was told since `since`, each with its time.
    """

    mark: int = 0
    reaching: int = 0
    token: str = ""
    walked: int = 0
    at: int = 0
    replies: dict[str, int] = {}
    told: dict[str, int] = {}

    @property
    def since(self) -> int:
        """Items at or after this moment may be new."""
        return self.mark - OVERLAP if self.mark else 0


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """What one page of a walk held.

    Attributes:
        newest: time of its newest item, 0 when it has none that can be read.
        oldest: time of its last item in the list's own order, 0 likewise.
        token: of the page after it, "" for the last.
    """

    newest: int
    oldest: int
    token: str


class Followed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A video that is looked at again.

    Attributes:
        id: YouTube's.
        at: its publication, Unix seconds.
        digest: of its title and description.
        title: masked, so that a comment is read with what it answers.
        channel: its publisher's id.
        found: by the search: its comments are read too.
        shut: its comments cannot be read.
    """

    id: str
    at: int
    digest: str
    title: str = ""
    channel: str = ""
    found: bool = False
    shut: bool = False
    walk: Walk = Walk()


class YouTubeCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole cursor.

    Attributes:
        comments, uploads: by channel.
        playlists: by channel, its uploads where they are not in the usual playlist.
        searches: by query.
        turn: the query whose turn comes next.
        searched, looked, counted: when a search, the daily look at followed videos and the
            own channels' figures were last done, Unix seconds.
        leases: by channel, when its WebSub subscription is to be renewed, Unix seconds.
        failures: refusals in a row.
    """

    spent: Spent = Spent()
    comments: dict[str, Walk] = {}
    uploads: dict[str, Walk] = {}
    playlists: dict[str, str] = {}
    searches: dict[str, Walk] = {}
    followed: tuple[Followed, ...] = ()
    turn: int = 0
    searched: int = 0
    looked: int = 0
    counted: int = 0
    leases: dict[str, int] = {}
    failures: int = 0


def read_cursor(cursor: bytes | None) -> YouTubeCursor:
    """Return the cursor; one that cannot be read starts anew, and repeats what is known."""
    return cursor_of(cursor, YouTubeCursor)


def write_cursor(state: YouTubeCursor) -> bytes:
    """Return the cursor's bytes."""
    return msgspec.json.encode(state)


def seconds(moment: datetime) -> int:
    """Return a moment as whole Unix seconds; one without a zone is in UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(aware.timestamp())


def due(last: int, every: float, now: int) -> bool:
    """Tell whether what is done every so many seconds is to be done now.

    Half a minute early counts as now, and so does a `last` that a clock's jump left ahead.
    """
    return last == 0 or last > now or now - last >= every - 30


def onward(walk: Walk, leaf: Leaf, now: int, first_pages: int) -> tuple[Walk, bool]:
    """Return the walk after one page of it, and whether it goes on. Pure.

    The new mark is the newest of the walk's first page: what comes while it goes on is above
    that page, and newer. It is never ahead of `now`: one absurd date would hide all the rest.

    Args:
        walk: before the page.
        leaf: the page.
        now: Unix seconds.
        first_pages: most pages of a walk that has no mark to stop at.
    """
    reaching = walk.reaching if walk.walked else min(max(leaf.newest, walk.mark), now)
    walked = walk.walked + 1
    past = bool(walk.mark and leaf.oldest and leaf.oldest < walk.since)
    enough = walked >= first_pages and not walk.mark
    told = _lately(walk.told, max(reaching, walk.mark) - OVERLAP)
    if not leaf.token or leaf.token == walk.token or past or enough:
        ended = restarted(replace(walk, mark=max(reaching, walk.mark), at=now, told=told))
        return ended, False
    more = replace(walk, reaching=reaching, token=leaf.token, walked=walked, told=told)
    return more, True


def _lately(told: Mapping[str, int], since: int) -> dict[str, int]:
    recent = sorted((at, mark) for mark, at in told.items() if at >= since)
    return {mark: at for at, mark in recent[-_TOLD:]}


def restarted(walk: Walk) -> Walk:
    """Return the walk begun anew from its first page, its mark where it was."""
    return replace(walk, reaching=0, token="", walked=0)


def with_replies(walk: Walk, counts: Mapping[str, int]) -> Walk:
    """Return the walk with these threads' replies remembered as read, the oldest forgotten."""
    kept = {**{key: n for key, n in walk.replies.items() if key not in counts}, **counts}
    return replace(walk, replies=dict(list(kept.items())[-_THREADS:]))


def told_once(walk: Walk, news: Mapping[str, tuple[int, T]]) -> tuple[Walk, list[T]]:
    """Return what of `news` was not told yet, and the walk that remembers it.

    Args:
        walk: before.
        news: by what tells one from another (an id and its edition), the time and the thing.
    """
    marks = {blake2b(k.encode(), digest_size=6).hexdigest(): n for k, n in news.items()}
    unsaid = {mark: one for mark, one in marks.items() if mark not in walk.told}
    told = {**walk.told, **{mark: at for mark, (at, _) in unsaid.items()}}
    return replace(walk, told=told), [thing for _, thing in unsaid.values()]
