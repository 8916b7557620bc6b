"""Rules about numbers over a real store: what is told, once, and what the dry run says of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.alert_rule import AlertRule, When
from desk.alert_rules import DEFAULT_RULES
from desk.rule_floor import AtLeast
from pipeline.chain import Chain
from pipeline.number_rules import NumberRules
from pipeline.stages import TownParts, Watch
from pipeline.trying_rules import Trial, try_rules
from pipeline.watching_numbers import NumberWatch
from sinks.sqlite.store import SqliteStore
from tests.desk.crowds import MONDAY, TOWN, said
from tests.pipeline.installations import make_installation, vigie
from vigie.alert import Delivery
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.errors import Unavailable
from vigie.judgement import Label
from vigie.record import Record
from vigie.say import Say

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VOLUME = AlertRule(name="volume", spike="volume")
PARTS = {TOWN.slug: TownParts(town=TOWN, chain=Chain([]))}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """Ten weeks of a town of twelve mentions a day, until `MONDAY`."""
    async with await SqliteStore.open(tmp_path / "vigie.db", HeldClock(MONDAY)) as opened:
        await opened.write(Batch(records=tuple(background())))
        yield opened


def background() -> list[Record]:
    chance = random.Random(311)
    moments = [MONDAY - chance.random() * 70 * DAY for _ in range(840)]
    return [said(10_000 + n, at, author=chance.randrange(300)) for n, at in enumerate(moments)]


def storm(count: int = 20, start: int = 0, **more: Any) -> tuple[Record, ...]:
    """So many mentions within the hour before `MONDAY`."""
    return tuple(
        said(start + n, MONDAY - (n % 50 + 1) * timedelta(minutes=1), **more) for n in range(count)
    )


class Looking:
    """A watch over a store, by a clock that is held."""

    def __init__(self, store: SqliteStore, *rules: AlertRule) -> None:
        self.clock = HeldClock(MONDAY)
        self.store = store
        watch = Watch(rules=rules, targets=("équipe",), page_url="http://127.0.0.1:8311")
        self.rules = NumberRules(store, PARTS, watch)
        self.again()

    def again(self) -> None:
        """As after a restart."""
        self.watch = NumberWatch(self.rules, self.store, self.clock)

    async def told(self, *records: Record, later: timedelta = timedelta(0)) -> list[Delivery]:
        if records:
            await self.store.write(Batch(records=records))
        self.clock.move(later)
        before = {each.alert.id for each in await self.store.deliveries()}
        await self.watch.look()
        return [d for d in await self.store.deliveries() if d.alert.id not in before]

    async def trial(self, days: int = 30) -> Trial:
        (one,) = await try_rules(
            self.store,
            PARTS.values(),
            self.rules.rules,
            self.rules,
            now=self.clock.now(),
            days=days,
        )
        return one


async def test_a_spike_is_told_once_through_the_outbox(store: SqliteStore) -> None:
    it = Looking(store, VOLUME)
    assert await it.told() == []
    (sent,) = await it.told(*storm())
    assert (sent.target, sent.alert.rule, sent.due_at) == ("équipe", "volume", MONDAY)
    assert sent.alert.summary["count"] == "20"
    assert "20 en 1 h au lieu de" in sent.alert.reason
    assert await it.told(*storm(10, start=100), later=timedelta(minutes=5)) == []
    it.again()
    assert await it.told(later=HOUR) == []


@pytest.mark.parametrize(("days", "told"), [(16, 0), (21, 1)])
async def test_a_new_installation_tells_no_spike_before_two_weeks_were_heard(
    tmp_path: Path, days: int, told: int
) -> None:
    """Its sources' first fetch brings posts of weeks before, thinly."""
    start = MONDAY - days * DAY
    async with await SqliteStore.open(tmp_path / "vigie.db", HeldClock(MONDAY)) as store:
        old = [said(n, start - n * 12 * HOUR, late=n * 12 * HOUR + 7 * HOUR) for n in range(90)]
        heard = [said(500 + n, start + n * HOUR) for n in range(days * 24)]
        await store.write(Batch(records=(*old, *heard)))
        assert len(await Looking(store, VOLUME).told(*storm(start=5000))) == told


