"""Asking real servers, obedient and rude."""

from __future__ import annotations

import asyncio
import gzip
import logging
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vigie
from pipeline.outbound.limits import Limits
from pipeline.outbound.user_agent import user_agent
from tests.pipeline.ways_out import way_out
from tests.servers import Exchange, LocalServer
from vigie.errors import ConfigurationError, InvalidInput, Refused, Unavailable

SHORT = Limits(total=0.4, post=0.4, connect=0.4)


async def test_an_answer_comes_back_whole_with_any_status(server: LocalServer) -> None:
    url = server.serve("/fil", "Déneigement terminé", 404, ETag='W/"1"')
    async with way_out(server.url) as out:
        fetched = await out.get(url)
    assert (fetched.status, fetched.body.decode(), fetched.url) == (404, "Déneigement terminé", url)
    assert fetched.headers["etag"] == 'W/"1"'
    assert fetched.moved_to is None


async def test_the_product_says_who_it_is_and_whom_to_write_to(server: LocalServer) -> None:
    async with way_out(server.url) as out:
        await out.get(server.serve("/", ""), {"User-Agent": "Autre/1.0"})
    (asked,) = server.received
    assert asked.headers["user-agent"] == f"Vigie/{vigie.__version__} (+veille@ville.example)"
    assert asked.headers["accept-encoding"] == "gzip, deflate"


def test_without_a_contact_the_name_and_version_are_said() -> None:
    assert user_agent("") == f"Vigie/{vigie.__version__}"


@pytest.mark.parametrize("contact", ["a\r\nX: y", "a) evil (", "cité@ville.example"])
def test_a_contact_that_cannot_stand_in_a_header_stops_the_start(contact: str) -> None:
    with pytest.raises(ConfigurationError):
        way_out(contact=contact)


async def test_a_validator_goes_back_byte_for_byte(server: LocalServer) -> None:
    etag = b'"\xe9t\xc3\xa9"'.decode("latin-1")
    server.serve("/", "le fil", ETag=etag)
    async with way_out(server.url) as out:
        first = await out.get(server.url + "/")
        await out.get(server.url + "/", {"If-None-Match": first.headers["etag"]})
    assert server.received[1].headers["if-none-match"] == etag


async def test_an_unchanged_answer_is_read_without_its_absent_body(server: LocalServer) -> None:
    def unchanged(exchange: Exchange) -> None:
        exchange.send_response(304)
        exchange.send_header("Content-Length", "999999999")
        exchange.send_header("Content-Encoding", "br")
        exchange.end_headers()

    server.routes["/"] = unchanged
    async with way_out(server.url) as out:
        assert (await out.get(server.url + "/")).status == 304


async def test_no_cookie_is_kept_between_two_requests(server: LocalServer) -> None:
    server.serve("/", "", Set_Cookie="suivi=1; Path=/")
    async with way_out(server.url) as out:
        await out.get(server.url + "/")
        await out.get(server.url + "/")
    assert all("cookie" not in asked.headers for asked in server.received)


