"""What a Mastodon instance says of itself and of its limits. Pure.

Source: Mastodon's documentation, `GET /api/v2/instance` (4.0; `timelines_access` from 4.5),
and its rate limits, whose `X-RateLimit-Reset` is an ISO 8601 date, not a number of seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

import msgspec

from connectors.api.call import wait_of
from connectors.origins import origin

#: So few requests left: the rest of the feeds wait for the next round.
_RESERVE: Final = 3
_LONGEST: Final = 86_400.0


class _Access(msgspec.Struct, frozen=True):
    local: str | None = None
    remote: str | None = None

    @property
    def is_closed(self) -> bool:
        return self.local == "disabled" and self.remote == "disabled"


class _Timelines(msgspec.Struct, frozen=True):
    live_feeds: _Access = _Access()
    hashtag_feeds: _Access = _Access()


class _Urls(msgspec.Struct, frozen=True):
    streaming: str | None = None


class _Configuration(msgspec.Struct, frozen=True):
    urls: _Urls = _Urls()
    timelines_access: _Timelines = _Timelines()


class _Said(msgspec.Struct, frozen=True):
    domain: str | None = None
    configuration: _Configuration = _Configuration()


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What an instance allows; the defaults are those of one that does not say.

    Attributes:
        domain: the host in the handles of its accounts.
        streaming: base address of its live events, None when it names none that is as safe.
        has_hashtags: False when its hashtag timelines are shut for everyone.
        is_live: False when its live feeds are.
    """

    domain: str | None = None
    streaming: str | None = None
    has_hashtags: bool = True
    is_live: bool = True


def about(body: bytes, url: str) -> About:
    """Return what the instance at `url` says; nothing of what cannot be read."""
    try:
        said = msgspec.json.decode(body, type=_Said)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return About()
    access = said.configuration.timelines_access
    return About(
        domain=(said.domain or "").strip().lower()[:255] or None,
        streaming=_streaming(said.configuration.urls.streaming, url),
        has_hashtags=not access.hashtag_feeds.is_closed,
        is_live=not (access.live_feeds.is_closed or access.hashtag_feeds.is_closed),
    )


def _streaming(named: str | None, url: str) -> str | None:
    """Return the address over HTTP of a WebSocket's, never less safe than the instance's own."""
    try:
        parts = urlsplit((named or "").strip())
        scheme = {"wss": "https", "ws": "http"}.get(parts.scheme.lower(), parts.scheme.lower())
        found = origin(f"{scheme}://{parts.netloc}")
    except ValueError:
        return None
    safe = scheme == "https" or urlsplit(url).scheme == "http"
    return found if safe else None


def wait_until_reset(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that a 429 asks to wait: `Retry-After`, else until the limit's reset.

    The reset is compared with the answer's own `Date`, so that neither clock need be right.
    """
    asked = wait_of(headers, now)
    if asked is not None:
        return asked
    try:
        reset = datetime.fromisoformat(headers.get("x-ratelimit-reset", "")[:40])
    except ValueError:
        return None
    aware = reset if reset.tzinfo else reset.replace(tzinfo=UTC)
    seconds = (aware - _date(headers, now)).total_seconds()
    return min(_LONGEST, max(0.0, seconds))


def is_nearly_spent(headers: Mapping[str, str]) -> bool:
    """Tell whether the limit's requests are nearly all used."""
    left = headers.get("x-ratelimit-remaining", "").strip()
    return left.isdecimal() and len(left) < 10 and int(left) < _RESERVE


def _date(headers: Mapping[str, str], now: datetime) -> datetime:
    try:
        date = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    return date if date.tzinfo else date.replace(tzinfo=UTC)