async def test_another_spike_days_later_is_told_too(store: SqliteStore) -> None:
    it = Looking(store, VOLUME)
    await it.told(*storm())
    later = [said(500 + n, MONDAY + 3 * DAY - n * timedelta(minutes=2)) for n in range(20)]
    (sent,) = await it.told(*later, later=3 * DAY)
    assert sent.alert.raised_at == MONDAY + 3 * DAY


QUIET = {
    "one person": {"author": 1},
    "one text on many sites": {"story": "dépêche"},
    "an import of the last hour": {"late": 8 * HOUR},
    "a new source's first fetch": {"source": "Source ajoutée"},
    "undated posts": {"post": {"published_is_known": False}},
}


@pytest.mark.parametrize("why", QUIET)
async def test_what_is_no_spike_is_not_told(store: SqliteStore, why: str) -> None:
    it = Looking(store, VOLUME)
    assert await it.told(*storm(**QUIET[why])) == []
    assert (await it.told(*storm(start=200)))[0].alert.rule == "volume"


async def test_a_spike_among_back_filled_mentions_counts_the_others_only(
    store: SqliteStore,
) -> None:
    it = Looking(store, VOLUME)
    late = storm(15, start=50, late=8 * HOUR)
    (sent,) = await it.told(*storm(20), *late)
    assert sent.alert.summary["count"] == "20"


async def test_a_topic_is_watched_by_itself_and_narrowed_by_when(store: SqliteStore) -> None:
    snow, angry = Label("snow", 0.9), Label("negative", 0.9)
    rule = AlertRule(name="neige", spike="topic:snow", when=When(sentiment=("negative",)))
    it = Looking(store, rule)
    assert await it.told(*storm(topic=snow)) == []
    assert await it.told(*storm(start=100, sentiment=angry)) == []
    (sent,) = await it.told(*storm(9, start=200, topic=snow, sentiment=angry))
    assert "publications négatives sur « déneigement et glace »" in sent.alert.title


async def test_each_topic_is_a_series_of_its_own(store: SqliteStore) -> None:
    it = Looking(store, AlertRule(name="sujets", spike="topic:*"))
    (snow,) = await it.told(*storm(topic=Label("snow", 0.9)))
    (noise,) = await it.told(*storm(start=100, topic=Label("noise", 0.9)))
    assert "« déneigement et glace »" in snow.alert.title
    assert "« bruit »" in noise.alert.title
    it.again()
    assert await it.told(later=HOUR) == []
    assert len((await it.trial()).alerts) == 2


async def test_a_rule_of_another_town_or_muted_looks_at_nothing(store: SqliteStore) -> None:
    elsewhere = AlertRule(name="ailleurs", spike="volume", when=When(town=("namur",)))
    muted = AlertRule(name="muette", spike="volume", mute_until=MONDAY + HOUR)
    assert await Looking(store, elsewhere, muted).told(*storm()) == []


async def test_the_cool_down_and_the_quiet_hours_are_kept(store: SqliteStore) -> None:
    rule = AlertRule(
        name="volume", spike="volume", cool_down_hours=96, quiet_hours=("08:00", "17:00")
    )
    it = Looking(store, rule)
    (sent,) = await it.told(*storm())
    assert sent.due_at == MONDAY + 8 * HOUR
    later = [said(500 + n, MONDAY + 3 * DAY - n * timedelta(minutes=2)) for n in range(20)]
    assert await it.told(*later, later=3 * DAY) == []


async def test_a_rising_story_is_told_at_each_step(store: SqliteStore) -> None:
    it = Looking(store, AlertRule(name="histoires", rising=True))
    sources = ["Forum fictif", "Gazette fictive"]

    def spread(start: int, count: int) -> list[Record]:
        return [
            said(n, MONDAY + n * timedelta(minutes=3), source=sources[n % 2], story="h")
            for n in range(start, start + count)
        ]

    assert await it.told(*spread(0, 7), later=HOUR) == []
    (first,) = await it.told(*spread(7, 3))
    assert await it.told(*spread(10, 10)) == []
    it.again()
    (second,) = await it.told(*spread(20, 10), later=HOUR)
    assert first.alert.id != second.alert.id
    assert first.alert.mention == second.alert.mention
    assert len((await it.trial()).alerts) == 2