async def test_proxies_of_the_environment_are_ignored(
    server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    async with way_out(server.url) as out:
        assert (await out.get(server.serve("/", "direct"))).body == b"direct"


async def test_no_log_line_holds_an_address(
    server: LocalServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with way_out(server.url) as out:
        await out.get(server.serve("/fil", "x") + "?cle=abc123")
        await out.post(server.url + "/fil?cle=abc123", b"{}", {})
    assert "abc123" not in caplog.text


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity", "GZIP", "x-gzip"])
async def test_compressed_answers_are_read(server: LocalServer, encoding: str) -> None:
    text = "La rue des Forges est déneigée. ".encode() * 500
    packed = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}
    body = packed.get(encoding.lower(), bytes)(text)
    async with way_out(server.url) as out:
        fetched = await out.get(server.serve("/", body, Content_Encoding=encoding))
    assert fetched.body == text


def drip(exchange: Exchange) -> None:
    """One byte at a time, for as long as anyone listens."""
    exchange.send_response(200)
    exchange.end_headers()
    while True:
        exchange.wfile.write(b".")
        exchange.wfile.flush()
        time.sleep(0.02)


def drip_of_headers(exchange: Exchange) -> None:
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        exchange.wfile.write(b"X-Attente: oui\r\n")
        exchange.wfile.flush()
        time.sleep(0.02)


def silence(exchange: Exchange) -> None:
    with suppress(OSError):
        exchange.connection.settimeout(10)
        exchange.connection.recv(1)


@pytest.mark.parametrize("answer", [drip, drip_of_headers, silence])
async def test_an_answer_slower_than_the_deadline_is_given_up(
    server: LocalServer, answer: Callable[[Exchange], None]
) -> None:
    server.routes["/"] = answer
    async with way_out(server.url, limits=SHORT) as out:
        with pytest.raises(Unavailable, match="à temps"):
            await out.get(server.url + "/")
        with pytest.raises(Unavailable, match="à temps"):
            await out.post(server.url + "/", b"{}", {})


async def test_the_deadline_is_shared_by_all_hops(server: LocalServer) -> None:
    def slowly(exchange: Exchange) -> None:
        time.sleep(0.15)
        exchange.reply(status=302, headers={"Location": exchange.path + "x"})

    for number in range(7):
        server.routes["/" + "x" * number] = slowly
    async with way_out(server.url, limits=Limits(total=0.4)) as out:
        with pytest.raises(Unavailable, match="à temps"):
            await out.get(server.url + "/")
    assert len(server.received) < 5


class Pour:
    """Sends a body of 200 MB, and knows how much of it left."""

    WHOLE = 200_000_000

    def __init__(self, *, declared: bool) -> None:
        self.declared = declared
        self.sent = 0
        self.ended = threading.Event()

    def __call__(self, exchange: Exchange) -> None:
        exchange.send_response(200)
        if self.declared:
            exchange.send_header("Content-Length", str(self.WHOLE))
        exchange.end_headers()
        exchange.close_connection = True
        try:
            while self.sent < self.WHOLE:
                self.sent += exchange.wfile.write(b"x" * 100_000)
        finally:
            self.ended.set()


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_of_200_megabytes_is_stopped_at_the_limit(
    server: LocalServer, *, declared: bool
) -> None:
    pour = Pour(declared=declared)
    server.routes["/"] = pour
    async with way_out(server.url) as out:
        with pytest.raises(InvalidInput, match="dépasse la limite") as error:
            await out.get(server.url + "/", limit=1_000_000)
    assert error.value.where == "127.0.0.1"
    assert await asyncio.to_thread(pour.ended.wait, 20)
    # What the kernel's buffers swallow beyond the limit is a few megabytes at most.
    assert pour.sent < 20_000_000


async def test_a_body_of_exactly_the_limit_is_read(server: LocalServer) -> None:
    body = bytes(range(256)) * 40
    packed = gzip.compress(body, mtime=0)
    async with way_out(server.url) as out:
        plain = await out.get(server.serve("/a", body), limit=len(body))
        zipped = await out.get(server.serve("/b", packed, Content_Encoding="gzip"), limit=len(body))
        with pytest.raises(InvalidInput):
            await out.get(server.url + "/a", limit=len(body) - 1)
        with pytest.raises(InvalidInput):
            await out.get(server.url + "/b", limit=len(body) - 1)
    assert plain.body == zipped.body == body


def bomb(megabytes: int) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    zeros = bytes(1_000_000)
    return b"".join(press.compress(zeros) for _ in range(megabytes)) + press.flush()


async def test_a_gzip_bomb_is_stopped_in_bounded_memory(server: LocalServer) -> None:
    server.serve("/", bomb(150), Content_Encoding="gzip")
    async with way_out(server.url) as out:
        tracemalloc.start()
        try:
            with pytest.raises(InvalidInput, match="dépasse la limite"):
                await out.get(server.url + "/", limit=1_000_000)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 6_000_000


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"<rss/>", "gzip"),
        (gzip.compress(b"<rss/>" * 100, mtime=0)[:-9], "gzip"),
        (b"\x1f\x8b" + b"\xff" * 50, "gzip"),
        (b"\x00" * 50, "deflate"),
        (b"\x0b\x02\x80<rss/>\x03", "br"),
        (gzip.compress(gzip.compress(b"<rss/>", mtime=0), mtime=0), "gzip, gzip"),
    ],
)
async def test_what_cannot_be_decompressed_is_invalid(
    server: LocalServer, body: bytes, encoding: str
) -> None:
    async with way_out(server.url) as out:
        with pytest.raises(InvalidInput, match="décompressée"):
            await out.get(server.serve("/", body, Content_Encoding=encoding))


