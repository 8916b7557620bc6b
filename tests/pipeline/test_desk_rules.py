"""Rules made on the pages, in a running installation: in effect soon, without a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.alert_rules import in_effect, read_rules
from pipeline.assembly import assemble
from pipeline.desk_rules import DeskRules
from pipeline.runner import Runner
from pipeline.settings import read
from pipeline.stages import Watch
from pipeline.watching_numbers import NumberWatch
from sinks.sqlite import SqliteStore
from tests.pipeline.installations import make_installation
from vigie.clock import HeldClock, SystemClock
from vigie.codec import encode
from vigie.errors import Unavailable
from vigie.kept_rule import RULE_PAPER, KeptRule, rule_key
from vigie.page import Page
from vigie.paper import Paper, Papers
from vigie.post import Post, Published, Source
from vigie.say import Say
from vigie.served_towns import ServedTowns

TOWN = "trois-rivieres"
TARGET = (
    '[[target]]\nkind = "webhook"\nname = "bureau"\nurl = "https://bureau.example/a"\n'
    'secret_env = "VIGIE_TEST_SECRET"\n'
)
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" * 2


async def keep(
    papers: Papers, name: str, *, town: str = TOWN, on: bool = True, **rule: Any
) -> None:
    """Keep a rule as the pages do, in place of the one of its name."""
    rule.setdefault("when", {"topic": ["roads"]})
    before = await papers.paper(RULE_PAPER, rule_key(name))
    await papers.keep(
        Paper(
            kind=RULE_PAPER,
            key=rule_key(name),
            body=encode(KeptRule(rule={"name": name, "enabled": on, **rule}, by="rose")),
            at=datetime.now(UTC),
            town=town,
            version=before.version if before else 0,
        )
    )


def page(number: int) -> Page:
    now = datetime.now(UTC)
    post = Post(
        source=Source(kind="feed", name="Le Fil"),
        native_id=str(number),
        text=f"Encore un nid-de-poule sur la rue des Forges à Trois-Rivières ({number}).",
        fetched_at=now,
        published_at=now,
    )
    return Page(source="Le Fil", cursor=b"1", events=(Published(post=post),))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)


@pytest.fixture
async def store(tmp_path: Path) -> Any:
    async with await SqliteStore.open(tmp_path / "vigie.db", HeldClock(datetime.now(UTC))) as made:
        yield made


async def test_a_running_installation_follows_what_the_team_turns_on_and_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same evaluation as the settings' rules, in the embedded mode."""
    monkeypatch.setenv("VIGIE_TEST_SECRET", SECRET)
    monkeypatch.setattr("pipeline.desk_rules.EVERY", 0.05)
    home = make_installation(tmp_path / "ville", TARGET)
    async with assemble(home, read(home), SystemClock()) as it:
        watch, stop = it.intake.stages.watch, asyncio.Event()

        def there() -> bool:
            return "rues" in {rule.name for rule in watch.rules}

        running = asyncio.create_task(Runner(it).run(stop))
        await it.intake.absorb(page(1))
        assert await it.store.deliveries() == []
        async with await SqliteStore.open(home / "vigie.db") as other:
            await keep(other, "rues", severity="low")  # by another process: the page's
        await until(there)
        await it.intake.absorb(page(2))
        (sent,) = await it.store.deliveries()
        assert (sent.alert.rule, sent.alert.severity, sent.target) == ("rues", "low", "bureau")
        assert sent.alert.town == TOWN
        await keep(it.store, "rues", on=False)
        await until(lambda: not there())
        await it.intake.absorb(page(3))
        assert len(await it.store.deliveries()) == 1
        stop.set()
        await running


async def test_it_is_in_effect_before_anything_is_heard_after_a_restart(tmp_path: Path) -> None:
    home = make_installation(tmp_path / "ville")
    async with await SqliteStore.open(home / "vigie.db") as store:
        await keep(store, "rues")
    async with assemble(home, read(home), SystemClock()) as it:
        names = [rule.name for rule in it.intake.stages.watch.rules]
    assert names == ["emergency", "media-request", "source-health", "rues"]


