"""Servers of the demonstration and of the drill, on this machine's loopback."""

from __future__ import annotations

import asyncio
import socket
import sys
from contextlib import suppress

import uvicorn

from pipeline.quiet_server import QuietServer


async def serve(app: object, port: int, stop: asyncio.Event) -> None:
    """Serve an application on this machine's loopback until `stop`."""
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        host="127.0.0.1",
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
    )
    server = QuietServer(config)
    serving = asyncio.create_task(server.serve())
    await stop.wait()
    server.should_exit = True
    await serving


async def listening(port: int) -> None:
    """Wait until something answers at a port."""
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(0.05)


async def stop_after(seconds: int, stop: asyncio.Event) -> None:
    """Set `stop` after so many seconds, unless it is set before."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    stop.set()


def free_port(wanted: int = 0) -> int:
    """Return a port that nothing uses: the one wanted where it can be."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tell(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