def raw(answer: bytes) -> Callable[[Exchange], None]:
    def send(exchange: Exchange) -> None:
        exchange.wfile.write(answer)
        exchange.close_connection = True

    return send


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncourt",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000,
    ],
)
async def test_an_answer_that_is_not_sound_http_is_an_outage(
    server: LocalServer, answer: bytes
) -> None:
    server.routes["/"] = raw(answer)
    async with way_out(server.url) as out:
        with pytest.raises(Unavailable) as error:
            await out.get(server.url + "/")
    assert not isinstance(error.value, Refused)


async def test_bytes_beyond_the_declared_length_are_never_the_next_answer(
    server: LocalServer,
) -> None:
    server.routes["/"] = raw(
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nvraiHTTP/1.1 200 OK\r\n"
        b"Content-Length: 4\r\n\r\nfaux"
    )
    async with way_out(server.url) as out:
        for _ in range(2):
            assert (await out.get(server.url + "/")).body == b"vrai"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=200).map(lambda b: b"HTTP/1.1 200 OK\r\n" + b),
        st.binary(max_size=200).map(
            lambda b: b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08" + b
        ),
        st.binary(max_size=100).map(lambda b: b"HTTP/1.1 302 x\r\nLocation: " + b + b"\r\n\r\n"),
    )
)
def test_any_bytes_for_an_answer_give_an_answer_or_one_of_our_errors(
    server: LocalServer, answer: bytes
) -> None:
    async def ask() -> None:
        async with way_out(server.url, limits=SHORT) as out:
            with suppress(Unavailable, InvalidInput):
                await out.get(server.url + "/")

    server.routes["/"] = raw(answer)
    asyncio.run(ask())


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=60), st.text(max_size=40).map("http://127.0.0.1:1/".__add__)))
def test_any_text_for_an_address_gives_one_of_our_errors(url: str) -> None:
    async def nowhere(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async def ask() -> None:
        async with way_out(resolve=nowhere) as out:
            with pytest.raises(Unavailable):
                await out.get(url)

    asyncio.run(ask())


async def test_a_server_that_speaks_no_tls_is_named_as_such(server: LocalServer) -> None:
    async with way_out(server.url) as out:
        with pytest.raises(Unavailable, match="chiffrée"):
            await out.get(server.url.replace("http:", "https:") + "/?cle=abc123")


async def test_a_closed_port_is_an_outage() -> None:
    async with way_out("http://127.0.0.1:1") as out:
        with pytest.raises(Unavailable, match="impossible de joindre"):
            await out.get("http://127.0.0.1:1/")


async def test_a_post_sends_exactly_these_bytes_and_headers(server: LocalServer) -> None:
    url = server.serve("/crochet", "reçu", 202)
    body = '{"né": "à  Bécancour"}\n'.encode()
    async with way_out(server.url) as out:
        answer = await out.post(url, body, {"content-type": "application/json", "webhook-id": "a"})
        with pytest.raises(InvalidInput):
            await out.post(url, body, {}, limit=3)
    asked = server.received[0]
    assert (asked.method, asked.body, asked.headers["webhook-id"]) == ("POST", body, "a")
    assert asked.headers["content-type"] == "application/json"
    assert (answer.status, answer.body.decode()) == (202, "reçu")


async def test_a_header_that_cannot_be_written_does_not_leave(server: LocalServer) -> None:
    async with way_out(server.url) as out:
        for value in ("a\r\nX-Forge: oui", "雪"):
            with pytest.raises(Unavailable):
                await out.get(server.serve("/", ""), {"If-None-Match": value})
    assert server.received == []
