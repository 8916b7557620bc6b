"""`kill -9` in mid-send: the front door has each case once, and Vigie ends up knowing it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from desk.case_gathering import gather
from pipeline.case_schedule import LEASE
from sinks.sqlite import SqliteStore
from tests.desk.examples import MONDAY
from tests.desk.requests import TOWNS, said
from tests.doubles.open311 import Open311Town
from tests.servers import LocalServer
from vigie.batch import Batch
from vigie.case import Handoff
from vigie.clock import HeldClock

CASES = 4
STEP = int(LEASE.total_seconds()) // 60 + 1


async def approved(folder: Path) -> None:
    records = [said(n, place={"id": f"rue-{n}", "text": f"rue {n}"}) for n in range(CASES)]
    async with await SqliteStore.open(folder / "vigie.db", HeldClock(MONDAY)) as store:
        await store.write(Batch(records=tuple(records)))
        ready = Handoff(state="approved", due_at=MONDAY, approved_at=MONDAY)
        await store.save_cases([replace(case, handoff=ready) for case in gather(records, TOWNS)])


def begun(folder: Path, url: str, minutes: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.pipeline.handing_process", folder, url, minutes]
    return subprocess.Popen([str(part) for part in command], cwd=Path(__file__).parents[2])


@pytest.mark.timeout(180)
async def test_killed_in_mid_send_a_case_is_never_posted_twice(
    tmp_path: Path, server: LocalServer
) -> None:
    await approved(tmp_path)
    town = Open311Town(then="hang")
    url = town.serve(server)
    for kill in range(2):
        town.accepted.clear()
        process = begun(tmp_path, url, kill * STEP)
        assert town.accepted.wait(60)
        process.kill()
        process.wait()
        assert len(town.made) == kill + 1
    town.then = ""
    for later in (2, 3):
        assert begun(tmp_path, url, later * STEP).wait(60) == 0
    sent = [row["description"].partition("]")[0] for row in town.made]
    assert len(sent) == len(set(sent)) == CASES
    async with await SqliteStore.open(tmp_path / "vigie.db") as store:
        kept = [case.handoff for case in await store.cases()]
    assert [hand_off.state for hand_off in kept] == ["open"] * CASES
    assert {h.request for h in kept} == {row["service_request_id"] for row in town.made}