async def test_the_rules_of_the_settings_come_first_and_win_over_their_namesakes(
    store: SqliteStore,
) -> None:
    written = in_effect(read_rules([{"name": "rues", "when": {"topic": ["snow"]}}]))
    watch = Watch(rules=written, targets=("bureau",))
    await keep(store, "rues")
    await keep(store, "eau", when={"topic": ["water"]}, town="")
    await DeskRules(store, watch).refresh()
    assert [rule.name for rule in watch.rules] == ["rues", "source-health", "eau"]
    assert watch.rules[0].when.topic == ("snow",)
    assert watch.rules[-1].when.town == ()


async def test_a_rule_that_cannot_be_read_hinders_no_other(store: SqliteStore) -> None:
    watch = Watch(targets=("bureau",))
    await keep(store, "partie", targets=["disparue"])
    await keep(store, "fausse", when={"humeur": ["noire"]})
    await keep(store, "bonne")
    illegible = Paper(kind=RULE_PAPER, key="x", body=b"{", at=datetime.now(UTC))
    await store.keep(illegible)
    await DeskRules(store, watch).refresh()
    assert [rule.name for rule in watch.rules] == ["bonne"]


async def test_a_town_s_rule_without_targets_is_kept_to_those_that_serve_it(
    store: SqliteStore,
) -> None:
    elsewhere = {"name": "là", "when": {"town": ["autre-ville"]}, "targets": ["salon"]}
    watch = Watch(targets=("bureau", "salon"), served=ServedTowns.of([elsewhere]))
    await keep(store, "rues")
    await keep(store, "partout", town="")
    await keep(store, "nommée", targets=["salon"])
    await DeskRules(store, watch).refresh()
    assert {rule.name: rule.targets for rule in watch.rules} == {
        "rues": ("bureau",),
        "partout": (),
        "nommée": ("salon",),
    }
    nobody = Watch(targets=("salon",), served=ServedTowns.of([elsewhere]))
    await DeskRules(store, nobody).refresh()
    assert {rule.name for rule in nobody.rules} == {"partout", "nommée"}


async def test_a_store_that_is_away_leaves_the_rules_as_they_are(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(targets=("bureau",))
    rules, stop = DeskRules(store, watch, every=0.02), asyncio.Event()
    await keep(store, "rues")
    await rules.refresh()
    asked = []

    async def away(*_: Any, **__: Any) -> Any:
        asked.append(1)
        raise Unavailable(Say("absente", "away"))

    with monkeypatch.context() as patched:
        patched.setattr(store, "papers", away)
        with pytest.raises(Unavailable):
            await rules.begin(None)
        running = asyncio.create_task(rules.run(stop))
        await until(lambda: len(asked) > 3)
        assert [rule.name for rule in watch.rules] == ["rues"]
    await keep(store, "eau", when={"topic": ["water"]})
    await until(lambda: len(watch.rules) == 2)
    stop.set()
    await running


async def test_the_first_rule_about_numbers_made_here_is_looked_for_without_a_restart(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.number_rules import NumberRules

    monkeypatch.setattr("pipeline.watching_numbers._NOTICED", 0.02)
    looked: list[list[str]] = []
    watch = Watch(targets=("bureau",))
    numbers = NumberRules(store, {}, watch)

    async def look(self: NumberWatch) -> int:
        looked.append([rule.name for rule in self._rules.rules])
        return 0

    monkeypatch.setattr(NumberWatch, "look", look)
    stop = asyncio.Event()
    running = asyncio.create_task(NumberWatch(numbers, store, SystemClock()).run(stop))
    await asyncio.sleep(0.1)
    assert looked == []
    await keep(store, "pic", spike="volume")
    await DeskRules(store, watch).refresh()
    await until(lambda: bool(looked))
    await asyncio.sleep(0.1)
    assert looked == [["pic"]]
    stop.set()
    await running


async def test_an_installation_s_targets_serve_the_towns_that_its_rules_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_TEST_SECRET", SECRET)
    rule = (
        '[[rule]]\nname = "a"\ntargets = ["bureau"]\nwhen.town = ["nive"]\nwhen.emergency = true\n'
    )
    home = make_installation(tmp_path / "ville", TARGET, rule)
    async with assemble(home, read(home), SystemClock()) as it:
        watch = it.intake.stages.watch
    assert (watch.serving("nive"), watch.serving("trois-rivieres")) == (("bureau",), ())
