"""A worker's process may be killed, hang, or be asked to go: nothing is lost, nothing is told."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from pipeline.distributed import events as wire
from pipeline.distributed.connection import Kafka
from pipeline.distributed.ending import HUNG
from tests.pipeline.distributed.shops import POISON, heard, put, shop
from tests.pipeline.distributed.working import lag, nothing_waits, until

COUNT = 2_000
TEXT = "texte-que-personne-ne-doit-lire-au-journal"
SECRET = "mot-de-passe-que-personne-ne-doit-lire"


@contextmanager
def worker(
    home: Path, kafka: Kafka, manner: str = "slow", watchdog: float = 60, *more: str
) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        *(sys.executable, "-m", "tests.pipeline.distributed.worker_process", str(home)),
        *(kafka.servers[0], kafka.prefix, manner, str(watchdog), *more),
    ]
    with (home / "log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def ended(process: subprocess.Popen[bytes], seconds: float = 25) -> int:
    await until(lambda: _is_over(process), seconds)
    return process.returncode


async def _is_over(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is not None


async def begun(home: Path, least: int) -> bool:
    async with shop(home) as it:
        return len(await it.ids()) >= least


@pytest.mark.timeout(120)
async def test_killed_under_load_and_started_again_it_loses_nothing_and_writes_nothing_twice(
    kafka: Kafka, tmp_path: Path
) -> None:
    chance = random.Random(311)
    await put(kafka, [wire.heard(heard(n)) for n in range(COUNT)])
    for kill in range(2):
        with worker(tmp_path, kafka) as process:
            await until(lambda least=kill * 500 + 1: begun(tmp_path, least))  # type: ignore[misc]
            await asyncio.sleep(chance.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert await lag(kafka) > 0
    with worker(tmp_path, kafka) as process:
        await until(lambda: nothing_waits(kafka), 40)
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0
    async with shop(tmp_path) as it:
        found = await it.ids()
    assert sorted(found) == sorted(heard(n).mention.id for n in range(COUNT))


async def test_a_worker_that_hangs_is_ended_by_its_watchdog(kafka: Kafka, tmp_path: Path) -> None:
    await put(kafka, [wire.heard(heard(n)) for n in range(50)])
    with worker(tmp_path, kafka, "hung", 5) as process:
        assert await ended(process) == HUNG
    assert b"watchdog.ends_the_process" in (tmp_path / "log").read_bytes()
    assert await lag(kafka) == 50


async def test_a_worker_without_work_is_left_alone_by_its_watchdog(
    kafka: Kafka, tmp_path: Path
) -> None:
    await put(kafka, [wire.heard(heard(1))])
    with worker(tmp_path, kafka, "slow", 5) as process:
        await until(lambda: begun(tmp_path, 1), 60)  # a busy machine starts a process slowly
        await asyncio.sleep(12)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0


async def test_nothing_that_is_printed_holds_a_text_or_a_secret(
    kafka: Kafka, tmp_path: Path
) -> None:
    poison = [wire.heard(heard(n, f"{TEXT} {POISON} {n}")) for n in range(0, 40, 3)]
    whole = [wire.heard(heard(n, f"{TEXT} {n}")) for n in range(100, 140)]
    cut = [msgspec.structs.replace(m, value=m.value[:-9]) for m in whole[::4]]
    await put(kafka, [*poison, *whole, *cut])
    with worker(tmp_path, kafka) as process:
        await until(lambda: nothing_waits(kafka))
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0
    secret = tmp_path / "password"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    # A broker that asks for no account, given one: what the clients then log holds settings.
    with worker(tmp_path, kafka, "slow", 60, str(secret)) as process:
        await asyncio.sleep(6)
        process.send_signal(signal.SIGTERM)
        await ended(process)
    printed = (tmp_path / "log").read_text("utf-8", "replace")
    assert "worker.started" in printed
    assert TEXT not in printed
    assert SECRET not in printed
    assert "Traceback" not in printed
