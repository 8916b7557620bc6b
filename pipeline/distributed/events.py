"""The messages: what goes on the topics, with its key and its headers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from pipeline.distributed.headers import Headers, Kind, headers
from pipeline.distributed.topics import ALERTS, DEAD_LETTERS, JUDGED, RAW, Topic
from pipeline.fan_out import Heard
from vigie.alert import Delivery
from vigie.batch import Answered, Gone, Restated
from vigie.codec import encode
from vigie.dead_letter import DeadLetter
from vigie.judgement import Judged
from vigie.post import AuthorPurged
from vigie.record import Record
from vigie.say import Say

#: Longest value put on a topic, in bytes: brokers refuse more than a megabyte by default.
MOST_BYTES: Final = 900_000


#: A message of a town that this worker's settings do not name.
UNKNOWN_TOWN: Final = Say(
    "d’une ville que les réglages ne nomment pas – at `$.mention.town`",
    "of a town that the settings do not name - at `$.mention.town`",
)


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message, ready to be sent; `partition` None lets the key choose."""

    topic: Topic
    key: bytes
    value: bytes
    headers: Headers
    partition: int | None = None


def heard(judged: Judged) -> Message:
    """Return the message of a post about a town, relevance said and nothing else."""
    post = judged.mention.post
    return Message(
        topic=RAW,
        key=judged.mention.id.encode(),
        value=encode(judged),
        headers=headers(
            "mention.heard",
            f"{judged.mention.id}.{post.revision}",
            post.source.name,
            post.fetched_at,
        ),
    )


def gone(one: Gone, source: str, *, only_if_held: bool = False) -> Message:
    """Return the message of a deletion.

    `only_if_held`: an edition is no longer about the town; that matters only if an
    earlier edition was kept.
    """
    kind: Kind = "mention.fallen" if only_if_held else "mention.gone"
    return Message(
        topic=RAW,
        key=one.mention.encode(),
        value=encode(one),
        headers=headers(kind, f"{one.mention}.{_moment(one.at)}", source, one.at),
    )


def answered(one: Answered, source: str) -> Message:
    """Return the message of a reply by the town's own account, keyed by what it answers."""
    return Message(
        topic=RAW,
        key=one.mention.encode(),
        value=encode(one),
        headers=headers("mention.answered", f"{one.mention}.{_moment(one.at)}", source, one.at),
    )


def purged(one: AuthorPurged, source: str) -> Message:
    """Return the message of a purged author; the store carries it out for every town."""
    key = one.pseudonym.encode()
    return Message(
        topic=RAW,
        key=key,
        value=encode(one),
        headers=headers("author.purged", f"purge.{_moment(one.at)}", source, one.at),
    )


def judged(record: Record, partition: int | None = None) -> Message:
    """Return the message of a record whose story and first sighting are yet to be decided."""
    mention = record.mention
    edition = f"{mention.id}.{mention.post.revision}.{record.judgement.generation}"
    return Message(
        topic=JUDGED,
        key=mention.id.encode(),
        value=encode(record),
        headers=headers("mention.judged", edition, mention.post.source.name, record.first_seen),
        partition=partition,
    )


def alert(delivery: Delivery) -> Message:
    """Return the message of an alert for one target; the same one always has the same id."""
    raised = delivery.alert
    return Message(
        topic=ALERTS,
        key=raised.mention.encode(),
        value=encode(delivery),
        headers=headers(
            "alert.raised", f"{raised.id}.{_safe(delivery.target)}", "alerts", raised.raised_at
        ),
    )


def restated(one: Restated, at: datetime) -> Message:
    """Return the message of what alerts about an edited mention are to say, after them all."""
    return Message(
        topic=ALERTS,
        key=one.mention.encode(),
        value=encode(one),
        headers=headers("alert.restated", f"{one.mention}.{_moment(at)}", "alerts", at),
    )


def dead_letter(letter: DeadLetter) -> Message:
    """Return the message of something set aside."""
    return Message(
        topic=DEAD_LETTERS,
        key=letter.id.encode(),
        value=encode(letter),
        headers=headers("letter.dead", letter.id, letter.source, letter.at),
    )


def messages_of(page: Heard, source: str) -> Iterator[Message]:
    """Yield what a page becomes: mentions, deletions, purges, in an order that loses nothing."""
    for mentions in page.about.values():
        yield from map(heard, mentions)
    yield from (gone(one, source, only_if_held=True) for one in page.dropped)
    yield from (gone(one, source) for one in page.gone)
    yield from (answered(one, source) for one in page.answered)
    yield from (purged(one, source) for one in page.purged)


def _moment(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S%f}"


def _safe(name: str) -> str:
    return name.encode("ascii", "backslashreplace").decode()
