"""The watch over sources, over a real store: what it tells, once, and what it shows."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desk.alert_rules import AlertRule, When, in_effect
from pipeline.chain import Chain
from pipeline.first_settings import quoted
from pipeline.installation import Source
from pipeline.intake import Intake, TownParts, Watch
from pipeline.metrics import Metrics
from pipeline.moving import cursor_move
from pipeline.serving import run_once
from pipeline.settings import SourceSettings, read
from pipeline.source_watch import SourceWatch
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, TOWN, judged
from tests.pipeline.installations import make_installation, vigie
from tests.servers import LocalServer
from vigie.alert import Delivery
from vigie.batch import Batch, SourceStatus
from vigie.clock import HeldClock
from vigie.errors import Unavailable
from vigie.page import Gap, Page
from vigie.post import Deleted, Published
from vigie.say import Say
from vigie.source_watch import Missed

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Silent:
    """A connector of which only the name matters here."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        del cursor
        for page in ():
            yield page


class Nowhere:
    """A screen that is never asked."""

    def read(self, *_: object) -> dict[str, object]:
        raise AssertionError


@dataclass(kw_only=True)
class Town:
    """An installation, as far as a watch looks at it."""

    store: SqliteStore
    clock: HeldClock
    intake: Intake
    sources: Sequence[Source]
    metrics: Metrics = field(default_factory=Metrics)
    language: str = "fr"

    async def page(self, source: str, **values: object) -> None:
        """A page of a source, now."""
        now = self.clock.now()
        given = {"cursor": now.isoformat().encode(), "next_at": now + HOUR, **values}
        page = Page(source=source, **given)  # type: ignore[arg-type]
        await self.store.write(Batch(cursors=(cursor_move(page, now),)))

    async def alerts(self) -> list[Delivery]:
        return (await self.store.deliveries())[::-1]

    def state(self, source: str, state: str) -> float | None:
        return self.metrics.registry.get_sample_value(
            "vigie_source_state", {"source": source, "state": state}
        )


@pytest.fixture
async def town(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Town]:
    async with await SqliteStore.open(tmp_path / "vigie.db", clock=clock) as store:
        yield make_town(store, clock)


def make_town(store: SqliteStore, clock: HeldClock, *rules: AlertRule) -> Town:
    watch = Watch(
        rules=in_effect(rules), targets=("bureau", "registre"), page_url="http://127.0.0.1:8311"
    )
    return Town(
        store=store,
        clock=clock,
        intake=Intake(
            store=store,
            screen=Nowhere(),  # type: ignore[arg-type]
            towns={TOWN.slug: TownParts(town=TOWN, chain=Chain([]))},
            watch=watch,
            clock=clock,
            metrics=Metrics(),
        ),
        sources=[
            Source(connector=Silent(name), settings=SourceSettings(name=name, kind="feed"))
            for name in ("Le Fil", "Forum")
        ],
    )


def published(at: datetime) -> Published:
    return Published(post=judged("Un texte.", post={"published_at": at}).mention.post)


async def test_a_failure_is_told_once_to_each_target_and_its_end_once(town: Town) -> None:
    await town.page("Le Fil", state="failing", note="Erreur 503.")
    for hours in (0, 5, 2, 3):
        town.clock.move(hours * HOUR)
        await town.page("Le Fil", state="failing", note="Erreur 503.")
        await SourceWatch(town).look()  # as after a restart: nothing is kept but the store
    told = await town.alerts()
    assert {d.target for d in told} == {"bureau", "registre"}
    assert len(told) == 2
    assert told[0].alert.title == "Ville-Fictive · Source en panne · Le Fil"
    town.clock.move(HOUR)
    await town.page("Le Fil")
    for _ in range(3):
        await SourceWatch(town).look()
    titles = [d.alert.title for d in await town.alerts() if d.target == "bureau"]
    assert len(titles) == 2
    assert "de nouveau entendue" in titles[1]


async def test_watches_that_look_at_the_same_moment_tell_once(
    town: Town, tmp_path: Path, clock: HeldClock
) -> None:
    await town.page("Forum", state="blocked", note="Interdit par robots.txt.")
    async with await SqliteStore.open(tmp_path / "vigie.db", clock=clock) as second:
        watches = [SourceWatch(town), SourceWatch(make_town(second, clock))]
        await asyncio.gather(*(watch.look() for watch in watches for _ in range(3)))
    told = await town.alerts()
    assert sorted(d.target for d in told) == ["bureau", "registre"]
    assert "robots.txt" in told[0].alert.reason


async def test_a_paper_that_falls_silent_is_told_and_stays_told_through_a_304(
    town: Town, clock: HeldClock
) -> None:
    clock.move(-60 * DAY)
    for _ in range(58):
        await town.page("Le Fil", events=(published(clock.now() - HOUR),))
        clock.move(DAY)
    await SourceWatch(town).look()
    assert await town.alerts() == []
    for _ in range(6):
        clock.move(12 * HOUR)
        await town.page("Le Fil")
        await SourceWatch(town).look()
    (late, _) = await town.alerts()
    clock.move(HOUR)
    assert late.alert.title == "Ville-Fictive · Source muette · Le Fil"
    assert "tous les jours" in late.alert.reason
    await town.page("Le Fil", events=(published(clock.now()),))
    await SourceWatch(town).look()
    assert len(await town.alerts()) == 4


