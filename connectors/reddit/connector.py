"""The Reddit connector: communities and searches, each walked back to what is known."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from connectors.api.call import Refusal
from connectors.api.pages import Pages
from connectors.api.posts import Posts
from connectors.parsing.pool import ParsingPool, shared
from connectors.reddit import cursor as reddit_cursor
from connectors.reddit.access import RedditAccess
from connectors.reddit.cursor import RedditCursor, Walk, onward
from connectors.reddit.fetch import Answered, RedditFetch
from connectors.reddit.notes import closing_note, pausing_note
from connectors.reddit.recheck import look_again, nameable
from connectors.reddit.routes import Route, routes
from connectors.reddit.settings import RedditSettings
from connectors.reddit.things import to_events
from connectors.source_settings import checked
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.page import Gap, Page
from vigie.say import Say


@dataclass
class _Round:
    """What is known in the middle of a round.

    Attributes:
        refused: why, by the key of each listing that alone is refused.
        over: it was broken off: its last page is yielded.
    """

    state: RedditCursor
    refused: dict[str, Refusal] = field(default_factory=dict)
    over: bool = False

    def walk(self, route: Route) -> Walk:
        """Where a listing was left."""
        return self.state.walks.get(route.key, Walk())


class RedditConnector:
    """One source on Reddit.

    Args:
        settings: checked.
        context: the house's services.
        pool: where Atom documents are parsed, without a key.
    """

    #: Reddit's data terms leave two days to delete what was deleted there.
    recheck_days = 2.0

    def __init__(
        self, settings: RedditSettings, context: Context, pool: ParsingPool = shared
    ) -> None:
        self.settings = settings
        self.routes = routes(settings, context.towns)
        self._clock = context.clock
        self._posts = Posts("reddit", "reddit", settings, context)
        self._pages = Pages(settings.name, context.language, settings.interval)
        access = RedditAccess(settings, context)
        self._fetch = RedditFetch(access, self._posts, pool, has_key=settings.has_key)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield one page for each page of each listing, and one that closes the round.

        A round that was broken off starts again at the listing where it was, goes on with its
        walk, and then reads every listing from its newest: nothing that came meanwhile waits.
        """
        state = reddit_cursor.read(cursor)
        walks = {r.key: state.walks[r.key] for r in self.routes if r.key in state.walks}
        turn = _Round(replace(state, walks=walks))
        for route in _from(self.routes, state.turn):
            for _ in range(2 if turn.walk(route).anchors else 1):
                async with aclosing(self._walk(route, turn)) as coming:
                    async for page in coming:
                        yield page
                if turn.over:
                    return
        yield self._closing(turn)

    async def recheck(self, native_ids: Sequence[str]) -> Page | None:
        """Ask about kept posts; see `vigie.source_contracts.Rechecker`. None without a key."""
        names = nameable(native_ids)
        if not names or not self.settings.has_key:
            return None
        now = self._clock.now()
        answer = await self._fetch.about(names, now)
        if isinstance(answer, Refusal):
            return None
        events = look_again(names, answer.listing, self._posts, self.name, now)
        return self._pages.brought(b"", now, events=events, rejected=answer.listing.rejected)

    async def _walk(self, route: Route, turn: _Round) -> AsyncGenerator[Page, None]:
        """Yield the pages of one listing, until something known."""
        while True:
            now = self._clock.now()
            walk = turn.walk(route)
            anchor = walk.anchors[0] if walk.anchors else None
            answer = await self._fetch.page(route, anchor, now)
            if isinstance(answer, Refusal):
                page = self._refused(route, turn, answer, now)
                if page is not None:
                    yield page
                return
            yield self._brought(route, turn, answer, now)
            if turn.over or not turn.walk(route).anchors:
                return

    def _brought(self, route: Route, turn: _Round, answer: Answered, now: datetime) -> Page:
        walk, listing, pause = turn.walk(route), answer.listing, answer.pause
        after, missed = onward(walk, listing, now)
        walks = {**turn.state.walks, route.key: after}
        begin = route.key if after.anchors else self._following(route)
        turn.state = replace(turn.state, walks=walks, turn=begin, failures=0)
        turn.over = pause is not None
        page = self._pages.brought(
            reddit_cursor.write(turn.state),
            now,
            events=to_events(listing.things, walk.known, self._posts, self.name, now),
            rejected=listing.rejected,
            more=pause is None,
            wait=pause,
            note=pausing_note(pause) if pause is not None else None,
        )
        if missed is None:
            return page
        return replace(page, gap=Gap(since=_at(walk.high), until=_at(missed)))

    def _refused(self, route: Route, turn: _Round, why: Refusal, now: datetime) -> Page | None:
        """Return the page that ends the round, None when this listing alone is refused."""
        if why.status in {403, 404}:
            turn.refused[route.key] = why
            return None
        turn.over = True
        failures = turn.state.failures + 1
        # The next round begins elsewhere: one search that is down must not silence the rest.
        turn.state = replace(turn.state, failures=failures, turn=self._following(route))
        return self._pages.refused(reddit_cursor.write(turn.state), now, why, failures)

    def _following(self, route: Route) -> str:
        return _from(self.routes, route.key)[1 % len(self.routes)].key

    def _closing(self, turn: _Round) -> Page:
        now = self._clock.now()
        if len(turn.refused) == len(self.routes):
            failures = turn.state.failures + 1
            cursor = reddit_cursor.write(replace(turn.state, failures=failures))
            return self._pages.refused(cursor, now, next(iter(turn.refused.values())), failures)
        cursor = reddit_cursor.write(replace(turn.state, turn="", failures=0))
        labels = list(dict.fromkeys(r.label for r in self.routes if r.key in turn.refused))
        note = closing_note(labels, has_key=self.settings.has_key)
        return self._pages.brought(cursor, now, note=note)


def _from(all_: Sequence[Route], key: str) -> tuple[Route, ...]:
    """Return every route once, beginning with the one of this key."""
    start = next((place for place, route in enumerate(all_) if route.key == key), 0)
    return (*all_[start:], *all_[:start])


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def build(settings: Mapping[str, Any], context: Context) -> RedditConnector:
    """Build the connector of one source; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once, or nothing to hear.
    """
    connector = RedditConnector(checked(RedditSettings, settings), context)
    if not connector.routes:
        raise ConfigurationError([_nothing(connector.name)])
    return connector


def _nothing(name: str) -> Say:
    return Say(
        f"source « {name} » : rien à écouter : nommez des communautés dans subreddits,"
        " ou des mots dans words.",
        f"source “{name}”: nothing to listen to: name communities in subreddits, or words"
        " in words.",
    )
