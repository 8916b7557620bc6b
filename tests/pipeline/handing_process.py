"""A worker of the hand-off, for tests that kill it: `python -m … FOLDER URL MINUTES`."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.handing import Handing
from pipeline.outbound.client import HttpOutbound
from pipeline.settings_handoff import HandoffSettings
from sinks.open311 import Open311Desk
from sinks.open311_client import Open311Client
from sinks.sqlite import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from vigie.clock import HeldClock


async def work(folder: Path, url: str, minutes: int) -> None:
    clock = HeldClock(MONDAY + timedelta(minutes=minutes))
    async with (
        HttpOutbound(allowed_hosts=[urlsplit(url).netloc], spacing=0) as outbound,
        await SqliteStore.open(folder / "vigie.db", clock) as store,
    ):
        client = Open311Client(
            url, outbound, clock, key=lambda: "cle-fictive", zone=ZoneInfo(TOWN.timezone), spacing=0
        )
        desk = Open311Desk(client, clock, services={"pothole": "001"}, given={})
        handing = Handing(
            store,
            desks={TOWN.slug: desk},
            towns=[TOWN],
            settings=HandoffSettings(),
            clock=clock,
            language="fr",
        )
        await handing.round()


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