async def test_a_hole_is_told_and_kept(town: Town, clock: HeldClock) -> None:
    now = clock.now()
    gap = Gap(since=now - 3 * HOUR, until=now - HOUR)
    await town.page("Forum", gap=gap, lost=12)
    await SourceWatch(town).look()
    await SourceWatch(town).look()
    told = await town.alerts()
    assert len(told) == 2
    assert "Rien n’a été entendu pendant 2\u00a0h." in told[0].alert.reason
    assert "12 publications" in told[0].alert.reason
    covered = await SourceWatch(town).coverage()
    (forum,) = [source for source in covered.sources if source.name == "Forum"]
    assert forum.missed == (Missed(at=now, since=gap.since, until=gap.until, posts=12),)


async def test_the_states_are_shown_even_by_a_watch_that_tells_nothing(town: Town) -> None:
    await town.page("Le Fil", state="stopped")
    await SourceWatch(town).look(tell=False)
    assert (town.state("Le Fil", "stopped"), town.state("Le Fil", "working")) == (1, 0)
    assert town.state("Forum", "quiet") == 1
    assert await town.alerts() == []
    assert (await town.store.sources())["Le Fil"].watched is None
    await SourceWatch(town).look()
    watched = (await town.store.sources())["Le Fil"].watched
    assert watched is not None
    assert watched.state == "stopped"


async def test_a_rule_says_to_whom_and_a_rule_may_turn_it_off(town: Town, clock: HeldClock) -> None:
    await town.page("Le Fil", state="blocked")
    off = AlertRule(name="source-health", enabled=False)
    await SourceWatch(make_town(town.store, clock, off)).look()
    assert await town.alerts() == []
    some = AlertRule(name="sources", when=When(source_state=("blocked",)), targets=("registre",))
    await SourceWatch(make_town(town.store, clock, some)).look()
    assert [d.target for d in await town.alerts()] == ["registre"]


async def test_nothing_is_written_while_nothing_changes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.page("Le Fil")
    await SourceWatch(town).look()

    async def refuse(_: Batch) -> None:
        raise AssertionError

    monkeypatch.setattr(town.store, "write", refuse)
    await SourceWatch(town).look()


async def test_a_store_that_is_away_is_looked_at_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.page("Le Fil", state="blocked")
    read, tries = town.store.sources, 0

    async def away() -> dict[str, SourceStatus]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise Unavailable(Say("ailleurs", "away"))
        return dict(await read())

    monkeypatch.setattr(town.store, "sources", away)
    stop = asyncio.Event()
    watching = asyncio.create_task(SourceWatch(town).run(stop, settling=0, every=0.01))
    for _ in range(500):
        await asyncio.sleep(0.01)
        if await town.alerts():
            break
    stop.set()
    await asyncio.wait_for(watching, 2)
    assert await town.alerts()


def test_a_page_tells_when_its_news_was_published() -> None:
    page = Page(
        source="Le Fil",
        cursor=b"1",
        events=(
            published(MONDAY - 3 * HOUR),
            published(MONDAY - 3 * HOUR + timedelta(minutes=20)),
            published(MONDAY),
        ),
    )
    assert cursor_move(page, MONDAY).arrivals == (
        MONDAY - 3 * HOUR + timedelta(minutes=20),
        MONDAY,
    )


def test_posts_of_no_town_show_that_a_stream_lives_and_a_deletion_does_not() -> None:
    stream = Page(source="Le Fil", cursor=b"1", unheard=900)
    assert (cursor_move(stream, MONDAY).heard, cursor_move(stream, MONDAY).arrivals) == (
        True,
        (MONDAY,),
    )
    gone = Deleted(source="Le Fil", native_id="1", at=MONDAY)
    move = cursor_move(Page(source="Le Fil", cursor=b"1", events=(gone,)), MONDAY)
    assert (move.heard, move.arrivals, move.missed) == (True, (), None)


async def test_a_source_that_is_gone_is_told_to_a_webhook_and_by_the_command(
    tmp_path: Path, server: LocalServer
) -> None:
    here = server.url.removeprefix("http://")
    server.serve("/parti", "", 410)
    server.serve("/crochet", "")
    home = make_installation(
        tmp_path / "ici",
        f"[network]\nallowed_hosts = [{quoted(here)}]\nspacing = 0",
        f'[[source]]\nkind = "feed"\nname = "Parti"\nurl = {quoted(server.url + "/parti")}',
        f'[[target]]\nkind = "webhook"\nname = "bureau"\nurl = {quoted(server.url + "/crochet")}'
        '\nsecret_file = "webhook.secret"',
    )
    (home / "webhook.secret").write_text("whsec_" + b64encode(bytes(32)).decode())
    (home / "webhook.secret").chmod(0o600)
    await run_once(home, read(home))
    (body,) = [json.loads(got.body) for got in server.received if got.path == "/crochet"]
    assert (body["type"], body["data"]["source"]) == ("source.alert", "Parti")
    assert body["data"]["title"] == "Trois-Rivières · Source arrêtée · Parti"
    told = vigie("--home", home, "sources", "--coverage")
    assert "arrêtée" in told.out
    assert "Aucun trou connu." in told.out
    assert "Les groupes Facebook" in told.out
    (whole,) = vigie("--home", home, "sources", "--coverage", "--json").rows
    assert (whole["listened"], whole["silent"]) == (1, 1)
    assert whole["sources"][0]["state"] == "stopped"
