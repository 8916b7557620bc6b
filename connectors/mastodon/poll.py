"""One round of an instance's feeds, from where each was left."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final

import msgspec

from connectors.api.call import Refusal, ask
from connectors.api.pages import Pages
from connectors.mastodon.about import is_nearly_spent, wait_until_reset
from connectors.mastodon.feeds import Feed, ends, turned
from connectors.mastodon.hearing import Hearing, Instance
from connectors.mastodon.progress import Place, Progress, onward
from connectors.mastodon.statuses import items
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.page import Page

#: Mastodon allows 300 requests in five minutes from one account or address.
SPACING: Final = 1.0
#: Forty statuses of 64 kB at the very most; they are usually of 3 kB.
_LARGEST: Final = 4_000_000
#: Pages of one feed in one round; the next round goes on from there.
_PAGES: Final = 12
#: What a search is answered where it is not open to this key, or has no index.
_NO_SEARCH: Final = frozenset({400, 401, 403, 404, 422, 500, 501})


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    feed: Feed
    place: Place
    raws: list[bytes]
    headers: Mapping[str, str]


class Poll:
    """Asks instances; keeps nothing between two rounds but what `Progress` holds.

    Args:
        context: the house's services.
        hearing: makes events.
        pages: makes pages.
    """

    def __init__(self, context: Context, hearing: Hearing, pages: Pages) -> None:
        self._context = context
        self._hearing = hearing
        self._pages = pages

    async def round(
        self,
        instance: Instance,
        feeds: Sequence[Feed],
        headers: dict[str, str],
        progress: Progress,
    ) -> AsyncGenerator[Page | Refusal, None]:
        """Yield what is new in each feed; a refusal ends the round and is its last item."""
        turn = progress.turns.get(instance.key, 0)
        unheard: Refusal | None = None
        answered = False
        for number, feed in enumerate(turned(tuple(feeds), turn)):
            for _ in range(_PAGES):
                answer = await self._ask(instance, feed, headers, progress)
                if isinstance(answer, Refusal):
                    if not _is_minor(answer, feed, feeds):
                        yield answer
                        return
                    unheard = answer
                    break
                answered = True
                page, more = self._read(answer, instance, progress)
                if page is not None:
                    yield page
                if is_nearly_spent(answer.headers):
                    progress.turns[instance.key] = (turn + number) % len(feeds)
                    return
                if not more:
                    break
        if unheard is not None and not answered:
            yield unheard

    async def _ask(
        self,
        instance: Instance,
        feed: Feed,
        headers: dict[str, str],
        progress: Progress,
    ) -> _Answer | Refusal:
        place = progress.place(instance.key, feed.key)
        answer = await ask(
            self._context.outbound,
            feed.url(instance.url, place),
            headers,
            now=self._context.clock.now(),
            spacing=SPACING,
            limit=_LARGEST,
            wait=wait_until_reset,
        )
        if isinstance(answer, Refusal):
            return answer
        try:
            raws = items(answer.body)
        except InvalidInput as error:
            return Refusal(say=error.say)
        return _Answer(feed=feed, place=place, raws=raws, headers=answer.headers)

    def _read(
        self, answer: _Answer, instance: Instance, progress: Progress
    ) -> tuple[Page | None, bool]:
        """Return the page of an answer, None when it says nothing new, and if there is more."""
        now, raws = self._context.clock.now(), answer.raws
        heard = self._hearing.page(raws, instance, progress.memory, now)
        newest, oldest = ends(raws, answer.headers.get("link", ""))
        after, more = onward(answer.place, newest, oldest, len(raws))
        progress.move(instance.key, answer.feed.key, after)
        if not heard and after == answer.place:
            return None, more
        page = self._pages.brought(
            progress.write(), now, events=heard.events, rejected=heard.rejected, more=True
        )
        return page, more


def _is_minor(answer: Refusal, feed: Feed, feeds: Sequence[Feed]) -> bool:
    """Tell whether the other feeds may go on: no such hashtag yet, or no search for this key."""
    if feed.is_search:
        return answer.status in _NO_SEARCH and not all(each.is_search for each in feeds)
    return answer.status == 404
