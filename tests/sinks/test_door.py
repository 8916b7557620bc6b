"""What lets people in, on both stores, by two processes at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from sinks.elasticsearch import ElasticSettings, ElasticStore
from sinks.sqlite.store import SqliteStore
from tests.webapp.doors.people import PASSWORD, an_account, an_entrance
from vigie.account import ApiToken
from vigie.clock import HeldClock
from vigie.errors import InvalidInput
from webapp.doors.entrance import Entrance


class DoorContract:
    """Two entrances over one store: what one does, the other knows."""

    async def test_a_link_is_used_by_one_of_those_who_try_at_once(
        self, both: Sequence[Entrance], clock: HeldClock
    ) -> None:
        await an_account(both[0], clock, "c.tremblay")
        secret = (await both[0].link("c.tremblay")).rpartition("/")[2]
        assert await both[1].links.account(secret) == "c.tremblay"
        used = await asyncio.gather(*(each.links.use(secret) for each in (*both, *both)))
        assert sorted(used) == [False, False, False, True]
        assert await both[1].links.account(secret) is None

    async def test_who_is_disabled_by_one_is_out_for_the_other(
        self, both: Sequence[Entrance], clock: HeldClock
    ) -> None:
        await an_account(both[0], clock, "c.tremblay")
        sessions = [await each.sessions.open("c.tremblay") for each in both]
        await both[0].disable("c.tremblay", disabled=True)
        assert [await both[1].sessions.find(each) for each in sessions] == [None, None]
        answer = await both[1].let_in("c.tremblay", PASSWORD, "192.0.2.1", "")
        assert answer.account is None

    async def test_tries_at_once_in_two_processes_count_together(
        self, both: Sequence[Entrance], clock: HeldClock
    ) -> None:
        await an_account(both[0], clock, "c.tremblay")
        tries = (both[n % 2].let_in("c.tremblay", "essai", f"192.0.2.{n}", "") for n in range(24))
        answers = await asyncio.gather(*tries)
        made = [answer for answer in answers if not answer.wait]
        # Those that met at the very same moment may have been told to wait before the tenth.
        assert 1 <= len(made) <= 10
        for n in range(24, 50):
            await both[n % 2].let_in("c.tremblay", "essai", f"192.0.2.{n}", "")
        last = await both[0].let_in("c.tremblay", PASSWORD, "192.0.2.99", "")
        assert last.wait > 0

    async def test_a_session_ends_for_both(
        self, both: Sequence[Entrance], clock: HeldClock
    ) -> None:
        secret = await both[0].sessions.open("c.tremblay")
        opened = await both[1].sessions.find(secret)
        assert opened
        await both[1].sessions.close([opened.key])
        assert await both[0].sessions.find(secret) is None
        again = await both[0].sessions.open("c.tremblay")
        clock.move(timedelta(hours=2))
        assert await both[1].sessions.find(again) is None

    async def test_a_name_is_given_once(self, both: Sequence[Entrance], clock: HeldClock) -> None:
        adding = (an_account(each, clock, "c.tremblay") for each in both)
        outcomes = await asyncio.gather(*adding, return_exceptions=True)
        assert sum(isinstance(each, InvalidInput) for each in outcomes) == 1

    async def test_a_token_revoked_by_one_opens_nothing_for_the_other(
        self, both: Sequence[Entrance]
    ) -> None:
        secret = await both[0].tokens.make(ApiToken(name="essai", scopes=("read",)))
        assert await both[1].tokens.actor(secret)
        await both[1].tokens.revoke("essai")
        assert await both[0].tokens.actor(secret) is None


class TestOnSqlite(DoorContract):
    @pytest.fixture
    async def both(self, tmp_path: Path, clock: HeldClock) -> AsyncIterator[list[Entrance]]:
        async with AsyncExitStack() as stack:
            stores = [
                await stack.enter_async_context(
                    await SqliteStore.open(tmp_path / "vigie.db", clock=clock)
                )
                for _ in range(2)
            ]
            yield [an_entrance(store, clock) for store in stores]


class TestOnElasticsearch(DoorContract):
    @pytest.fixture
    async def both(
        self, elastic_settings: ElasticSettings, clock: HeldClock
    ) -> AsyncIterator[list[Entrance]]:
        async with AsyncExitStack() as stack:
            stores = [
                await stack.enter_async_context(
                    await ElasticStore.open(elastic_settings, clock, refresh=True)
                )
                for _ in range(2)
            ]
            yield [an_entrance(store, clock) for store in stores]
