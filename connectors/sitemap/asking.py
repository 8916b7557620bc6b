"""Asks for one sitemap, where the site's robots.txt lets it, and has it parsed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from connectors.feed.cursor import FeedCursor
from connectors.feed.document import FeedDocument
from connectors.feed.fetch import Changed, Failed, Unchanged, fetch, unreadable
from connectors.parsing.pool import ParsingPool
from connectors.parsing.process import Question
from connectors.robots.robots import robots_of
from vigie.errors import InvalidInput
from vigie.outbound import Outbound
from vigie.say import Say

_SECONDS: Final = 30.0  # of parsing
_DAY: Final = 86_400.0
_SOFT: Final = 0.25
_LONGEST_DELAY: Final = 120.0  # a Crawl-delay waited for within a poll, in seconds

_PACE: Final = Say(
    "Le robots.txt du site demande d’espacer les visites ; celle-ci est remise.",
    "The site’s robots.txt asks for visits further apart; this one is put off.",
)
_SENTENCES: Final = {
    403: Say(
        "Le serveur refuse l’accès au plan de site (403).", "The server denies the sitemap (403)."
    ),
    404: Say("Le plan de site est introuvable (404).", "The sitemap is not found (404)."),
    410: Say(
        "Le plan de site n’existe plus (410) ; il ne sera plus demandé.",
        "The sitemap is gone (410); it will not be asked again.",
    ),
}


class SitemapRead(msgspec.Struct, frozen=True, kw_only=True):
    """A sitemap that answered; no document when it has not changed."""

    outcome: Unchanged | Changed
    document: FeedDocument | None = None


async def ask_sitemap(
    outbound: Outbound, pool: ParsingPool, asked: FeedCursor, now: datetime
) -> SitemapRead | Failed:
    """Ask for a sitemap and read it; never raises.

    It may wait for a Crawl-delay and for its turn on the host, and block on the network.
    """
    refused = await _refused(outbound, asked.address or asked.configured)
    if refused is not None:
        return refused
    outcome = await fetch(outbound, asked, now, sentences=_SENTENCES)
    if isinstance(outcome, Failed):
        return outcome
    if isinstance(outcome, Unchanged):
        return SitemapRead(outcome=outcome)
    answer = outcome.answer
    question = Question(
        body=answer.body,
        headers={"content-type": answer.headers.get("content-type", "")},
        url=answer.url,
        seconds=_SECONDS,
        job="sitemap",
    )
    try:
        return SitemapRead(outcome=outcome, document=await pool.ask(question, FeedDocument))
    except InvalidInput as error:
        return unreadable(error)


async def _refused(outbound: Outbound, address: str) -> Failed | None:
    robots = robots_of(outbound)
    permission = await robots.allowed(address)
    if not permission.allowed and permission.passing:
        return Failed(say=permission.say, weight=_SOFT, passing=True)
    if not permission.allowed:
        # A standing refusal, not a fault: it is looked at again tomorrow, and never given up.
        return Failed(say=permission.say, weight=0, retry_after=_DAY, state="blocked")
    if not await robots.turn(address, permission.delay, _LONGEST_DELAY):
        return Failed(say=_PACE, weight=0, passing=True)
    return None
