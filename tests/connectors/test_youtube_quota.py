"""YouTube: what may be asked in a day, and what Google's refusals mean."""

from __future__ import annotations

import json
import tomllib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.youtube.budget import (
    PACIFIC,
    Budget,
    Cost,
    Spent,
    daily_cost,
    reserve,
    seconds_to_reset,
)
from connectors.youtube.connector import build
from connectors.youtube.errors import read_trouble
from connectors.youtube.settings import YouTubeSettings
from tests.connectors.api_context import api_context
from tests.connectors.contract import ids
from tests.connectors.youtube_world import YouTubeWorld, bare_context, polled
from tests.doubles.youtube import Refused, channel_id
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import ConfigurationError


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def world(server: LocalServer, context: Context, clock: HeldClock) -> YouTubeWorld:
    return YouTubeWorld(server, context, clock)


def midnight(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=PACIFIC).astimezone(UTC)


def test_a_days_cost_is_told_before_it_is_spent() -> None:
    five = tuple(channel_id(f"chaine{n}") for n in range(5))
    given = YouTubeSettings(name="YouTube", channels=five[1:], own_channels=five[:2])
    # 5 channels × (144 + 24), 50 videos × 8, 48 searches, 3 looks, 1 for figures, a tenth of 5000.
    assert daily_cost(given) == Cost(units=840 + 400 + 48 + 3 + 1 + 500, searches=48)
    calm = YouTubeSettings(name="YouTube", channels=five[:1], words=(), interval=3_600)
    assert daily_cost(calm) == Cost(units=24 + 24 + 2 + 500, searches=0)


def test_the_documented_settings_are_taken() -> None:
    told = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
    section = told.partition("## `youtube`")[2].partition("\n## ")[0]
    (source,) = tomllib.loads(section.partition("```toml")[2].partition("```")[0])["source"]
    assert source.pop("kind") == "youtube"
    assert build(source, bare_context()).name == "YouTube"
    for name in YouTubeSettings.model_fields:
        assert name == "name" or f"`{name}`" in section, name


async def test_a_calm_day_costs_no_more_than_was_told(world: YouTubeWorld) -> None:
    world.publish([f"Commentaire {n}" for n in range(15)])
    world.double.video(world.press, "Trois-Rivières", hours=1)
    given = world.settings(words=None, interval=1_800, searches_per_day=12, videos=10)
    connector, cursor = build(given, world.context), None
    world.clock.move(midnight(24) - world.clock.now())
    for _ in range(48):
        cursor = (await polled(connector, cursor))[-1].cursor
        world.clock.move(timedelta(minutes=30))
    cost = daily_cost(YouTubeSettings(**given))
    kept = reserve(YouTubeSettings(**given))
    spent = world.double.spent
    # One video of ten is there to be followed: eight readings of its comments, not eighty.
    assert 80 < spent["2026-11-24", "units"] <= cost.units - kept == 168
    assert spent["2026-11-24", "searches"] == cost.searches == 12


def test_settings_that_cannot_fit_are_refused_with_figures() -> None:
    channels = [channel_id(f"chaine{n}") for n in range(30)]
    with pytest.raises(ConfigurationError) as refused:
        build(
            {"name": "YouTube", "channels": channels, "interval": 60, "words": ["ville"]},
            bare_context(),
        )
    assert "44871" in refused.value.say.fr
    assert "5000" in refused.value.say.fr
    assert "44871" in refused.value.say.en


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"channels": ["@ville"]}, "channels.0"),
        ({"searches_per_day": 101}, "100"),
        ({"units_per_day": 20_000}, "10000"),
        ({"words": []}, "rien à écouter"),
        ({"websub": True}, "websub_secret_file"),
        ({"inbox": "Ma Boîte"}, "inbox"),
        ({"base_url": "ftp://api"}, "https"),
        ({"cle": "x"}, "clé inconnue"),
    ],
)
def test_wrong_settings_are_told(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigurationError, match=r"source « YouTube »") as refused:
        build({"name": "YouTube", **wrong}, bare_context())
    assert said in refused.value.say.fr


def test_the_reset_is_at_midnight_in_california_whatever_its_clocks_do() -> None:
    evening = datetime(2026, 11, 23, 22, 0, tzinfo=PACIFIC)
    assert seconds_to_reset(evening.astimezone(UTC)) == 2 * 3_600
    # The clocks go back on 1 November 2026: that day has 25 hours.
    assert seconds_to_reset(midnight(1)) == 25 * 3_600


def test_the_budget_starts_anew_at_the_reset_and_survives_a_restart(clock: HeldClock) -> None:
    given = YouTubeSettings(name="YouTube", units_per_day=100, searches_per_day=2)
    budget = Budget(given)
    budget.recall(Spent(day="2026-11-23", units=89, searches=2), clock.now())
    assert not budget.take(clock.now(), search=True)
    assert budget.take(clock.now())
    assert not budget.take(clock.now())  # ten units are kept for re-checks
    assert budget.take(clock.now(), recheck=True)
    clock.move(timedelta(days=1))
    assert budget.take(clock.now(), search=True)
    assert budget.spent(clock.now()) == Spent(day="2026-11-24", units=0, searches=1)


async def test_a_spent_budget_waits_for_the_reset_and_says_so(
    world: YouTubeWorld, clock: HeldClock
) -> None:
    world.publish([f"Commentaire {n}" for n in range(3)])
    connector = world.build(interval=3_600, units_per_day=600)
    cursor = spent_today(540)
    pages = await polled(connector, cursor)
    assert world.double.asked == []
    assert pages[-1].state == "working"
    assert "minuit" in str(pages[-1].note)
    assert pages[-1].next_at == midnight(24)
    clock.move(midnight(24) - clock.now())
    pages = await polled(connector, pages[-1].cursor)
    assert len(ids(pages)) == 4


