"""The Lemmy connector: communities and searches of one instance, newest first."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from connectors.api.call import Refusal, ask
from connectors.api.cursor import cursor_of
from connectors.api.pages import Pages
from connectors.api.posts import Posts
from connectors.lemmy.feeds import Feed, Place, feeds, news, onward
from connectors.lemmy.posts import items, to_events, views
from connectors.lemmy.recheck import Recheck
from connectors.lemmy.settings import LemmySettings
from connectors.source_settings import checked
from vigie.context import Context
from vigie.errors import ConfigurationError, InvalidInput
from vigie.page import Page
from vigie.say import Say

#: Lemmy's usual limits are sixty searches in ten minutes and 180 other readings in one.
_SPACING: Final = 1.0
#: Listings leave out what was deleted and say no more of it: it is asked for, in days.
_RECHECK_DAYS: Final = 7.0
#: Answers that are about one feed: no such community, a search that is too short.
_ITS_OWN: Final = frozenset({400, 404})


class _Cursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    places: dict[str, Place] = {}
    failures: int = 0


class LemmyConnector:
    """One instance.

    Args:
        settings: checked.
        context: the house's services.
    """

    def __init__(self, settings: LemmySettings, context: Context) -> None:
        self.settings = settings
        self._context = context
        names = tuple(town.names.official for town in context.towns)
        self.feeds = feeds(
            settings.communities, names if settings.words is None else settings.words
        )
        self._posts = Posts("lemmy", "lemmy", settings, context)
        self._pages = Pages(settings.name, context.language, settings.interval)
        self._recheck = Recheck(settings, context, self._posts)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    @property
    def recheck_days(self) -> float:
        """See `vigie.source_contracts.Rechecker`."""
        return _RECHECK_DAYS

    async def recheck(self, native_ids: Sequence[str]) -> Page | None:
        """See `vigie.source_contracts.Rechecker`: one request for each."""
        events = await self._recheck.look(native_ids[:100])
        if events is None:
            return None
        return self._pages.brought(b"", self._context.clock.now(), events=events)

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield each feed's newest items, page by page backwards, until those that are known.

        A walk that was cut goes on where it was, and is followed by another from the top.
        """
        state = _read(cursor)
        places = dict(state.places)
        refused: list[Refusal] = []
        for feed in self.feeds:
            async with aclosing(self._walk(feed, places)) as coming:
                async for item in coming:
                    if isinstance(item, Page):
                        yield item
                    else:
                        refused.append(item)
            if refused and refused[-1].status not in _ITS_OWN:
                break  # it is the instance that fails, not this feed
        yield self._closing(places, refused, state.failures)

    async def _walk(
        self, feed: Feed, places: dict[str, Place]
    ) -> AsyncGenerator[Page | Refusal, None]:
        """Yield the pages of one feed; a refusal ends it and is its last item."""
        resumed = places.get(feed.key, Place()).page > 1
        more = True
        while more:
            place = places.get(feed.key, Place())
            answer = await self._fetch(feed, place)
            if isinstance(answer, Refusal):
                yield answer
                return
            now = self._context.clock.now()
            good, bad = views(answer, self._posts, now)
            places[feed.key], more = onward(place, good, len(answer))
            more, resumed = more or resumed, resumed and more
            events = [
                event
                for view in news(place, good)
                for event in to_events(view, self._posts, self.settings, now)
            ]
            if events or bad or places[feed.key] != place:
                yield self._pages.brought(
                    _write(places), now, events=events, rejected=bad, more=True
                )

    def _closing(self, places: dict[str, Place], refused: list[Refusal], failures: int) -> Page:
        """Return the page that ends a round: one feed that is refused does not slow the others."""
        now = self._context.clock.now()
        if not refused:
            return self._pages.brought(_write(places), now)
        partly = all(why.status in _ITS_OWN for why in refused) and len(refused) < len(self.feeds)
        count = 1 if partly else failures + 1
        return self._pages.refused(_write(places, count), now, refused[-1], count)

    async def _fetch(self, feed: Feed, place: Place) -> list[bytes] | Refusal:
        answer = await ask(
            self._context.outbound,
            feed.url(self.settings.url, place),
            now=self._context.clock.now(),
            spacing=_SPACING,
        )
        if isinstance(answer, Refusal):
            said = Say(f"{feed.name} : {answer.say.fr}", f"{feed.name}: {answer.say.en}")
            return replace(answer, say=said) if answer.status in _ITS_OWN else answer
        try:
            return items(answer.body)
        except InvalidInput as error:
            return Refusal(say=error.say)


def _read(cursor: bytes | None) -> _Cursor:
    return cursor_of(cursor, _Cursor)


def _write(places: dict[str, Place], failures: int = 0) -> bytes:
    return msgspec.json.encode(_Cursor(places=places, failures=failures))


def build(settings: Mapping[str, Any], context: Context) -> LemmyConnector:
    """Build the connector of one instance; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once; nothing to listen for.
    """
    connector = LemmyConnector(checked(LemmySettings, settings), context)
    if not connector.feeds:
        name = connector.name
        say = Say(
            f"source « {name} » : rien à écouter ; ajoutez communities ou words.",
            f"source “{name}”: nothing to listen to; add communities or words.",
        )
        raise ConfigurationError([say])
    return connector
