"""Where the search of a forum was left. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

import msgspec
from msgspec.structs import replace

from connectors.api.cursor import cursor_of

_FIRST_DAYS: Final = 7
#: Days looked at again: Discourse's search knows a post a little after the forum does.
_AGAIN: Final = 1
_PAGES_OF_A_WORD: Final = 10


class SearchCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The state of a round, which searches every word once.

    Attributes:
        since: when the last round that came to its end began.
        began: when this round did; None between two.
        word: place of the word being searched.
        page: of its results.
        known: ids of posts brought, the newest first.
        topics: topics read, the last at the end: number → number of its last post then.
        failures: refusals in a row.
    """

    REMEMBERED: ClassVar[int] = 2_000

    since: datetime | None = None
    began: datetime | None = None
    word: int = 0
    page: int = 1
    known: tuple[int, ...] = ()
    topics: dict[int, int] = {}
    failures: int = 0

    def after(self, now: datetime) -> datetime:
        """Return the midnight after which posts are searched for."""
        start = self.since - timedelta(days=_AGAIN) if self.since else None
        oldest = now - timedelta(days=_FIRST_DAYS)
        chosen = min(max(start, now - timedelta(days=90)), now) if start else oldest
        return chosen.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def begun(state: SearchCursor, now: datetime, words: int) -> SearchCursor:
    """Return the cursor within a round: the one that goes on, or a new one."""
    if state.began is not None and state.word < words:
        return state
    return replace(state, began=now, word=0, page=1)


def remembering(
    state: SearchCursor, ids: Collection[int], topics: Mapping[int, int]
) -> SearchCursor:
    """Return the cursor knowing these posts, and these topics, too."""
    others = {number: last for number, last in state.topics.items() if number not in topics}
    kept = list({**others, **topics}.items())[-SearchCursor.REMEMBERED :]
    return replace(state, known=(*ids, *state.known)[: SearchCursor.REMEMBERED], topics=dict(kept))


def onward(state: SearchCursor, words: int, *, more: bool) -> SearchCursor:
    """Return the cursor after a page of results."""
    state = replace(state, failures=0)
    if more and state.page < _PAGES_OF_A_WORD:
        return replace(state, page=state.page + 1)
    if state.word + 1 < words:
        return replace(state, word=state.word + 1, page=1)
    return replace(state, since=state.began, began=None, word=0, page=1)


def read(cursor: bytes | None) -> SearchCursor:
    """Return the cursor; one that cannot be read starts anew."""
    return cursor_of(cursor, SearchCursor)


def write(state: SearchCursor) -> bytes:
    """Return the cursor as JSON."""
    return msgspec.json.encode(state)
