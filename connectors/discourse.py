"""The Discourse connector: a forum's newest posts, walked back to the last one known."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from connectors.api_call import Refusal, ask
from connectors.api_pages import Pages
from connectors.api_posts import Posts
from connectors.discourse_posts import LatestPost, read_latest, to_event
from connectors.discourse_settings import DiscourseSettings
from connectors.source_settings import checked
from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.page import Page

#: Posts walked back at most from the newest when nothing is known yet: about ten pages.
_FIRST_PAGES: Final = 10
#: Discourse allows 200 requests a minute from one address; a third of it is asked.
_SPACING: Final = 1.0


class DiscourseCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a forum was left.

    Attributes:
        seen: highest post id of which all lower ones were read.
        reaching: highest id met by a walk that is not over; becomes `seen` at its end.
        before: id below which that walk goes on.
        walked: pages of that walk.
        failures: refusals in a row.
    """

    seen: int = 0
    reaching: int = 0
    before: int | None = None
    walked: int = 0
    failures: int = 0


class DiscourseConnector:
    """One forum.

    Args:
        settings: checked.
        context: the house's services.
    """

    def __init__(self, settings: DiscourseSettings, context: Context) -> None:
        self.settings = settings
        self._context = context
        self._posts = Posts("discourse", settings.host, settings, context)
        self._pages = Pages(settings.name, context.language, settings.interval)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield the newest posts, page by page backwards, until one that is known.

        `/posts.json` gives ids in falling order. A walk that is cut goes on where it was: its
        cursor keeps both ends.
        """
        state = _read(cursor)
        while True:
            now = self._context.clock.now()
            answer = await self._fetch(state, now)
            if isinstance(answer, Refusal):
                state = replace(state, failures=state.failures + 1)
                yield self._pages.refused(_write(state), now, answer, state.failures)
                return
            posts, rejected = answer
            events = [
                to_event(p, self._posts, self.settings, now) for p in posts if p.id > state.seen
            ]
            state, more = _onward(state, posts)
            yield self._pages.brought(
                _write(state), now, events=events, rejected=rejected, more=more
            )
            if not more:
                return

    async def _fetch(
        self, state: DiscourseCursor, now: datetime
    ) -> tuple[list[LatestPost], list[DeadLetter]] | Refusal:
        before = f"?before={state.before}" if state.before is not None else ""
        url = f"{self.settings.url}/posts.json{before}"
        answer = await ask(self._context.outbound, url, now=now, spacing=_SPACING)
        if isinstance(answer, Refusal):
            return answer
        try:
            return read_latest(answer.body, self._posts, now)
        except InvalidInput as error:
            return Refusal(say=error.say)


def _onward(state: DiscourseCursor, posts: list[LatestPost]) -> tuple[DiscourseCursor, bool]:
    """Return the cursor after a page, and whether the walk goes on."""
    ids = [post.id for post in posts]
    highest = max([state.reaching, state.seen, *ids])
    walked = state.walked + 1
    lowest = min(ids, default=0)
    first = state.seen == 0 and walked >= _FIRST_PAGES
    if not ids or lowest <= state.seen + 1 or first or lowest == state.before:
        return DiscourseCursor(seen=highest), False
    return DiscourseCursor(seen=state.seen, reaching=highest, before=lowest, walked=walked), True


def _read(cursor: bytes | None) -> DiscourseCursor:
    try:
        return msgspec.json.decode(cursor or b"{}", type=DiscourseCursor)
    except msgspec.DecodeError:
        return DiscourseCursor()


def _write(state: DiscourseCursor) -> bytes:
    return msgspec.json.encode(state)


def build(settings: Mapping[str, Any], context: Context) -> DiscourseConnector:
    """Build the connector of one forum; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once.
    """
    return DiscourseConnector(checked(DiscourseSettings, settings), context)
