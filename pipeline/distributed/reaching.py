"""Sees that some broker can be reached, before a client is built that would leak if none could."""

from __future__ import annotations

import socket
from typing import Final

from pipeline.distributed.connection import Kafka
from vigie.errors import Unavailable
from vigie.say import Say

_PATIENCE: Final = 2.0
_PORT: Final = 9092


def reach(kafka: Kafka) -> None:
    """Return when one of the servers accepts a connection. Blocks for two seconds a server.

    kafka-python 3.0.12 leaves a thread and several sockets behind each client that cannot
    find its cluster: after hours without brokers a process would have no descriptor left.

    Raises:
        Unavailable: none does.
    """
    last: OSError | None = None
    for server in kafka.servers:
        host, _, port = server.rpartition(":")
        try:
            address = (host.strip("[]"), int(port)) if host else (server, _PORT)
            with socket.create_connection(address, timeout=_PATIENCE):
                return
        except OSError as error:
            last = error
    raise Unavailable(away(last)) from last


def away(error: BaseException | None) -> Say:
    """Return the sentence for brokers that do not answer."""
    kind = type(error).__name__
    return Say(
        f"Kafka ne répond pas ({kind}). Vérifiez kafka.servers et que le service est en marche.",
        f"Kafka does not answer ({kind}). Check kafka.servers and that the service is running.",
    )