def spent_today(units: int) -> bytes:
    return json.dumps({"spent": {"day": "2026-11-23", "units": units}}).encode()


async def test_googles_own_quota_stops_everything_until_the_reset(
    world: YouTubeWorld, clock: HeldClock
) -> None:
    world.double.units = 1
    connector = world.build()
    pages = await polled(connector)
    assert pages[-1].state == "failing"
    assert "Californie" in str(pages[-1].note)
    assert pages[-1].next_at == midnight(24)
    asked = len(world.double.asked)
    await polled(world.build(), pages[-1].cursor)  # started again too early
    assert len(world.double.asked) == asked
    world.double.units = 10_000
    clock.move(timedelta(days=1))
    assert (await polled(connector, pages[-1].cursor))[-1].state == "working"


async def test_an_empty_bucket_of_searches_leaves_the_comments(world: YouTubeWorld) -> None:
    world.double.searches = 0
    heard = world.publish(["Bonjour"])
    pages = await polled(world.build(words=None))
    assert heard[0] in ids(pages)
    assert pages[-1].state == "working"
    assert "quota" in str(pages[-1].note)


async def test_the_status_line_tells_what_today_has_cost(world: YouTubeWorld) -> None:
    pages = await polled(world.build())
    spent = len(world.double.asked)
    assert f"{spent} unités sur 5000" in str(pages[-1].note)


async def test_the_key_is_never_in_an_address(world: YouTubeWorld, server: LocalServer) -> None:
    await polled(world.build(words=None))
    assert server.received
    assert all(str(world.secret) not in received.path for received in server.received)
    assert all(r.headers["x-goog-api-key"] == world.secret for r in server.received)


async def test_without_a_key_it_says_where_one_was_looked_for(world: YouTubeWorld) -> None:
    (world.context.home / "youtube.key").unlink()
    pages = await polled(world.build())
    assert pages[-1].state == "needs_credentials"
    assert "youtube.key" in str(pages[-1].note)


async def test_a_key_that_no_header_can_carry_is_told(world: YouTubeWorld) -> None:
    (world.context.home / "youtube.key").write_text("clé — à remplir\n", "utf-8")
    pages = await polled(world.build())
    assert pages[-1].state == "needs_credentials"
    assert world.double.asked == []


async def test_a_key_taken_back_in_mid_run_keeps_what_was_read(world: YouTubeWorld) -> None:
    published = set(world.publish([f"Commentaire {n}" for n in range(50)]))
    coming = world.build().pages(None)
    first = await anext(coming)
    world.refuse()
    rest = [page async for page in coming]
    assert rest[-1].state == "needs_credentials"
    world.double.key = str(world.secret)
    again = await polled(world.build(), rest[-1].cursor)
    assert published <= set(ids([first, *rest, *again]))


@pytest.mark.parametrize(
    ("status", "reason", "domain", "state"),
    [
        (400, "keyInvalid", "usageLimits", "needs_credentials"),
        (403, "keyInvalid", "usageLimits", "needs_credentials"),
        (403, "forbidden", "youtube.common", "needs_credentials"),
        (403, "accessNotConfigured", "usageLimits", "needs_credentials"),
        (403, "ipRefererBlocked", "usageLimits", "needs_credentials"),
        (401, "authError", "global", "needs_credentials"),
        (403, "rateLimitExceeded", "usageLimits", "failing"),
        (429, "", "", "failing"),
        (500, "backendError", "global", "failing"),
        (403, "unknownReason", "global", "blocked"),
    ],
)
def test_a_refusal_is_told_by_its_reason(status: int, reason: str, domain: str, state: str) -> None:
    body = json.dumps(Refused(status, reason, domain).body).encode()
    found = read_trouble(status, body, "UC")
    assert (found.refusal.state, found.scope) == (state, "source")
    assert "sentence about" not in found.refusal.say.fr  # Google's words may tell of the project


async def test_a_source_that_is_refused_says_why(world: YouTubeWorld) -> None:
    world.double.trouble = Refused(403, "accessNotConfigured", "usageLimits")
    (page,) = await polled(world.build())
    assert (page.state, page.events) == ("needs_credentials", ())
    assert "activez-la" in str(page.note)
    assert page.next_at is not None


async def test_forbidden_for_one_channel_is_not_the_keys_fault(world: YouTubeWorld) -> None:
    world.double.trouble = Refused(403, "forbidden", "youtube.commentThread")
    pages = await polled(world.build())
    assert pages[-1].state != "needs_credentials"


def test_recorded_errors_are_read(payloads: Path) -> None:
    invalid = (payloads / "youtube" / "error_response.json").read_bytes()
    denied = (payloads / "youtube" / "error_permission_resp.json").read_bytes()
    assert read_trouble(400, invalid, "").refusal.state == "needs_credentials"
    assert read_trouble(403, denied, "").refusal.state == "needs_credentials"


@settings(max_examples=60, deadline=None)
@given(
    status=st.integers(100, 599),
    body=st.binary(max_size=200)
    | st.recursive(
        st.none() | st.text(max_size=8) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["error", "errors", "reason", "domain", "details", "status"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode()),
)
def test_any_error_body_is_a_trouble(status: int, body: bytes) -> None:
    found = read_trouble(status, body, "UC")
    assert found.refusal.say.fr
    assert found.scope in {"source", "quota", "item", "page"}
