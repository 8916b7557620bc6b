from __future__ import annotations

import asyncio
import secrets
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.dev_stack import places
from tests.cluster.scripts import Script
from tests.cluster.towns import TownHome, on_cluster
from tests.cluster.waiting import Waiting
from tests.pipeline.distributed.working import until

PATIENCE = 90


@asynccontextmanager
async def passing_on(port: int, to: str) -> AsyncIterator[None]:
    """Listen on a port of the loopback and pass everything on to an address."""
    target = urlsplit(to)
    open_ends: list[asyncio.StreamWriter] = []

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(target.hostname, target.port)
        open_ends.extend((writer, back))
        await asyncio.gather(carry(reader, back), carry(there, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
        for end in open_ends:
            end.close()
        await asyncio.gather(*(end.wait_closed() for end in open_ends), return_exceptions=True)


def log_of(home: TownHome, command: str) -> str:
    return "".join(path.read_text("utf-8") for path in home.home.glob(f"{command}-*.log"))


def both_wait(home: TownHome) -> bool:
    return all("waiting" in log_of(home, command) for command in ("work", "collect"))


@pytest.mark.parametrize("command", ["work", "collect", "serve", "run"])
async def test_told_to_stop_while_the_store_is_away_a_service_ends_at_once(
    tmp_path: Path, kafka_server: str, command: str
) -> None:
    nowhere = f"http://127.0.0.1:{places.free_port()}"
    home = on_cluster(tmp_path, kafka_server, nowhere, "absent")
    home.script.write_text("", encoding="utf-8")
    process = home.start(command)
    await until(lambda: asyncio.to_thread(_is_opening, process.pid), PATIENCE)
    await asyncio.sleep(1)
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(process.wait, 30) == 0, log_of(home, command)
    assert time.monotonic() - asked < 5


def _is_opening(pid: int) -> bool:
    """Whether the process has set its handler of SIGTERM (bit 14 of its caught signals)."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def kept(home: TownHome) -> int:
    """Count the mentions; none while the store is being made, which `export` does not wait for."""
    with suppress(AssertionError):
        return len(home.exported())
    return 0


@pytest.mark.timeout(240)
async def test_services_that_start_before_the_store_go_on_when_it_comes(
    tmp_path: Path, kafka_server: str, elasticsearch_url: str
) -> None:
    port, prefix = places.free_port(), f"t{secrets.token_hex(6)}"
    home = on_cluster(tmp_path, kafka_server, f"http://127.0.0.1:{port}", prefix)
    Script(40).write(home.script)
    await asyncio.to_thread(home.run, "topics", "apply")
    processes = [home.start("work"), home.start("collect")]
    try:
        await until(lambda: asyncio.to_thread(both_wait, home), PATIENCE)
        async with passing_on(port, elasticsearch_url):
            waiting = Waiting(kafka_server, prefix)
            await asyncio.to_thread(waiting.until_quiet, lambda: kept(home) >= 35, patience=150)
            for process in processes:
                process.send_signal(signal.SIGTERM)
            ends = [await asyncio.to_thread(process.wait, 30) for process in processes]
            assert ends == [0, 0]
            await asyncio.to_thread(home.run, "index", "remove", "--yes")
    finally:
        for process in processes:
            process.kill()
    await asyncio.to_thread(home.run, "topics", "remove", "--yes")
