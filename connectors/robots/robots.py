"""robots.txt, asked before an article or a sitemap is: RFC 9309 over the house's client.

Feeds and APIs are made to be polled, and are not asked about.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary, WeakValueDictionary

import msgspec

from connectors.parsing.pool import ParsingPool, shared
from connectors.parsing.process import Question
from connectors.robots.cache import Kept, RobotsCache
from connectors.robots.rules import READ, Rules
from vigie.errors import InvalidInput, Unavailable
from vigie.outbound import Fetched, Outbound
from vigie.say import Say

_DAY: Final = 86_400.0  # RFC 9309, 2.4: kept for no more than 24 hours
_SOON: Final = 1_800.0  # a robots.txt that could not be had is asked again after so long
#: Longer files than this are no robots.txt; of those that are, `READ` bytes are read.
_FETCHED: Final = 8 * READ
_SECONDS: Final = 3.0

_FORBIDDEN: Final = Say(
    "Le robots.txt du site interdit cette adresse ; elle n’est pas demandée.",
    "The site’s robots.txt forbids this address; it is not asked for.",
)
_AWAY: Final = Say(
    "Le robots.txt du site ne répond pas : rien n’y est demandé pour l’instant.",
    "The site’s robots.txt does not answer: nothing is asked of it for now.",
)


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an address may be asked.

    Attributes:
        allowed: it may.
        delay: seconds that its site wants between two requests, None if it does not say.
        passing: it may not because the rules could not be had, which may change soon.
        say: why not, for a status line.
    """

    allowed: bool
    delay: float | None = None
    passing: bool = False
    say: Say = Say("", "")


class Robots:
    """Asks each site's robots.txt once a day, and keeps the pace that it wants.

    Args:
        outbound: the house's client; it follows five redirects, as RFC 9309 asks.
        pool: where the rules are read.
        now: a monotonic clock, in seconds.
        sleep: waits that many seconds.
    """

    def __init__(
        self,
        outbound: Outbound,
        pool: ParsingPool = shared,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._outbound = outbound
        self._pool = pool
        self._now = now
        self._sleep = sleep
        self._cache = RobotsCache()
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._next: dict[str, float] = {}

    async def allowed(self, url: str) -> Permission:
        """Tell whether « Vigie » may ask for `url`; never raises.

        A robots.txt answered with 4xx allows everything, one that cannot be had (5xx, nobody,
        429) nothing for half an hour, unless yesterday's is still known. It may block on the
        network, once a day for each site.
        """
        kept = await self._rules(site_of(url))
        if kept.away:
            return Permission(allowed=False, passing=True, say=_AWAY)
        if not kept.body:
            return Permission(allowed=True)
        question = Question(body=kept.body, url=url, seconds=_SECONDS, job="robots")
        try:
            rules = await self._pool.ask(question, Rules)
        except InvalidInput:  # rules that take seconds to read are none that can be kept
            return Permission(allowed=False, say=_FORBIDDEN)
        say = Say("", "") if rules.allowed else _FORBIDDEN
        return Permission(allowed=rules.allowed, delay=rules.delay, say=say)

    async def turn(self, url: str, delay: float | None, most: float) -> bool:
        """Wait for the pace that the site asked for, and tell whether its turn has come.

        A wait longer than `most` seconds is not begun: False is returned at once.
        """
        if not delay:
            return True
        site, now = site_of(url), self._now()
        self._next = {one: at for one, at in self._next.items() if at > now}
        wait = self._next.get(site, now) - now
        if wait > most:
            return False
        self._next[site] = now + max(0.0, wait) + delay
        if wait > 0:
            await self._sleep(wait)
        return True

    async def _rules(self, site: str) -> Kept:
        lock = self._asking.setdefault(site, asyncio.Lock())
        async with lock:
            kept = self._cache.get(site)
            if kept is None or kept.until <= self._now():
                kept = await self._fetch(site, kept)
                self._cache.put(site, kept)
            return kept

    async def _fetch(self, site: str, before: Kept | None) -> Kept:
        try:
            answer = await self._outbound.get(f"{site}/robots.txt", limit=_FETCHED)
        except (Unavailable, InvalidInput):
            return self._missed(before)
        if 200 <= answer.status < 300:
            return Kept(body=_read(answer), until=self._now() + _DAY)
        if 400 <= answer.status < 500 and answer.status != 429:
            return Kept(until=self._now() + _DAY)
        return self._missed(before)

    def _missed(self, before: Kept | None) -> Kept:
        # RFC 9309, 2.4: what was known may serve while the file cannot be had.
        known = before is not None and not before.away
        body = before.body if before is not None else b""
        return Kept(body=body, until=self._now() + _SOON, away=not known)


def site_of(url: str) -> str:
    """Return an address's scheme, host and port: what one robots.txt rules."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def _read(answer: Fetched) -> bytes:
    # One byte more than is read tells that there was more.
    return answer.body[: READ + 1]


_robots: WeakKeyDictionary[Outbound, Robots] = WeakKeyDictionary()


def robots_of(outbound: Outbound) -> Robots:
    """Return the one `Robots` of a client: sources of one site share its rules and pace."""
    return _robots.setdefault(outbound, Robots(outbound))
