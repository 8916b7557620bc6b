"""What the trends and the decision view count is the same in both stores."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk.analyst import DeskAnalyst
from sinks.elasticsearch import ElasticStore
from sinks.sqlite import SqliteStore
from tests.sinks.records import MONDAY, a_record, batch
from tests.webapp.offices import an_office
from vigie.judgement import Label
from vigie.query import Field, Query
from webapp.decision.counts import count, read
from webapp.trends.local_days import by_day

ZONE = ZoneInfo("America/Toronto")


class Asked:
    """As much of a site as counting asks of it."""

    def __init__(self, store: Any, office: Any) -> None:
        self.store = store
        self.office = office


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(tmp_path / "vigie.db") as store:
        yield store


async def test_days_shares_words_and_conclusions_are_the_same_in_both_stores(
    embedded: SqliteStore, elastic_store: ElasticStore
) -> None:
    records = [
        a_record(
            n,
            text=f"La neige du quartier, numéro {n}" if n % 3 else f"La collecte déborde, {n}",
            at=MONDAY - timedelta(hours=7 * n),
            topic=Label("snow" if n % 3 else "waste", 1),
            sentiment=Label(("negative", "neutral", "positive")[n % 3 if n < 30 else 1], 1),
        )
        for n in range(60)
    ]
    for store in (embedded, elastic_store):
        await store.write(batch(*records))
    today = MONDAY.astimezone(ZONE).date()
    on = today - timedelta(days=9)
    windows = DeskAnalyst().windows(on, 1, today)
    assert windows
    found = []
    for store in (embedded, elastic_store):
        site: Any = Asked(store, an_office(embedded))
        days = await by_day(store, Query(), today - timedelta(days=20), today, ZONE)
        negative = Query(where=Field("sentiment", ("negative",)))
        hard = await by_day(store, negative, date(2026, 1, 1), today, ZONE)
        compared = await count(site, Query(), windows, ZONE)
        texts, before, after = await read(site, Query(), windows, ZONE)
        found.append((days, hard, compared, texts, before, after))
    assert found[0] == found[1]
    assert sum(found[0][0].values()) > 50
    assert found[0][2].comparison.volume.before > 15
