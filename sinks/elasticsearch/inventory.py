"""What is looked at before a batch is written, and again after: who is known, who is buried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sinks.elasticsearch import burials, graves, layout
from sinks.elasticsearch.burials import Count
from sinks.elasticsearch.fetching import Got, fetch
from sinks.elasticsearch.known import among_first_seen
from sinks.elasticsearch.remembered import Known
from sinks.elasticsearch.shelf import Shelf
from sinks.record_keys import answered
from vigie.record import Record


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The mentions and the authors, among those asked for, that are gone."""

    mentions: set[str]
    authors: set[str]

    def forbids(self, record: Record) -> bool:
        """Tell whether a record may not be kept."""
        author = record.mention.post.author.pseudonym
        return record.mention.id in self.mentions or author in self.authors

    def silences(self, record: Record) -> bool:
        """Tell whether a record repeats the text of a mention that is gone."""
        return answered(record) in self.mentions


async def before(shelf: Shelf, records: Sequence[Record]) -> tuple[dict[str, Known], Forbidden]:
    """Return what is known of these records and what is forbidden, in one round.

    Raises:
        ConfigurationError: the indices have moved to another version of the mapping.
    """
    first_seen = {record.mention.id: record.first_seen for record in reversed(records)}
    mentions, authors = _named(records)
    where = [layout.where(shelf.names), *graves.where(shelf, mentions, authors)]
    known, (note, *tombs) = await among_first_seen(shelf, first_seen, where)
    layout.check(note, shelf.names)
    return known, _forbidden(mentions, authors, tombs)


async def after(shelf: Shelf, records: Sequence[Record], counted: Count | None) -> Forbidden:
    """Return what has been forbidden since the removals were `counted`.

    Raises:
        ConfigurationError: the indices have moved to another version of the mapping.
    """
    where = [layout.where(shelf.names), burials.where(shelf.names)]
    note, count = await fetch(shelf.server, where, ("kept",))
    layout.check(note, shelf.names)
    shelf.burials.seen = burials.count(count)
    if shelf.burials.seen == counted:
        return Forbidden(set(), set())
    mentions, authors = _named(records)
    tombs = await fetch(shelf.server, graves.where(shelf, mentions, authors), ())
    return _forbidden(mentions, authors, tombs)


def _named(records: Sequence[Record]) -> tuple[list[str], list[str]]:
    mentions = dict.fromkeys(record.mention.id for record in records)
    for record in records:
        repeated = answered(record)
        if repeated is not None:
            mentions[repeated] = None
    authors = dict.fromkeys(record.mention.post.author.pseudonym for record in records)
    return list(mentions), [author for author in authors if author is not None]


def _forbidden(mentions: list[str], authors: list[str], tombs: list[Got]) -> Forbidden:
    return Forbidden(
        graves.named(mentions, tombs[: len(mentions)]),
        graves.named(authors, tombs[len(mentions) :]),
    )
