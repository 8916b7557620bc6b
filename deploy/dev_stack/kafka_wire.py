"""The one request of Kafka's protocol that tells whether a broker really answers."""

from __future__ import annotations

import socket
import struct

METADATA = 3
VERSION = 1
CORRELATION = 7


def answers_metadata(host: str, port: int) -> bool:
    """Ask for the brokers and no topic; true once one is named. Blocks two seconds at most.

    A broker listens long before it serves: only this answer says that it does.
    """
    client = b"vigie-dev-stack"
    header = struct.pack(">hhih", METADATA, VERSION, CORRELATION, len(client)) + client
    request = header + struct.pack(">i", 0)
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            answer = _exactly(connection, struct.unpack(">i", _exactly(connection, 4))[0])
    except (OSError, EOFError):
        return False
    if len(answer) < 8:
        return False
    brokers: int = struct.unpack_from(">ii", answer)[1]
    return brokers > 0


def _exactly(connection: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            raise EOFError
        received += part
    return received
