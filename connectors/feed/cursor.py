"""What is remembered of a feed between two polls, as bytes for the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec

#: Entries that have left the document are remembered so many, and so long.
OTHERS_LIMIT: Final = 2_000
OTHERS_DAYS: Final = 31


class Known(msgspec.Struct, frozen=True, array_like=True):
    """An entry already heard.

    Attributes:
        digest: of its title, text and address when it was last published.
        revision: the last one published; 0 for a repetition, which never was.
        seen: when it last stood in the document, Unix seconds.
        mark: see `connectors.feed.document.Entry.mark`.
    """

    digest: str
    revision: int
    seen: int
    mark: str = ""


class FeedCursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The state of a feed.

    Attributes:
        configured: the address of the settings when this was written: when it changes, what
            was learnt of the old address is forgotten.
        address: where a permanent redirect said to go, None if nothing moved.
        etag: verbatim, with its quotes and « W/ ».
        modified: Last-Modified, unparsed.
        body: SHA-256 of the last body read to its end.
        lies: its validators were caught saying « unchanged » of a feed that had changed.
        since_whole: polls since the last unconditional one.
        failures: weight of the failures in a row, see `connectors.feed.schedule`.
        interval: seconds between polls, adapted to the feed.
        every: the interval that the publisher asks for, in seconds.
        steady: successful polls on time since the interval last changed.
        polled: when it was last asked, Unix seconds.
        news: when it last brought something new, Unix seconds.
        continue_at: the next document of a JSON Feed whose first ones are already read.
        seen: by fingerprint of the native id.
    """

    configured: str
    address: str | None = None
    etag: str | None = None
    modified: str | None = None
    body: str | None = None
    lies: bool = False
    since_whole: int = 0
    failures: float = 0.0
    interval: int | None = None
    every: int | None = None
    steady: int = 0
    polled: int = 0
    news: int = 0
    continue_at: str | None = None
    seen: dict[str, Known] = {}


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(FeedCursor)


def write(cursor: FeedCursor) -> bytes:
    """Return the cursor as JSON."""
    return _encoder.encode(cursor)


def read(data: bytes | None, url: str) -> FeedCursor:
    """Return the cursor of the feed configured at `url`.

    A cursor that cannot be read starts anew: the store keeps one mention per id, so that
    reading everything again is harmless.
    """
    if data is None:
        return FeedCursor(configured=url)
    try:
        cursor = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return FeedCursor(configured=url)
    if cursor.configured != url:
        return FeedCursor(configured=url, seen=cursor.seen, news=cursor.news)
    return cursor


def remember(
    before: Mapping[str, Known], current: Mapping[str, Known], now: datetime
) -> dict[str, Known]:
    """Return every entry of the current document, and the most recent of the others."""
    oldest = (now - timedelta(days=OTHERS_DAYS)).timestamp()
    others = [
        (key, known) for key, known in before.items() if key not in current and known.seen >= oldest
    ]
    others.sort(key=lambda pair: pair[1].seen, reverse=True)
    return {**current, **dict(others[:OTHERS_LIMIT])}


def recent_marks(seen: Iterable[Known], now: datetime, days: int) -> set[str]:
    """Return the marks of what was heard in the last `days` days."""
    oldest = (now - timedelta(days=days)).timestamp()
    return {known.mark for known in seen if known.mark and known.seen >= oldest}
