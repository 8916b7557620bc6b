"""What a document brings that was not heard before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Final

import msgspec

from connectors.feed.cursor import Known, recent_marks
from connectors.feed.document import Entry, FeedDocument, Unusable
from connectors.feed.entry_identity import fingerprint
from connectors.feed.entry_mapping import to_post
from connectors.feed.settings import FeedSettings
from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.post import Published
from vigie.say import Say

_SAME_DAYS: Final = 7  # the same thing told again within a week is a repetition (rss-fetcher)
_BREATH: Final = 50  # posts mapped before others on the event loop get a turn

#: Entries that are news → the same, completed with what their pages say.
Complete = Callable[[Sequence[Entry]], Awaitable[Sequence[Entry]]]


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Events and rejected items of one document, and what to remember of its entries.

    Attributes:
        fresh: entries never heard before, repetitions apart.
    """

    events: tuple[Published, ...]
    rejected: tuple[DeadLetter, ...]
    current: dict[str, Known]
    fresh: int
    note: Say | None = None


async def gather(
    document: FeedDocument,
    seen: Mapping[str, Known],
    settings: FeedSettings,
    context: Context,
    now: datetime,
    *,
    kind: str = "feed",
    complete: Complete | None = None,
) -> News:
    """Compare a document with what is remembered, by fingerprint.

    An entry whose title, text or address changed is the next revision; one told under
    another id within the week is remembered, not published; the rest is new.

    Args:
        document: as read.
        seen: see `connectors.feed.cursor.FeedCursor.seen`.
        settings: of the source.
        context: the house's services.
        now: when it was fetched.
        kind: the connector's entry-point name.
        complete: reads the articles of what is to be published.
    """
    chosen, current, fresh = _choose(document, seen, now)
    entries: Sequence[Entry] = [entry for entry, _ in chosen]
    if complete is not None and entries:
        entries = await complete(entries)
    events: list[Published] = []
    for entry, (_, revision) in zip(entries, chosen, strict=True):
        events.append(Published(post=to_post(entry, settings, context, now, revision, kind=kind)))
        if len(events) % _BREATH == 0:
            await asyncio.sleep(0)
    return News(
        events=tuple(events),
        rejected=tuple(_reject(one, settings, context, now, kind) for one in document.unusable),
        current=current,
        fresh=fresh,
        note=_note(document),
    )


def _choose(
    document: FeedDocument, seen: Mapping[str, Known], now: datetime
) -> tuple[list[tuple[Entry, int]], dict[str, Known], int]:
    """Return what to publish, with its revision, all that stands there, and how much is new."""
    marks = recent_marks(seen.values(), now, _SAME_DAYS)
    chosen: list[tuple[Entry, int]] = []
    current: dict[str, Known] = {}
    fresh = 0
    for entry in document.entries:
        key = fingerprint(entry.key)
        before = seen.get(key)
        revision = _revision(entry, before, marks)
        current[key] = _known(entry, before, revision, now)
        marks.add(entry.mark)
        if revision:
            fresh += before is None
            chosen.append((entry, revision))
    return chosen, current, fresh


def _revision(entry: Entry, before: Known | None, marks: set[str]) -> int:
    """Return the revision to publish, 0 when there is nothing to."""
    if before is None:
        return 0 if entry.mark and entry.mark in marks else 1
    return 0 if before.digest == entry.digest else before.revision + 1


def _known(entry: Entry, before: Known | None, revision: int, now: datetime) -> Known:
    last = revision or (before.revision if before else 0)
    return Known(entry.digest, last, int(now.timestamp()), entry.mark)


def _reject(
    unusable: Unusable, settings: FeedSettings, context: Context, now: datetime, kind: str
) -> DeadLetter:
    # Its place in the document is no part of its id: it moves with each new entry.
    digest = blake2b(settings.name.encode() + b"\x00" + unusable.raw, digest_size=16)
    return DeadLetter(
        id=digest.hexdigest(),
        stage=kind,
        source=settings.name,
        where=unusable.where,
        why=unusable.why.to(context.language),
        at=now,
        raw=unusable.raw[: DeadLetter.RAW_LIMIT],
    )


def _note(document: FeedDocument) -> Say | None:
    beyond, aside = document.beyond, len(document.unusable)
    fr = [
        _plural(
            beyond, "article au-delà de la limite, non lu", "articles au-delà de la limite, non lus"
        ),
        _plural(aside, "article inutilisable, mis de côté", "articles inutilisables, mis de côté"),
    ]
    en = [
        _plural(beyond, "entry beyond the limit, not read", "entries beyond the limit, not read"),
        _plural(aside, "unusable entry, set aside", "unusable entries, set aside"),
    ]
    if not beyond and not aside:
        return None
    return Say("\u00a0; ".join(filter(None, fr)) + ".", "; ".join(filter(None, en)) + ".")


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {many if count > 1 else one}" if count else ""
