"""The small receiver of `vigie webhook listen`: serves on one port, shows what arrives."""

from __future__ import annotations

import asyncio
import json
import socket
import unicodedata
from collections.abc import Callable
from typing import Any

import uvicorn

from pipeline.bound_socket import bound_socket
from pipeline.quiet_server import QuietServer
from pipeline.receiver_app import BODY_LIMIT, make_receiver
from vigie.say import Say

__all__ = ["BODY_LIMIT", "listen", "make_receiver", "printable", "shown"]


async def listen(
    host: str,
    port: int,
    secret: str,
    out: Callable[[str], None],
    *,
    language: str = "fr",
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Receive alerts and show each as one block of text, until cancelled.

    Args:
        host: interface to listen on, "127.0.0.1" to receive from this machine only.
        port: TCP port; 0 takes any free one.
        secret: `whsec_…`.
        out: shows a text; control characters were taken out of it.
        language: "fr" or "en".
        on_ready: given the whole address once it can be asked.

    Raises:
        ConfigurationError: a bad secret, or a port that cannot be taken.
    """

    def repeat(message: str) -> None:
        again = Say(f"déjà reçue : {message}", f"already received: {message}")
        out(printable(again.to(language)))

    app = make_receiver(secret, lambda content: out(shown(content)), repeat)
    with bound_socket(host, port) as bound:
        server = QuietServer(
            uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
        )
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        try:
            if on_ready is not None:
                on_ready(_address(bound))
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            await serving


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def shown(content: dict[str, Any]) -> str:
    """Return a message as text for a terminal: its JSON, indented, without control characters."""
    return printable(json.dumps(content, ensure_ascii=False, indent=2))


def printable(text: str) -> str:
    """Replace what could move a terminal's cursor or turn its text round by « � »."""
    return "".join(c if c == "\n" or _is_plain(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _is_plain(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] != "C" and category not in ("Zl", "Zp")
