"""New videos: searches for the towns' names, and the uploads of the watched channels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.youtube.api import Listing, decoded
from connectors.youtube.cursor import Walk, YouTubeCursor, due, onward, restarted, seconds
from connectors.youtube.errors import Trouble
from connectors.youtube.lists import read_spotted
from connectors.youtube.queries import Search
from connectors.youtube.step import Listening, Step, Steps
from connectors.youtube.videos import LATE, fresh, tell
from connectors.youtube.wire import usable

_DAY: Final = 86_400
#: Pages of fifty videos, walked when a query is first searched, a channel first read.
_FIRST_OF_SEARCH: Final = 3
_FIRST_OF_UPLOADS: Final = 1


class _Related(msgspec.Struct, frozen=True):
    uploads: str = ""


class _Content(msgspec.Struct, frozen=True, rename="camel"):
    related_playlists: _Related


class _Channel(msgspec.Struct, frozen=True, rename="camel"):
    content_details: _Content


async def search_videos(
    it: Listening, queries: Sequence[Search], state: YouTubeCursor, now: datetime
) -> Steps:
    """Yield what the next query finds, when a search is due; spread evenly over the day."""
    moment = seconds(now)
    if not queries or not due(state.searched, _DAY / it.settings.searches_per_day, moment):
        return
    search = queries[state.turn % len(queries)]
    state = replace(state, searched=moment, searches=_current(state, queries))
    going = True
    while going:
        walk = state.searches.get(search.key, Walk())
        answer = await _search(it, search, walk, now)
        if isinstance(answer, Trouble):
            walk = restarted(walk) if answer.scope == "page" else walk
            state = replace(state, searches={**state.searches, search.key: walk})
            # Without searches there are still comments to read.
            known = answer.scope != "source"
            yield Step(state=state, note=answer.refusal.say) if known else answer
            return
        step, walk, going = await _page(it, state, answer, walk, now, search=True)
        if isinstance(step, Trouble):
            yield step
            return
        state = replace(step.state, searches={**state.searches, search.key: walk})
        state = state if going else replace(state, turn=(state.turn + 1) % len(queries))
        yield replace(step, state=state)


async def read_uploads(it: Listening, state: YouTubeCursor, now: datetime) -> Steps:
    """Yield the new videos of the watched channels, those not looked at for a while."""
    for channel in it.settings.watched:
        walk = state.uploads.get(channel, Walk())
        going = bool(walk.token) or due(walk.at, it.settings.uploads_interval, seconds(now))
        while going:
            answer = await _playlist(it, state.playlists.get(channel), channel, walk)
            if isinstance(answer, Trouble) and answer.scope in ("item", "page"):
                walk = replace(restarted(walk), at=seconds(now))
                state = replace(state, uploads={**state.uploads, channel: walk})
                yield Step(state=state, note=answer.refusal.say)
                break
            if isinstance(answer, Trouble):
                yield answer
                return
            listing, playlist = answer
            step, walk, going = await _page(it, state, listing, walk, now, search=False)
            if isinstance(step, Trouble):
                yield step
                return
            state = replace(step.state, uploads={**state.uploads, channel: walk})
            if playlist != _usual(channel):
                state = replace(state, playlists={**state.playlists, channel: playlist})
            yield replace(step, state=state)


def _current(state: YouTubeCursor, queries: Sequence[Search]) -> dict[str, Walk]:
    keys = {search.key for search in queries}
    return {key: walk for key, walk in state.searches.items() if key in keys}


async def _page(
    it: Listening,
    state: YouTubeCursor,
    listing: Listing,
    walk: Walk,
    now: datetime,
    *,
    search: bool,
) -> tuple[Step | Trouble, Walk, bool]:
    spotted, rejected, leaf = read_spotted(listing, it.posts, now, search=search)
    step = await tell(it, state, fresh(spotted, state, walk.mark), now, found=search)
    if isinstance(step, Trouble):
        return step, walk, False
    pages = _FIRST_OF_SEARCH if search else _FIRST_OF_UPLOADS
    walk, going = onward(walk, leaf, seconds(now), pages)
    return replace(step, rejected=(*rejected, *step.rejected)), walk, going


async def _search(it: Listening, search: Search, walk: Walk, now: datetime) -> Listing | Trouble:
    days = it.settings.videos_days * _DAY
    since = walk.mark - LATE if walk.mark else seconds(now) - days
    after = datetime.fromtimestamp(max(since, 0), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return await it.api.ask(
        "search",
        {
            "part": "snippet",
            "type": "video",
            "order": "date",
            "maxResults": "50",
            "publishedAfter": after,
            "pageToken": walk.token,
            **search.query,
        },
        what=search.query["q"],
    )


async def _playlist(
    it: Listening, known: str | None, channel: str, walk: Walk
) -> tuple[Listing, str] | Trouble:
    """Return a page of a channel's uploads, and its playlist where that is not the usual one."""
    playlist = known or _usual(channel)
    answer = await _items(it, playlist, channel, walk)
    if isinstance(answer, Trouble):
        if answer.reason != "playlistNotFound" or known:
            return answer
        other = await _uploads_of(it, channel)
        if other in (None, playlist):
            return answer
        playlist, answer = str(other), await _items(it, str(other), channel, walk)
    return answer if isinstance(answer, Trouble) else (answer, playlist)


async def _items(it: Listening, playlist: str, channel: str, walk: Walk) -> Listing | Trouble:
    return await it.api.ask(
        "playlistItems",
        {
            "part": "contentDetails",
            "playlistId": playlist,
            "maxResults": "50",
            "pageToken": walk.token,
        },
        what=channel,
    )


async def _uploads_of(it: Listening, channel: str) -> str | None:
    answer = await it.api.ask("channels", {"part": "contentDetails", "id": channel})
    if isinstance(answer, Trouble) or not answer.items:
        return None
    found = decoded(answer.items[0], _Channel)
    uploads = found.content_details.related_playlists.uploads if found else ""
    return uploads if usable(uploads) else None


def _usual(channel: str) -> str:
    # Not documented, and so for every channel seen: « UC… » has its uploads in « UU… ».
    return f"UU{channel[2:]}"
