"""What must hold after every fault, whatever it was."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Hashable, Iterable, Set
from pathlib import Path
from typing import Any

import httpx
import msgspec

from sinks.elasticsearch import ElasticStore
from sinks.sqlite import SqliteStore
from tests.sinks import elastic
from vigie.record import Record

#: What two installations must agree on of a dead letter: id, stage, where, bytes.
Letter = tuple[str, str, str, bytes]
#: What they must agree on of a delivery: alert, target, mention.
Alert = tuple[str, str, str]
_MANY = 1_000_000


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a day leaves when nothing goes wrong.

    Attributes:
        records: by id, the last edition of every mention kept.
        letters: everything set aside.
        alerts: those about mentions that are kept.
    """

    records: dict[str, Record]
    letters: frozenset[Letter]
    alerts: frozenset[Alert]


def of_embedded(home: Path) -> Expected:
    """Read what an embedded installation made of the same day."""

    async def read() -> Expected:
        async with await SqliteStore.open(home / "vigie.db") as store:
            records = await _records(store)
            return Expected(
                records={record.mention.id: record for record in records},
                letters=frozenset(await _letters(store)),
                alerts=frozenset(a for a in await _alerts(store) if a[2] in _ids(records)),
            )

    return asyncio.run(read())


def check(
    url: str,
    prefix: str,
    expected: Expected,
    *,
    refused: Set[str] = frozenset(),
    letters: Set[Letter] = frozenset(),
) -> None:
    """Compare the cluster with what was expected.

    Args:
        url: of Elasticsearch.
        prefix: of the indices.
        expected: what the day leaves when nothing goes wrong.
        refused: mentions that the fault had the store refuse for good.
        letters: dead letters that the fault made, beside those of the day.
    """
    _nothing_stands_twice(url, prefix)
    records, kept_letters, alerts = asyncio.run(_cluster(url, prefix))
    wanted = {id_: it for id_, it in expected.records.items() if id_ not in refused}
    found = {record.mention.id: record for record in records}
    _same(found.keys(), wanted.keys(), "mentions")
    wrong = [id_ for id_, it in wanted.items() if found[id_] != it]
    assert not wrong, f"not the last edition, or judged otherwise: {_some(found, wanted, wrong)}"
    assert _twice(kept_letters) == []
    _same(set(kept_letters), expected.letters | letters, "dead letters")
    assert _twice(alerts) == []
    about = {each for each in alerts if each[2] in wanted}
    _same(about, {each for each in expected.alerts if each[2] in wanted}, "alerts")


def _same(found: Set[Any], wanted: Set[Any], what: str) -> None:
    lost, more = wanted - found, found - wanted
    told = f"{len(lost)} {what} lost, {len(more)} too many"
    assert not lost | more, f"{told}: {sorted(lost)[:3]} {sorted(more)[:3]}"


def _twice(some: Iterable[Hashable]) -> list[Hashable]:
    return [each for each, count in Counter(some).items() if count > 1]


def _ids(records: Iterable[Record]) -> set[str]:
    return {record.mention.id for record in records}


def _some(found: dict[str, Record], wanted: dict[str, Record], wrong: list[str]) -> str:
    one = wrong[0]
    return f"{len(wrong)}, such as\n{found[one]}\ninstead of\n{wanted[one]}"


def _nothing_stands_twice(url: str, prefix: str) -> None:
    """Ask Elasticsearch itself, over all the months: the store's own reading could hide it."""
    with httpx.Client(base_url=url, timeout=60) as client:
        client.post(f"/{prefix}-mentions/_refresh").raise_for_status()
        body = {"size": 5_000, "sort": ["_doc"], "_source": False}
        page = client.post(f"/{prefix}-mentions/_search?scroll=1m", json=body).json()
        ids: list[str] = []
        while hits := page["hits"]["hits"]:
            ids += [hit["_id"] for hit in hits]
            again = {"scroll": "1m", "scroll_id": page["_scroll_id"]}
            page = client.post("/_search/scroll", json=again).json()
        client.request("DELETE", "/_search/scroll", json={"scroll_id": page["_scroll_id"]})
    assert _twice(ids) == []


async def _cluster(url: str, prefix: str) -> tuple[list[Record], list[Letter], list[Alert]]:
    settings = elastic.settings_for(url, prefix)
    async with await ElasticStore.open(settings, refresh=True) as store:
        return await _records(store), await _letters(store), await _alerts(store)


async def _records(store: Any) -> list[Record]:
    return [_without_moment(record) async for record in store.scan()]


async def _letters(store: Any) -> list[Letter]:
    return [(x.id, x.stage, x.where, x.raw) for x in await store.dead_letters(_MANY)]


async def _alerts(store: Any) -> list[Alert]:
    found = await store.deliveries(_MANY)
    return [(each.alert.id, each.target, each.alert.mention) for each in found]


def _without_moment(record: Record) -> Record:
    """A record without what depends on when and in which order it came."""
    judgement = msgspec.structs.replace(record.judgement, cluster=None)
    moment = record.mention.post.fetched_at
    return msgspec.structs.replace(record, judgement=judgement, first_seen=moment)
