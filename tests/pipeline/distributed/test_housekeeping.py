"""Workers share the deliveries, and one of them applies retention for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk.alert_rule import AlertRule
from desk.alert_rules import in_effect
from pipeline.distributed.housekeeping import Housekeeping
from pipeline.distributed.patience import Patience, Pulse
from pipeline.installation import Source
from pipeline.settings import SourceSettings
from pipeline.stages import Watch
from pipeline.watching_numbers import NumberWatch
from tests.pipeline.distributed.shops import TOWN, Shop, heard, shop
from vigie.alert import Alert, Delivery
from vigie.batch import Batch, CursorMove
from vigie.codec import encode
from vigie.errors import Refused
from vigie.page import Page
from vigie.paper import Paper
from vigie.retention import Expired, RetentionRule
from vigie.saved_search import SEARCH, SavedSearch, SearchAlert
from vigie.say import Say


def keeping(it: Shop, holder: str) -> Housekeeping:
    return Housekeeping(it, holder, Patience("store", it.metrics, Pulse()))


async def test_retention_is_applied_by_one_worker_and_by_another_once_that_one_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    async with shop(tmp_path) as first, shop(tmp_path) as second:
        for name, it in (("first", first), ("second", second)):
            apply = it.store.expire

            async def counted(
                rules: Sequence[RetentionRule],
                now: datetime,
                *,
                dry_run: bool,
                by: str = name,
                apply: object = apply,
            ) -> Expired:
                done.append(by)
                return await apply(rules, now, dry_run=dry_run)  # type: ignore[operator,no-any-return]

            monkeypatch.setattr(it.store, "expire", counted)
        stop, other = asyncio.Event(), asyncio.Event()
        mine = asyncio.create_task(keeping(first, "a").forget(stop))
        await asyncio.sleep(0.3)
        theirs = asyncio.create_task(keeping(second, "b").forget(other))
        await asyncio.sleep(0.3)
        assert done == ["first"]
        stop.set()
        await mine
        other.set()
        await theirs
        other.clear()
        theirs = asyncio.create_task(keeping(second, "b").forget(other))
        await asyncio.sleep(0.3)
        assert done == ["first", "second"]
        other.set()
        await theirs


class Target:
    """A target that counts what it is given, or refuses it for good."""

    def __init__(self, name: str, *, refuses: bool = False) -> None:
        self.target = name
        self.got: list[str] = []
        self._refuses = refuses

    async def deliver(self, alert: Alert) -> None:
        self.got.append(alert.id)
        if self._refuses:
            raise Refused(Say("non", "no"), final=True)


async def test_two_workers_deliver_each_alert_once_and_bury_what_is_refused(
    tmp_path: Path,
) -> None:
    now = datetime.now(UTC) - timedelta(seconds=1)
    alerts = [
        Alert(
            id=f"alert_{n}",
            rule="r",
            town="trois-rivieres",
            mention=heard(n).mention.id,
            severity="normal",
            title="t",
            reason="r",
            advice="a",
            raised_at=now,
        )
        for n in range(20)
    ]
    good, bad = Target("bonne"), Target("mauvaise", refuses=True)
    async with (
        shop(tmp_path, watch=Watch()) as first,
        shop(tmp_path, watch=Watch()) as second,
    ):
        waiting = [Delivery(alert=a, target=t, due_at=now) for a in alerts for t in ("bonne",)]
        waiting.append(Delivery(alert=alerts[0], target="mauvaise", due_at=now))
        await first.store.write(Batch(deliveries=tuple(waiting)))
        stop = asyncio.Event()
        tasks = []
        for it in (first, second):
            it.deliverers = {"bonne": good, "mauvaise": bad}
            tasks.append(asyncio.create_task(keeping(it, "x").deliver(stop)))
        for _ in range(100):
            if len(good.got) == 20 and await first.store.dead_letters():
                break
            await asyncio.sleep(0.1)
        stop.set()
        await asyncio.gather(*tasks)
        assert sorted(good.got) == sorted(a.id for a in alerts)
        assert len(await first.store.dead_letters()) == 1


async def test_one_worker_of_all_tells_of_the_sources_and_another_once_that_one_is_gone(
    tmp_path: Path,
) -> None:
    watch = Watch(rules=in_effect(()), targets=("bureau",))
    source = Source(connector=Silent(), settings=SourceSettings(name="Le Fil", kind="feed"))
    async with (
        shop(tmp_path, watch=watch, sources=[source]) as first,
        shop(tmp_path, watch=watch, sources=[source]) as second,
    ):
        await first.store.lease(["source-watch"], "un autre", 60, None)
        move = CursorMove(source="Le Fil", cursor=b"1", at=datetime.now(UTC), state="blocked")
        await first.store.write(Batch(cursors=(move,)))
        stop = asyncio.Event()
        await watched(keeping(second, "b"), second, stop)
        assert await first.store.deliveries() == []
        await first.store.release(["source-watch"], "un autre")
        await watched(keeping(first, "a"), first, asyncio.Event())
        (delivery,) = await first.store.deliveries()
        assert delivery.alert.source == "Le Fil"


class Silent:
    """A connector of which only the name matters here."""

    name = "Le Fil"

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        del cursor
        for page in ():
            yield page


async def watched(house: Housekeeping, it: Shop, stop: asyncio.Event) -> None:
    """Watch until the state of the source is shown."""
    task = asyncio.create_task(house.watch(stop, settling=0))
    shown = {"source": "Le Fil", "state": "blocked"}
    for _ in range(500):
        await asyncio.sleep(0.02)
        if it.metrics.registry.get_sample_value("vigie_source_state", shown) is not None:
            break
    await asyncio.sleep(0.1)
    stop.set()
    await task


async def test_spikes_are_looked_for_by_one_worker_and_by_another_once_that_one_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    watch = Watch(rules=(AlertRule(name="pics", spike="volume"),))
    async with shop(tmp_path, watch=watch) as first, shop(tmp_path, watch=watch) as second:
        names = {id(first.store): "first", id(second.store): "second"}

        async def look(self: NumberWatch) -> int:
            looked.append(names[id(self._store)])
            return 0

        monkeypatch.setattr(NumberWatch, "look", look)
        stop, other = asyncio.Event(), asyncio.Event()
        mine = asyncio.create_task(keeping(first, "a").watch_numbers(stop))
        await asyncio.sleep(0.3)
        theirs = asyncio.create_task(keeping(second, "b").watch_numbers(other))
        await asyncio.sleep(0.3)
        assert looked == ["first"]
        stop.set()
        await mine
        other.set()
        await theirs
        other.clear()
        theirs = asyncio.create_task(keeping(second, "b").watch_numbers(other))
        await asyncio.sleep(0.3)
        assert looked == ["first", "second"]
        other.set()
        await theirs


async def test_without_such_a_rule_no_lease_is_asked_for(tmp_path: Path) -> None:
    async with shop(tmp_path, watch=Watch()) as it:
        stop = asyncio.Event()
        watching = asyncio.create_task(keeping(it, "a").watch_numbers(stop))
        await asyncio.sleep(0.2)
        stop.set()
        await watching
        assert await it.store.lease(["numbers"], "b", 60, None) == {"numbers"}


async def test_a_saved_search_alerts_once_whichever_workers_look(tmp_path: Path) -> None:
    watch = Watch(targets=("salon",))
    async with shop(tmp_path, watch=watch) as first, shop(tmp_path, watch=watch) as second:
        before = datetime.now(UTC) - timedelta(minutes=1)
        alert = SearchAlert(since=before)
        saved = SavedSearch(name="Trous", owner="x", question="q=trou", towns=(TOWN,), alert=alert)
        paper = Paper(kind=SEARCH, key="abc", body=encode(saved), at=before)
        await first.store.keep(paper)
        now = datetime.now(UTC)
        records = [first.intake.stages.record(heard(n), now) for n in range(3)]
        await first.store.write(Batch(records=tuple(records)))
        await second.store.lease(["saved-searches"], "un autre", 60, None)
        stop = asyncio.Event()
        mine = asyncio.create_task(keeping(first, "a").watch_searches(stop))
        await asyncio.sleep(0.3)
        assert await first.store.deliveries() == []
        stop.set()
        await mine
        await second.store.release(["saved-searches"], "un autre")
        for it, holder in ((first, "a"), (second, "b")):
            stop = asyncio.Event()
            task = asyncio.create_task(keeping(it, holder).watch_searches(stop))
            await asyncio.sleep(0.6)
            stop.set()
            await task
        told = await first.store.deliveries()
        assert {d.alert.mention for d in told} == {r.mention.id for r in records}
        assert len(told) == 3
        assert "« Trous »" in told[0].alert.reason