async def test_mentions_together_ring_once_and_again_with_new_ones(store: SqliteStore) -> None:
    noise = Label("noise", 0.9)
    rule = AlertRule(
        name="bruit",
        when=When(topic=("noise",)),
        at_least=AtLeast(mentions=3, authors=3, hours=2),
    )
    it = Looking(store, rule)
    assert await it.told(*storm(2, topic=noise)) == []
    (sent,) = await it.told(*storm(3, start=20, topic=noise))
    assert sent.alert.title.endswith("publications sur « bruit »")
    assert await it.told(later=timedelta(minutes=5)) == []
    more = [said(60 + n, MONDAY + 10 * timedelta(minutes=1), topic=noise) for n in range(3)]
    assert len(await it.told(*more, later=timedelta(minutes=10))) == 1


async def test_the_dry_run_tells_what_would_have_been_told_and_sends_nothing(
    store: SqliteStore,
) -> None:
    at = MONDAY - 10 * DAY
    await store.write(
        Batch(records=tuple(said(n, at - n * timedelta(minutes=2)) for n in range(20)))
    )
    it = Looking(store, VOLUME)
    trial = await it.trial()
    assert [alert.raised_at.date() for alert in trial.alerts] == [at.date()]
    assert trial.weeks() == [("2026-11-09", 1)]
    assert await store.deliveries() == []


async def test_the_dry_run_of_a_rule_about_single_mentions_reads_them(store: SqliteStore) -> None:
    angry = Label("negative", 0.9)
    await store.write(Batch(records=storm(4, sentiment=angry)))
    rule = AlertRule(name="fâchés", when=When(sentiment=("negative",)), mute_until=MONDAY + DAY)
    numbers = Looking(store, VOLUME).rules
    (trial,) = await try_rules(store, PARTS.values(), [rule], numbers, now=MONDAY + HOUR, days=7)
    assert len(trial.alerts) == 4


async def test_without_a_rule_the_watch_never_asks_and_ends_when_told(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def asking(*_: object, **__: object) -> Sequence[Delivery]:
        asked.append("deliveries")
        return []

    monkeypatch.setattr(store, "deliveries", asking)
    it, stop = Looking(store, *DEFAULT_RULES), asyncio.Event()
    watching = asyncio.create_task(it.watch.run(stop))
    await asyncio.sleep(0.1)
    stop.set()
    await asyncio.wait_for(watching, 1)
    assert asked == []


async def test_a_store_that_is_away_is_asked_again_at_the_next_look(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = Looking(store, VOLUME)
    await store.write(Batch(records=storm()))

    async def away(*_: object, **__: object) -> Sequence[Delivery]:
        raise Unavailable(Say("absente", "away"))

    with monkeypatch.context() as broken:
        broken.setattr(store, "deliveries", away)
        assert await it.watch.look() == 0
    assert await it.watch.look() == 1


def test_the_command_tells_of_every_rule_and_refuses_an_unknown_one(tmp_path: Path) -> None:
    home = make_installation(tmp_path / "chez-nous", '[[rule]]\nname = "pics"\nspike = "volume"\n')
    ran = vigie("--home", home, "alerts", "dry-run", "--json", "--days", "30")
    assert ran.code == 0, ran.err
    assert [row["rule"] for row in ran.rows] == ["pics", "emergency", "media-request"]
    assert ran.rows[0] | {"alerts": 0, "weeks": {}, "examples": []} == ran.rows[0]
    unknown = vigie("--home", home, "alerts", "dry-run", "autre")
    assert unknown.code == 4
    assert "pics" in unknown.err


async def test_a_person_reads_the_count_the_weeks_and_the_newest_examples(
    store: SqliteStore, capsys: pytest.CaptureFixture[str]
) -> None:
    from pipeline.cli.trying import tell

    for days in (10, 20):
        at = MONDAY - days * DAY
        some = (said(100 * days + n, at - n * timedelta(minutes=2)) for n in range(20))
        await store.write(Batch(records=tuple(some)))
    tell(await Looking(store, VOLUME).trial(), 30)
    lines = capsys.readouterr().out.splitlines()
    assert "volume" in lines[0]
    assert "2 " in lines[0]
    assert [line.split()[-1] for line in lines[1:3]] == ["1", "1"]
    assert "2026-11-02" in lines[1]
    assert lines[3].split()[0] == "2026-11-13"
    assert "au lieu de" in lines[4]
