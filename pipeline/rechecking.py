"""Asks a source again about what is kept of it, since it never tells what was deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
import structlog

from pipeline.listening import Absorb
from vigie.batch import RECHECKED, Batch, CursorMove
from vigie.clock import Clock
from vigie.contracts import Store
from vigie.errors import InvalidInput, Unavailable
from vigie.query import Field, Found, Query
from vigie.source_contracts import Rechecker

log = structlog.get_logger()

_AT_ONCE: Final = 100
#: Between two questions of one round, in seconds: ten thousand posts take under two hours.
_PAUSE: Final = 60.0
#: When the source cannot be asked, in seconds.
_LATER: Final = 900.0
_GLANCE: Final = 600.0


class Round(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far the round through a source's kept posts is.

    Attributes:
        begun: when; None before the first.
        after: the store's mark of the page that was asked about last; None at the beginning.
        over: all of them were asked about.
    """

    begun: datetime | None = None
    after: str | None = None
    over: bool = True


class Rechecking:
    """One source's rounds. A round begins twice in each `recheck_days`.

    So a post is looked at again before `recheck_days` have passed, a round that was missed
    while the machine was off included.

    Args:
        connector: the source.
        absorb: has a page written, durably, whatever time the store takes.
        pause: seconds between two questions.
    """

    def __init__(self, connector: Rechecker, absorb: Absorb, pause: float = _PAUSE) -> None:
        self._connector = connector
        self._absorb = absorb
        self._pause = pause

    async def run(self, store: Store, clock: Clock, stop: asyncio.Event) -> None:
        """Ask until `stop`. A store or a source that is away is waited for; never raises."""
        while not stop.is_set():
            try:
                wait = await self.step(store, clock)
            except Unavailable as error:
                log.warning("recheck.postponed", source=self._name, error=type(error).__name__)
                wait = _LATER
            except Exception as error:  # noqa: BLE001 - a connector's fault stays its own
                log.warning("recheck.fault", source=self._name, error=type(error).__name__)
                wait = _LATER
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)

    async def step(self, store: Store, clock: Clock) -> float:
        """Ask about the next posts of a round that is due; return the seconds until the next."""
        now = clock.now()
        state = _read(await store.cursor(RECHECKED + self._name))
        if state.over:
            if not self._is_due(state, now):
                return _GLANCE
            state = Round(begun=now, over=False)
        found = await self._found(store, state)
        if not await self._ask([hit.record.mention.post.native_id for hit in found.hits]):
            return _LATER
        over = found.next is None
        await self._save(store, Round(begun=state.begun, after=found.next, over=over), now)
        return _GLANCE if over else self._pause

    @property
    def _name(self) -> str:
        return self._connector.name

    def _is_due(self, state: Round, now: datetime) -> bool:
        every = timedelta(days=self._connector.recheck_days / 2)
        # A clock that jumped back must not put the next round off for years.
        return state.begun is None or not state.begun <= now < state.begun + every

    async def _found(self, store: Store, state: Round) -> Found:
        query = Query(where=Field("source", (self._name,)), order="oldest", limit=_AT_ONCE)
        try:
            return await store.search(msgspec.structs.replace(query, after=state.after))
        except InvalidInput:  # the store no longer knows its mark: the round begins anew
            return await store.search(query)

    async def _ask(self, native_ids: Sequence[str]) -> bool:
        """Ask, and have the answer written; False when the source could not be asked."""
        if not native_ids:
            return True
        page = await self._connector.recheck(list(dict.fromkeys(native_ids)))
        if page is None:
            return False
        if page.events or page.rejected:
            await self._absorb(page)
        log.info("recheck.done", source=self._name, asked=len(native_ids), told=len(page.events))
        return True

    async def _save(self, store: Store, state: Round, now: datetime) -> None:
        move = CursorMove(source=RECHECKED + self._name, cursor=msgspec.json.encode(state), at=now)
        await store.write(Batch(cursors=(move,)))


def _read(cursor: bytes | None) -> Round:
    try:
        state = msgspec.json.decode(cursor or b"{}", type=Round)
    except msgspec.DecodeError:
        return Round()
    if state.begun is not None and state.begun.tzinfo is None:
        return msgspec.structs.replace(state, begun=state.begun.replace(tzinfo=UTC))
    return state
