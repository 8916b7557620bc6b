"""A record as the document that Elasticsearch holds."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import Any, Final

import msgspec

from sinks.elasticsearch.fetching import fits
from sinks.moments import micros
from sinks.record_keys import doubts, key, replied_to, storable
from sinks.searched_text.languages import languages_of
from sinks.searched_text.words import visible
from vigie.codec import decode
from vigie.errors import InvalidInput
from vigie.in_force import in_force
from vigie.query import FIELDS
from vigie.record import Record
from vigie.say import Say
from vigie.signature import is_signature

_HEADLINE: Final = 100
_GENERATIONS: Final = 1 << 20
_REVISIONS: Final = 1 << 42
_SINGLE: Final = tuple(field for field in FIELDS if field != "uncertain")

#: Said of what no index can hold.
UNUSABLE: Final = Say(
    "La base ne peut pas garder cet élément tel qu’il est.",
    "The store cannot keep this item as it is.",
)

#: What an edition and a review need to know of the document that is there.
KEPT: Final = ("placed_us", "first_seen_us", "cluster", "reviewed")


class Held(msgspec.Struct, frozen=True):
    """What is read back of a document's source."""

    placed_us: int = 0
    first_seen_us: int = 0
    written_us: int = 0
    writer: str = ""
    cluster: str | None = None
    reviewed: int = 0
    signature: bytes | None = None
    answered: int | None = None
    author: int | None = None
    record: str = ""

    def bare_record(self) -> Record:
        """Return the record as it was written, without its review."""
        return decode(self.record.encode(), Record)


_encoder: Final = msgspec.json.Encoder()
_held: Final = msgspec.json.Decoder(Held)


def held(source: msgspec.Raw) -> Held:
    """Read what is needed of a document's source."""
    return _held.decode(source)


def version(record: Record) -> int:
    """Return the external version: the revision, then the generation.

    Raises:
        InvalidInput: either is beyond what fits.
    """
    revision, generation = record.mention.post.revision, record.judgement.generation
    if not (0 <= revision < _REVISIONS and 0 <= generation < _GENERATIONS):
        raise InvalidInput(UNUSABLE, where=record.mention.id)
    return revision << 20 | generation


def check(record: Record) -> None:
    """Refuse what no index could hold.

    Raises:
        InvalidInput: bytes that are no signature, an edition beyond what is counted, no id.
    """
    version(record)
    if not fits(record.mention.id):
        raise InvalidInput(UNUSABLE, where=record.mention.id[:100])
    signature = record.signature
    if signature is not None and not is_signature(signature):
        raise InvalidInput(UNUSABLE, where=record.mention.id)


def build(record: Record, wire: bytes, *, placed_us: int, written_us: int, writer: str) -> bytes:
    """Return the document of a record, with its values in force.

    Args:
        record: with its review, if it has one.
        wire: the record without its review, in its wire form: what `get` gives back.
        placed_us: `published_at` of the first sighting, by which answers are sorted.
        written_us: now.
        writer: who writes it (`Shelf.writer`).
    """
    post, judgement, due = record.mention.post, record.judgement, record.decision.due
    published, first_seen = micros(post.published_at), micros(record.first_seen)
    document: dict[str, Any] = {
        "published_at": published // 1000,
        "published_us": published,
        "placed_us": placed_us,
        "first_seen": first_seen // 1000,
        "first_seen_us": first_seen,
        "written_us": written_us,
        "writer": writer,
        "tie": key(record.mention.id),
        "revision": post.revision,
        "generation": judgement.generation,
        "reviewed": record.review.version if record.review else 0,
        "stemmed_as": languages_of(record),
        "headline": _headline(post.title or post.text),
        "text": post.text,
        "record": wire.decode(),
    }
    if post.title:
        document["title"] = post.title
    document.update(_in_force(record))
    document.update(_keyed(record))
    for name, moment in (("reply_due_at", due.reply_at), ("temporary_due_at", due.temporary_at)):
        if moment is not None:
            document[name] = _millis(moment)
    try:
        return _encoder.encode(document)
    except UnicodeEncodeError:  # a lone surrogate, which is no text
        return _encoder.encode({name: _scrubbed(value) for name, value in document.items()})


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    return [_scrubbed(each) for each in value] if isinstance(value, list) else value


def _in_force(record: Record) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in _SINGLE:
        label = in_force(record, field)
        if label is not None:
            values[field] = label.value
    uncertain = doubts(record)
    if uncertain:
        values["uncertain"] = uncertain
    place = record.judgement.place
    if place is not None and _corrected_place(record) in (None, place.id):
        values["place_text"] = place.text
        if place.point is not None:
            values["point"] = (place.point.lon, place.point.lat)
    return values


def _corrected_place(record: Record) -> str | None:
    """Return the place that a person gave, of which only the id is known here."""
    return record.review.corrections.get("place") if record.review else None


def _keyed(record: Record) -> dict[str, Any]:
    """Return hashes, for look-ups by equality only, and the address, which is not searchable."""
    post, values = record.mention.post, dict[str, Any]()
    replied = replied_to(record)
    if post.url is not None:
        values["url"] = post.url
        values["address"] = key(post.url)
    if post.author.pseudonym is not None:
        values["author"] = key(post.author.pseudonym)
    if replied is not None:
        values["answered"] = key(replied)
    if record.signature is not None:
        values["signature"] = b64encode(record.signature).decode()
    return values


def _headline(text: str) -> str:
    """Return the beginning of a text on one line, without addresses or handles."""
    line = " ".join(visible(text[: 2 * _HEADLINE]).split())
    return line if len(line) <= _HEADLINE else f"{line[: _HEADLINE - 1].rstrip()}…"


def _millis(moment: datetime) -> int:
    return micros(moment) // 1000
