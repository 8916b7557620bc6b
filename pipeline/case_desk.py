"""What the pages do with cases: the same acts as `vigie cases`, on what the person saw."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from desk.case_message import case_message
from desk.resolved_replies import resolved_draft
from pipeline import case_actions
from pipeline.case_actions import Seen
from pipeline.installation import Installation
from sinks.case_table import table
from vigie.case import Case, CaseMessage
from vigie.case_desk import Way
from vigie.decision import Draft
from vigie.record import Record

_GATHERED_EVERY: Final = 30.0
# A gathering that takes long is made more seldom: never more than a twentieth of the time.
_REST: Final = 20.0


class InstalledCases:
    """Implements `vigie.case_desk.CaseDesk` for an installation."""

    def __init__(self, it: Installation) -> None:
        self._it = it
        self._towns = {town.slug: town for town in it.towns}
        self._turn = asyncio.Lock()
        self._next = float("-inf")

    async def gather(self) -> None:
        """See `CaseDesk.gather`. Whoever comes meanwhile waits for the one under way."""
        async with self._turn:
            began = time.monotonic()
            if began >= self._next:
                await self._it.handing.gather()
                took = time.monotonic() - began
                self._next = began + max(_GATHERED_EVERY, _REST * took)

    def way(self, town: str) -> Way | None:
        """See `CaseDesk.way`."""
        desk, asked = self._it.handing.desks.get(town), self._it.settings.handoff.of(town)
        if desk is None:
            return None
        return Way(
            by=desk.by,
            automatic=dict(asked.automatic),
            daily_cap=asked.daily_cap,
            tells=desk.tells,
        )

    def message(self, case: Case) -> CaseMessage:
        """See `CaseDesk.message`."""
        return case_message(case, self._towns[case.town])

    def shown(self, case: Case) -> Sequence[tuple[str, str]]:
        """See `CaseDesk.shown`."""
        desk = self._it.handing.desks.get(case.town)
        return desk.shown(self.message(case)) if desk else ()

    def mark(self, case: Case) -> str:
        """See `CaseDesk.mark`."""
        told = f"{case.handoff.state}\n{self.message(case).text}"
        return blake2b(told.encode("utf-8", "replace"), digest_size=8).hexdigest()

    def table(self, cases: Sequence[Case]) -> bytes:
        """See `CaseDesk.table`."""
        separator = "," if self._it.language == "en" else ";"
        text = table([self.message(case) for case in cases], separator, heading=True)
        return b"\xef\xbb\xbf" + text.encode("utf-8", "replace")

    def reply(self, record: Record) -> Draft:
        """See `CaseDesk.reply`."""
        return resolved_draft(record, self._towns[record.mention.town])

    async def approve(self, reference: str, seen: str) -> Case:
        """See `CaseDesk.approve`."""
        it = self._it
        return await case_actions.approve(
            it.store, it.handing, it.clock, reference, seen=self._same(seen)
        )

    async def send(self, reference: str, seen: str) -> Case:
        """See `CaseDesk.send`."""
        it = self._it
        return await case_actions.send(
            it.store, it.handing, it.clock, reference, seen=self._same(seen)
        )

    async def look(self, reference: str, seen: str, *, again: bool = False) -> Case:
        """See `CaseDesk.look`."""
        it, same = self._it, self._same(seen)

        def unknown(case: Case) -> bool:
            return same(case) and case.handoff.state == "unknown"

        return await case_actions.send(
            it.store, it.handing, it.clock, reference, again=again, seen=unknown
        )

    async def withdraw(self, reference: str, seen: str) -> Case:
        """See `CaseDesk.withdraw`."""
        it = self._it
        return await case_actions.withdraw(it.store, it.handing, reference, seen=self._same(seen))

    def _same(self, seen: str) -> Seen:
        def same(case: Case) -> bool:
            return case.town in self._towns and self.mark(case) == seen

        return same
