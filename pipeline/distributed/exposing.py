"""The metrics' own port, for a process without a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import start_http_server

from pipeline.metrics import Metrics
from vigie.errors import ConfigurationError
from vigie.say import Say


@contextmanager
def exposed(metrics: Metrics, host: str, port: int) -> Iterator[None]:
    """Serve `/metrics` on this address meanwhile; nothing when `port` is 0.

    Raises:
        ConfigurationError: the port is taken, or the address is not of this machine.
    """
    if not port:
        yield
        return
    try:
        server, thread = start_http_server(port, addr=host, registry=metrics.registry)
    except OSError as error:
        raise ConfigurationError([_taken(host, port)]) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(1)


def _taken(host: str, port: int) -> Say:
    return Say(
        f"Les mesures ne peuvent être servies sur {host}:{port} : adresse prise ou étrangère.",
        f"Metrics cannot be served on {host}:{port}: the address is taken or not this machine's.",
    )
