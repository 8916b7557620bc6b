"""Both stores give the same report."""

from __future__ import annotations

from pathlib import Path

from sinks.elasticsearch import ElasticStore
from sinks.sqlite import SqliteStore
from tests.desk.voices import CITY, NOW, WEEK, a_week, people, voice
from tests.pipeline.reports import a_desk, hear
from vigie.clock import HeldClock


async def test_the_same_week_gives_the_same_report_in_both_stores(
    tmp_path: Path, elastic_store: ElasticStore
) -> None:
    fixed = {"corrections": {"topic": "parking"}, "status": "answered", "reply_sent_at": NOW}
    week = [*a_week(), *(voice(p, "Où se garer?", review=dict(fixed)) for p in people(9, 800))]
    async with await SqliteStore.open(tmp_path / "vigie.db", clock=HeldClock(NOW)) as sqlite:
        reports = []
        for store in (sqlite, elastic_store):
            await hear(store, week)
            desk = a_desk(store)
            reports.append((await desk.make(CITY.slug, WEEK, "fr")).report)
    assert reports[0] == reports[1]
    assert "parking" in [row.name for row in reports[0].topics.rows]
