"""A page of media → those that are new. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from connectors.instagram.cursor import KnownMedia
from connectors.instagram.events import InstagramEvents, Thread
from connectors.instagram.things import Media
from connectors.meta.known import mark, sight
from connectors.meta.listing import Listing, moment, read_items
from vigie.dead_letter import DeadLetter
from vigie.post import Event


class MediaRead(msgspec.Struct, frozen=True, kw_only=True):
    """What a page of the account's media tells.

    Attributes:
        media: the recent ones met, as they are known from now on.
        threads: of those.
        reached: all are older than the horizon: the walk may stop.
    """

    events: list[Event]
    rejected: list[DeadLetter]
    media: dict[str, KnownMedia]
    threads: dict[str, Thread]
    reached: bool


def read_own(
    listing: Listing, known: Mapping[str, KnownMedia], events: InstagramEvents, now: datetime
) -> MediaRead:
    """Read a page of the account's own media, which is in falling order of publication."""
    good, bad = read_items(listing.items, Media, events.posts, "publication", now)
    horizon = now - timedelta(days=events.settings.days)
    read = MediaRead(events=[], rejected=bad, media={}, threads={}, reached=False)
    older = 0
    for media in good:
        created = moment(media.timestamp) or now
        if created < horizon:
            older += 1
            continue
        native_id = str(media.id)
        before = known.get(native_id)
        after = _known(media, before, created, now)
        read.media[native_id] = after
        caption = media.caption or ""
        read.threads[native_id] = Thread(id=native_id, permalink=media.permalink, caption=caption)
        if caption.strip() and (before is None or after.revision > before.revision):
            read.events.append(events.own_media(media, now, after.revision))
    return replace(read, reached=bool(good) and older == len(good))


def _known(media: Media, before: KnownMedia | None, created: datetime, now: datetime) -> KnownMedia:
    text = mark(media.caption or "")
    after = replace(
        before or KnownMedia(text=text),
        at=int(min(created, now).timestamp()),
        moved=f"{media.comments_count}|{now.date().isoformat()}",
        replies=media.comments_count,
        likes=media.like_count,
    )
    if text == after.text:
        return after
    return replace(after, text=text, revision=max(after.revision + 1, int(now.timestamp())))


class OthersRead(msgspec.Struct, frozen=True, kw_only=True):
    """What a page of others' media tells.

    Attributes:
        seen: id → caption.
        fresh: whether any was not heard before: if none, the walk may stop.
    """

    events: list[Event]
    rejected: list[DeadLetter]
    seen: dict[str, str]
    fresh: bool


def read_others(
    listing: Listing,
    known: Mapping[str, str],
    events: InstagramEvents,
    now: datetime,
    *,
    names_us: bool,
    ours: Collection[str] = (),
) -> OthersRead:
    """Read a page of media that name the account, or that bear a hashtag.

    Args:
        listing: in falling order of date.
        known: heard before, see `connectors.meta.known`.
        events: makes the events.
        now: when it came.
        names_us: the account is named in them.
        ours: ids and addresses of the account's own, which a hashtag's list holds too.
    """
    good, bad = read_items(listing.items, Media, events.posts, "publication", now)
    horizon = now - timedelta(days=events.settings.days)
    read = OthersRead(events=[], rejected=bad, seen={}, fresh=False)
    fresh = False
    for media in good:
        caption = media.caption or ""
        read.seen[str(media.id)] = caption
        if sight(known, str(media.id), caption) != "new":
            continue
        fresh = True
        own = str(media.id) in ours or (media.permalink or "") in ours
        if caption.strip() and not own and (moment(media.timestamp) or now) >= horizon:
            read.events.append(events.others_media(media, now, names_us=names_us))
    return replace(read, fresh=fresh)
