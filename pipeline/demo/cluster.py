"""The demonstration on a real cluster: a collector and a worker, each a process of its own."""

from __future__ import annotations

import asyncio
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec

from pipeline.first_settings import quoted
from vigie.errors import ConfigurationError
from vigie.say import Say

_PATIENCE = 15.0


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """Where the servers are; `prefix` names the demonstration's own topics and indices."""

    kafka: str
    elasticsearch: str
    prefix: str


def a_cluster(kafka: str | None, elasticsearch: str | None) -> Cluster | None:
    """Return the cluster that the command line names, under a prefix of its own; None if none.

    Raises:
        ConfigurationError: one of the two servers is named without the other.
    """
    if kafka is None and elasticsearch is None:
        return None
    if kafka is None or elasticsearch is None:
        raise ConfigurationError(
            [
                Say(
                    "Le mode distribué demande --kafka et --elasticsearch ensemble.",
                    "The distributed mode needs --kafka and --elasticsearch together.",
                )
            ]
        )
    prefix = f"vigie-demo-{secrets.token_hex(4)}"
    return Cluster(kafka=kafka, elasticsearch=elasticsearch, prefix=prefix)


def settings_lines(cluster: Cluster) -> list[str]:
    """Return the settings that put an installation on the cluster."""
    return [
        "[store]",
        'kind = "elasticsearch"',
        "[elasticsearch]",
        f"urls = [{quoted(cluster.elasticsearch)}]",
        f"prefix = {quoted(cluster.prefix)}",
        "[kafka]",
        f"servers = [{quoted(cluster.kafka)}]",
        f"prefix = {quoted(cluster.prefix)}",
        "partitions = 4",
    ]


@asynccontextmanager
async def running(home: Path) -> AsyncIterator[None]:
    """Make the topics, then keep a collector and a worker going; all is removed at the end.

    Raises:
        ConfigurationError: a command failed; its own words went to stderr.
    """
    await _run(home, "topics", "apply")
    processes = [await _start(home, command, "--quiet") for command in ("collect", "work")]
    try:
        yield
    finally:
        await _stop(processes)
        with suppress(ConfigurationError):
            await _run(home, "topics", "remove", "--yes")
            await _run(home, "index", "remove", "--yes")


async def _run(home: Path, *arguments: str) -> None:
    process = await _start(home, *arguments)
    if await process.wait():
        command = " ".join(arguments)
        raise ConfigurationError(
            [
                Say(
                    f"« vigie {command} » a échoué ; lisez ce qui précède.",
                    f"`vigie {command}` failed; read what stands above.",
                )
            ]
        )


async def _start(home: Path, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "pipeline",
        "--home",
        str(home),
        *arguments,
        stdout=asyncio.subprocess.DEVNULL,
    )


async def _stop(processes: Sequence[asyncio.subprocess.Process]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            await asyncio.wait_for(process.wait(), _PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()
