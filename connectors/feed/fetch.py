"""One conditional request for a feed, and what its answer means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec

from connectors.feed.cursor import FeedCursor
from connectors.feed.schedule import retry_after
from vigie.errors import InvalidInput, Refused, Unavailable
from vigie.outbound import Fetched, Outbound
from vigie.say import Say

BODY_LIMIT: Final = 10_000_000

#: After so many conditional polls, one without conditions: some servers say « unchanged » of
#: feeds that did change, so often that rss-fetcher ships with conditional requests off.
WHOLE_EVERY: Final = 8

_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json,"
    " application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)

# Weights of rss-fetcher: what may pass counts half; nobody answering, which may be the town's
# own line, a quarter; the rest counts whole.
_NOBODY: Final = 0.25
_SOFT: Final = 0.5
_HARD: Final = 1.0


class Unchanged(msgspec.Struct, frozen=True):
    """Nothing new: a 304, or the very bytes of the last time."""

    answer: Fetched


class Changed(msgspec.Struct, frozen=True):
    """A body to read; `digest` is its SHA-256."""

    answer: Fetched
    digest: str


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """No feed this time.

    Attributes:
        say: for the source's status line.
        weight: how much this failure counts.
        retry_after: seconds that the server asked for.
        passing: the fault of a moment, and not of the address.
        crowded: a 429: the others it sent away will come back too.
        final: the feed must not be asked again.
        state: of the page that tells it, see `vigie.page.Page`; "stopped" when it is final.
    """

    say: Say
    weight: float
    retry_after: float | None = None
    passing: bool = False
    crowded: bool = False
    final: bool = False
    state: str = "failing"


Outcome = Unchanged | Changed | Failed


def conditions(cursor: FeedCursor) -> dict[str, str]:
    """Return the request's conditions: If-None-Match alone when an ETag is known.

    RFC 9110, 13.1.3: the date is to be ignored beside an ETag, and some servers answer 200
    when both are sent. None at all from a feed whose validators lie, or when it is time to
    read it whole.
    """
    if cursor.lies or cursor.since_whole >= WHOLE_EVERY:
        return {}
    if cursor.etag:
        return {"If-None-Match": cursor.etag}
    return {"If-Modified-Since": cursor.modified} if cursor.modified else {}


async def fetch(
    outbound: Outbound,
    cursor: FeedCursor,
    now: datetime,
    *,
    headers: Mapping[str, str] | None = None,
    sentences: Mapping[int, Say] | None = None,
) -> Outcome:
    """Ask for the feed, or for the next document of one half read; never raises.

    It may wait for its turn on the host, and block on the network within the outbound's limits.

    Args:
        outbound: the house's client.
        cursor: of the feed.
        now: when it is asked.
        headers: further ones of the request: an authorisation.
        sentences: what a status means of this kind of feed, before what it means of any.
    """
    following = cursor.continue_at is not None
    address = cursor.continue_at or cursor.address or cursor.configured
    asked = {"Accept": _ACCEPT, **(headers or {}), **({} if following else conditions(cursor))}
    try:
        answer = await outbound.get(address, asked, limit=BODY_LIMIT)
    except Refused as error:
        return Failed(say=error.say, weight=_HARD, retry_after=error.retry_after, final=error.final)
    except Unavailable as error:
        return Failed(say=error.say, weight=_NOBODY, retry_after=error.retry_after, passing=True)
    except InvalidInput as error:
        return Failed(say=error.say, weight=_HARD)
    return _understand(answer, None if following else cursor.body, now, sentences or {})


def unreadable(error: InvalidInput) -> Failed:
    """Return the failure of a body that is no feed."""
    return Failed(say=error.say, weight=_HARD)


def _understand(
    answer: Fetched, last: str | None, now: datetime, sentences: Mapping[int, Say]
) -> Outcome:
    if answer.status == 304:
        return Unchanged(answer)
    if 200 <= answer.status < 300:
        digest = sha256(answer.body).hexdigest()
        return Unchanged(answer) if digest == last else Changed(answer, digest)
    status = answer.status
    return Failed(
        say=sentences.get(status) or _sentence(status),
        weight=_SOFT if status in {404, 429} or status >= 500 else _HARD,
        retry_after=retry_after(answer.headers.get("retry-after"), now),
        passing=status == 429 or status >= 500,
        crowded=status == 429,
        final=status == 410,
        state=_STATES.get(status, "failing"),
    )


_STATES: Final = {401: "needs_credentials", 403: "blocked"}
_SENTENCES: Final = {
    401: Say("Le fil demande un mot de passe (401).", "The feed asks for a password (401)."),
    403: Say("Le serveur refuse l’accès au fil (403).", "The server denies the feed (403)."),
    404: Say("Le fil est introuvable (404).", "The feed is not found (404)."),
    410: Say(
        "Le fil n’existe plus (410) ; il ne sera plus demandé.",
        "The feed is gone (410); it will not be asked again.",
    ),
    429: Say("Le serveur demande de ralentir (429).", "The server asks us to slow down (429)."),
}


def _sentence(status: int) -> Say:
    if status >= 500:
        return Say(
            f"Le serveur est en difficulté ({status}).", f"The server is in trouble ({status})."
        )
    return _SENTENCES.get(status) or Say(
        f"Réponse inattendue du serveur ({status}).", f"Unexpected answer of the server ({status})."
    )
