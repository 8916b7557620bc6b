"""The receiving door: a call is « taken » once it is durable, and nothing of it leaks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import structlog

from pipeline.inbound_receivers import receivers_of
from pipeline.settings_inbound import InboundSettings
from tests.pipeline.inbound_door import SECRET, Called, Kept, door, source
from vigie.errors import ConfigurationError, Unavailable
from vigie.say import Say

SAY = Say("panne fictive", "made-up fault")


async def hung_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def test_a_call_is_answered_once_its_page_is_durable() -> None:
    called, kept = Called(), Kept()
    kept.open.clear()
    async with door(called, take=kept) as client:
        answering = asyncio.create_task(client.post("crochet", content=b"une fuite"))
        await called.arrived.wait()
        await asyncio.sleep(0.05)
        assert not answering.done()
        kept.open.set()
        answer = await answering
    assert (answer.status_code, answer.content) == (202, b"taken\n")
    assert [page.events[0].post.text for page in kept.pages] == ["une fuite"]  # type: ignore[union-attr]


async def test_the_connector_is_given_the_very_bytes_and_the_first_of_each_header() -> None:
    called = Called()
    async with door(called, take=Kept()) as client:
        headers = [("X-Signature", "une"), ("x-signature", "deux")]
        await client.post("crochet?a=1&a=2&b=%C3%A9", content=b'{ "a" :1}\n', headers=headers)
    (call,) = called.calls
    assert call.body == b'{ "a" :1}\n'
    assert call.headers["x-signature"] == "une"
    assert dict(call.query) == {"a": "1", "b": "é"}
    assert call.method == "POST"


async def test_a_handshake_is_answered_with_what_the_connector_says() -> None:
    async with door(Called(), take=Kept()) as client:
        answer = await client.get("crochet?hub.challenge=1158201444")
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


async def test_an_unknown_inbox_and_another_method_are_refused() -> None:
    called = Called()
    async with door(called, take=Kept()) as client:
        assert (await client.post("ailleurs", content=b"x")).status_code == 404
        assert (await client.put("crochet", content=b"x")).status_code == 405
        assert (await client.get("/")).status_code == 404
    assert called.calls == []


async def test_a_body_over_the_limit_is_refused_said_or_not() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100

    called = Called()
    async with door(called, take=Kept(), body=1000) as client:
        assert (await client.post("crochet", content=b"x" * 1000)).status_code == 202
        assert (await client.post("crochet", content=b"x" * 1001)).status_code == 413
        assert (await client.post("crochet", content=chunks())).status_code == 413
    assert len(called.calls) == 1


async def test_a_body_that_trickles_is_not_waited_for() -> None:
    called = Called()
    async with door(called, take=Kept(), reading=0.2) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        writer.write(b"POST /inbound/crochet HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab")
        assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        await hung_up(writer)
    assert called.calls == []


async def test_a_caller_whose_page_is_not_durable_in_time_is_asked_to_call_again() -> None:
    called, kept = Called(), Kept()
    kept.open.clear()
    async with door(called, take=kept, patience=0.1) as client:
        answer = await client.post("crochet", content=b"une fuite")
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert kept.pages == []
        kept.open.set()
        assert (await client.post("crochet", content=b"une fuite")).status_code == 202
    assert len(kept.pages) == 2, "what was waiting was kept too: repeating is harmless"


async def test_no_more_calls_are_taken_than_the_limit_while_the_store_is_away() -> None:
    called, kept = Called(), Kept()
    kept.open.clear()
    async with door(called, take=kept, patience=0.1, at_once=3) as client:
        answers = [await client.post("crochet", content=b"n%d" % n) for n in range(8)]
        assert {answer.status_code for answer in answers} == {503}
        assert len(called.calls) == 3
        kept.open.set()
        await asyncio.sleep(0.05)
        assert (await client.post("crochet", content=b"apres")).status_code == 202
    assert len(kept.pages) == 4


async def test_a_connector_that_raises_is_told_by_type_alone_and_the_door_stays_open() -> None:
    called = Called()

    async def fail() -> None:
        raise ValueError(SECRET)

    called.then = fail
    with structlog.testing.capture_logs() as logs:
        async with door(called, take=Kept()) as client:
            url, headers = f"crochet?jeton={SECRET}", {"authorization": SECRET}
            answer = await client.post(url, content=SECRET.encode(), headers=headers)
            assert (answer.status_code, answer.content) == (500, b"")
            called.then = None
            assert (await client.post(url, content=SECRET.encode())).status_code == 202
            assert (await client.post(f"x{SECRET}")).status_code == 404
    assert [log["error"] for log in logs if log["event"] == "call.failed"] == ["ValueError"]
    assert SECRET not in str(logs)


async def test_a_store_that_says_it_is_away_is_a_503() -> None:
    kept = Kept()
    kept.error = Unavailable(SAY)
    async with door(Called(), take=kept) as client:
        assert (await client.post("crochet", content=b"x")).status_code == 503


async def test_when_nothing_can_be_judged_the_process_is_told_to_stop() -> None:
    kept, stop = Kept(), asyncio.Event()
    kept.error = ConfigurationError([SAY])
    opening = door(Called(), take=kept, stop=stop)
    client = await opening.__aenter__()
    assert (await client.post("crochet", content=b"x")).status_code == 503
    assert stop.is_set()
    with pytest.raises(ConfigurationError, match="panne fictive"):
        await opening.__aexit__(None, None, None)


async def test_the_door_closes_in_two_seconds_whatever_its_callers_and_its_store_do(
    caplog: pytest.LogCaptureFixture,
) -> None:
    called, kept, stop = Called(), Kept(), asyncio.Event()
    kept.open.clear()
    async with door(called, take=kept, stop=stop) as client:
        reader, slow = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        slow.write(b"POST /inbound/crochet HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab")
        _, idle = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        waiting = asyncio.create_task(client.post("crochet", content=b"x"))
        await called.arrived.wait()
        stop.set()
        began = time.monotonic()
        assert (await waiting).status_code == 503
        assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        await hung_up(slow)
        await hung_up(idle)
    assert time.monotonic() - began < 2
    assert kept.pages == []
    assert "ERROR" not in caplog.text


async def test_without_a_source_that_is_called_no_port_is_opened() -> None:
    with pytest.raises(IndexError):
        async with door(take=Kept()):
            pass


def test_two_sources_at_one_inbox_and_an_inbox_that_is_no_address_are_told_together() -> None:
    one, two, odd = Called("Un", "alertes"), Called("Deux", "alertes"), Called("Trois", "É/..")
    with pytest.raises(ConfigurationError) as caught:
        receivers_of(map(source, (one, two, odd)))
    said = [problem.fr.replace("\u00a0", " ") for problem in caught.value.problems]
    assert len(said) == 2
    assert "« Un » et « Deux »" in said[0]
    assert "« Trois »" in said[1]


@pytest.mark.parametrize("url", ["veille.example", "https://a:b@x.example", "ftp://x", "https://["])
def test_a_public_address_that_is_none_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="https://"):
        InboundSettings(public_url=url)


def test_a_public_address_loses_its_last_stroke() -> None:
    settings = InboundSettings(public_url="https://veille.ville.example/vigie/")
    assert settings.public_url == "https://veille.ville.example/vigie"
