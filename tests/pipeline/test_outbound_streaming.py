"""Answers that go on, WebSockets and bare sockets: guarded like the rest, and cut when silent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from pipeline.outbound.client import HttpOutbound
from tests.pipeline.ways_out import way_out
from tests.servers import Exchange, LocalServer
from vigie.errors import Refused, Unavailable


async def test_a_long_answer_is_read_as_it_comes(server: LocalServer) -> None:
    def trickle(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Content-Type", "text/event-stream")
        exchange.end_headers()
        for part in (b"un\n", b"deux\n"):
            exchange.wfile.write(part)
            exchange.wfile.flush()
            time.sleep(0.05)
        exchange.close_connection = True

    server.routes["/suite"] = trickle
    async with way_out(server.url) as out, out.stream(server.url + "/suite", quiet=2) as answer:
        assert (answer.status, answer.headers["content-type"]) == (200, "text/event-stream")
        assert b"".join([chunk async for chunk in answer.chunks()]) == b"un\ndeux\n"


async def test_a_long_answer_that_says_nothing_more_is_cut(server: LocalServer) -> None:
    def fall_silent(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.end_headers()
        exchange.wfile.write(b"un\n")
        exchange.wfile.flush()
        time.sleep(1)

    server.routes["/suite"] = fall_silent
    heard: list[bytes] = []
    with pytest.raises(Unavailable):
        async with way_out(server.url) as out, out.stream(server.url + "/suite", quiet=0.2) as it:
            heard.extend([chunk async for chunk in it.chunks()])
    assert heard == []


async def test_a_long_answer_from_a_private_address_is_refused(server: LocalServer) -> None:
    async with way_out() as out:
        with pytest.raises(Refused) as refused:
            async with out.stream(server.url + "/", quiet=1):
                pass
    assert refused.value.final


@asynccontextmanager
async def sockets(handler) -> AsyncIterator[str]:  # type: ignore[no-untyped-def]
    async with serve(handler, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"ws://127.0.0.1:{port}"


async def echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(message)


async def hang(connection: ServerConnection) -> None:
    await connection.wait_closed()


async def cut(connection: ServerConnection) -> None:
    await connection.send("un")
    connection.transport.abort()


async def heard(out: HttpOutbound, url: str, say: str = "", **limits: Any) -> list[str | bytes]:
    async with out.websocket(url, **limits) as socket:
        if say:
            await socket.send(say)
        return [message async for message in socket.messages()]


def reaching(url: str) -> HttpOutbound:
    return way_out(url.replace("ws://", "http://"))


async def test_messages_of_a_socket_come_as_they_were_sent() -> None:
    async with (
        sockets(echo) as url,
        reaching(url) as out,
        out.websocket(url, quiet=2) as socket,
    ):
        await socket.send("déneigement")
        await socket.send(b"\x00\x01")
        coming = socket.messages()
        assert [await anext(coming), await anext(coming)] == ["déneigement", b"\x00\x01"]


@pytest.mark.parametrize("handler", [hang, cut])
async def test_a_socket_that_is_cut_or_silent_is_told(handler) -> None:  # type: ignore[no-untyped-def]
    async with sockets(handler) as url, reaching(url) as out:
        with pytest.raises(Unavailable):
            await heard(out, url, quiet=0.3)


async def test_a_message_over_the_limit_cuts_the_socket() -> None:
    async with sockets(echo) as url, reaching(url) as out:
        with pytest.raises(Unavailable):
            await heard(out, url, say="x" * 101, quiet=2, limit=100)


async def test_a_socket_to_a_private_address_is_refused() -> None:
    async with sockets(echo) as url, way_out() as out:
        with pytest.raises(Refused) as refused:
            async with out.websocket(url, quiet=1):
                pass
    assert refused.value.final


async def test_a_server_without_sockets_says_its_status(server: LocalServer) -> None:
    url = server.url.replace("http://", "ws://")
    async with way_out(server.url) as out:
        with pytest.raises(Refused) as refused:
            async with out.websocket(url + "/rien?cle=abc123", quiet=1):
                pass
    assert not refused.value.final
    assert "404" in refused.value.say.fr
    assert "abc123" not in str(refused.value)


@pytest.mark.parametrize("url", ["http://a.example/", "ws://", "ws://u:p@a.example/", "ws://[/"])
async def test_what_is_no_socket_address_is_refused_for_good(url: str) -> None:
    async with way_out() as out:
        with pytest.raises(Refused) as refused:
            async with out.websocket(url, quiet=1):
                pass
    assert refused.value.final


async def test_a_process_that_ends_does_not_wait_for_a_socket() -> None:
    async with sockets(hang) as url, reaching(url) as out:
        listening = asyncio.create_task(heard(out, url, quiet=60))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        listening.cancel()
        await asyncio.wait({listening})
        assert time.monotonic() - began < 2


async def test_a_bare_socket_is_dialled_to_allowed_addresses_only(server: LocalServer) -> None:
    port = int(server.url.rpartition(":")[2])
    async with way_out(server.url) as out:
        dialled = await out.dial("127.0.0.1", port)
        assert dialled.getpeername() == ("127.0.0.1", port)
        dialled.close()
    async with way_out() as out:
        with pytest.raises(Refused):
            await out.dial("127.0.0.1", port)
        with pytest.raises(Unavailable):
            await out.dial("nulle-part.invalid", 993)
