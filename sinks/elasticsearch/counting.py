"""Counting answers by field and by period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from sinks.elasticsearch.clauses import Json, asked
from sinks.elasticsearch.fetching import find
from sinks.elasticsearch.shelf import Shelf
from sinks.moments import moment
from sinks.periods import period
from sinks.questions import check_count
from vigie.query import Bucket, Counts, Query

#: The values of a facet beyond the most frequent so many are left out; only the stories and the
#: streets of a very large region have as many.
MOST_VALUES: Final = 10_000
_HISTOGRAM: Final = "periods"
_WITHIN: Final = "within"


class _Counted(msgspec.Struct, frozen=True):
    key: Any
    doc_count: int
    within: _Buckets | None = None


class _Buckets(msgspec.Struct, frozen=True):
    buckets: list[_Counted] = []


_decoder: Final = msgspec.json.Decoder(dict[str, _Buckets])


async def count(shelf: Shelf, query: Query, facets: Sequence[str], every: str | None) -> Counts:
    """Count answers. A period goes by its first moment: 2026-11-23T14:00Z, or 2026-11-23.

    Periods without an answer are left out; weeks start on Monday. Facets look at every answer,
    whatever `query.most`: they are columns here, and read as such.

    Raises:
        InvalidInput: an unknown field or period.
    """
    check_count(facets, every)
    aggregations = {facet: _terms(facet) for facet in facets}
    if every:
        aggregations[_HISTOGRAM] = _periods(every)
    body: Json = {"query": asked(query).query, "size": 0, "track_total_hits": True}
    if aggregations:
        body["aggs"] = aggregations
    elif query.most is not None:
        body["track_total_hits"] = query.most
    found = await find(shelf.server, shelf.names.mentions, body)
    counted = _decoder.decode(found.aggregations)
    return Counts(
        total=found.hits.total.value,
        facets={facet: _ordered(_facet(counted.get(facet, _Buckets()))) for facet in facets},
        histogram=tuple(_histogram(counted.get(_HISTOGRAM, _Buckets()), every)) if every else (),
    )


def _terms(facet: str) -> Json:
    order = [{"_count": "desc"}, {"_key": "asc"}]
    first, *others = facet.split("+")
    held: Json = {"terms": {"field": first, "size": MOST_VALUES, "order": order}}
    if others:
        held["aggs"] = {_WITHIN: _terms("+".join(others))}
    return held


def _periods(every: str) -> Json:
    held = {"field": "published_at", "calendar_interval": every, "min_doc_count": 1}
    return {"date_histogram": held}


def _ordered(buckets: Iterator[Bucket]) -> tuple[Bucket, ...]:
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.value)))


def _facet(counted: _Buckets) -> Iterator[Bucket]:
    for each in counted.buckets:
        if each.within is None:
            yield Bucket(each.key, each.doc_count)
        else:
            for part in _facet(each.within):
                yield Bucket(f"{each.key}+{part.value}", part.count)


def _histogram(counted: _Buckets, every: str) -> Iterator[Bucket]:
    return (Bucket(period(moment(b.key * 1000), every), b.doc_count) for b in counted.buckets)
