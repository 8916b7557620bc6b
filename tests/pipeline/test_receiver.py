"""The small receiver, asked over real sockets."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from pipeline.delivering import deliver_due
from pipeline.receiver import listen, printable, shown
from pipeline.receiver_app import BODY_LIMIT, REMEMBERED, Seen
from sinks.webhook import build
from tests.pipeline.outboxes import MemoryOutbox
from tests.pipeline.ways_out import way_out
from vigie.clock import SystemClock
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.privacy import Pseudonymiser

SECRET = "whsec_" + base64.b64encode(b"secret fictif de 32 octets......").decode()
OTHER = "whsec_" + base64.b64encode(b"un autre secret de 32 octets....").decode()
BODY = json.dumps({"type": "mention.alert", "data": {"title": "Fuite d’eau"}}).encode()


@dataclass
class Receiver:
    url: str = ""
    shown: list[str] = field(default_factory=list)

    async def post(
        self,
        body: bytes = BODY,
        *,
        id: str = "alert_a",  # noqa: A002 - the header's name
        secret: str = SECRET,
        at: datetime | None = None,
        **headers: str,
    ) -> int:
        at = at or datetime.now(UTC)
        signed = {
            "webhook-id": id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(id, at, body.decode("utf-8", "replace")),
        }
        signed |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = {name.encode(): value.encode() for name, value in signed.items()}
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(self.url + "crochet", content=body, headers=raw)
        return answer.status_code


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver, ready = Receiver(), asyncio.Event()

    def on_ready(url: str) -> None:
        receiver.url = url
        ready.set()

    serving = asyncio.create_task(
        listen("127.0.0.1", 0, SECRET, receiver.shown.append, on_ready=on_ready)
    )
    await ready.wait()
    try:
        yield receiver
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def test_a_sound_alert_is_acknowledged_and_shown() -> None:
    async with receiving() as receiver:
        assert await receiver.post() == 200
    (text,) = receiver.shown
    assert json.loads(text)["data"]["title"] == "Fuite d’eau"


async def test_what_the_deliverer_sends_is_what_the_receiver_takes(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    outbox, clock = MemoryOutbox(), SystemClock()
    outbox.put("crochet", "a", due_at=clock.now())
    async with receiving() as receiver, way_out(receiver.url) as out:
        values = {"name": "crochet", "url": receiver.url, "secret_file": "secret"}
        context = Context(
            outbound=out, clock=clock, pseudonyms=Pseudonymiser(b"k" * 32), home=tmp_path
        )
        report = await deliver_due(outbox, {"crochet": build(values, context)}, clock)
    assert len(report.sent) == 1
    assert json.loads(receiver.shown[0])["data"]["id"] == "alert_a"


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": OTHER},
        {"at": datetime.now(UTC) - timedelta(minutes=6)},
        {"at": datetime.now(UTC) + timedelta(hours=1)},
        {"webhook_signature": "v1,AAAA"},
        {"webhook_signature": "v1,é"},
        {"webhook_signature": "v1"},
        {"webhook_signature": "v1,%%%,"},
        {"webhook_signature": ""},
        {"webhook_id": "alert_b"},
        {"webhook_timestamp": "nan"},
        {"webhook_timestamp": "1e400"},
        {"body": b"\xff\xfe"},
    ],
)
async def test_a_forged_or_old_alert_is_refused_and_not_shown(forged: dict[str, Any]) -> None:
    async with receiving() as receiver:
        assert await receiver.post(**forged) == 401
    assert receiver.shown == []


async def test_a_changed_body_is_refused() -> None:
    at = datetime.now(UTC)
    signature = Webhook(SECRET).sign("alert_a", at, BODY.decode())
    async with receiving() as receiver:
        changed = BODY.replace(b"Fuite", b"Fuites")
        assert await receiver.post(changed, webhook_signature=signature, at=at) == 401


async def test_an_alert_without_signature_is_refused() -> None:
    async with receiving() as receiver, httpx.AsyncClient(trust_env=False) as client:
        assert (await client.post(receiver.url, content=BODY)).status_code == 401
        assert (await client.get(receiver.url)).status_code == 405


async def test_an_alert_that_comes_again_is_acknowledged_but_told_apart() -> None:
    async with receiving() as receiver:
        assert await receiver.post() == 200
        assert await receiver.post() == 200
        assert await receiver.post(id="alert_b") == 200
    first, again, other = receiver.shown
    assert "déjà reçue" in again
    assert "alert_a" in again
    assert json.loads(first) == json.loads(other)


@pytest.mark.parametrize("body", [b"[]", b"pas du json", b'"texte"', b"[" * 100_000])
async def test_a_signed_body_that_is_no_json_object_is_told_so(body: bytes) -> None:
    async with receiving() as receiver:
        assert await receiver.post(body) == 400
    assert receiver.shown == []


async def test_a_body_over_one_mebibyte_is_refused_unread() -> None:
    async with receiving() as receiver:
        assert await receiver.post(b" " * BODY_LIMIT) == 400
        assert await receiver.post(b" " * (BODY_LIMIT + 1)) == 413
    assert receiver.shown == []


def test_the_receiver_remembers_the_last_ids_and_no_more() -> None:
    seen = Seen()
    for number in range(REMEMBERED + 5):
        seen.add(f"alert_{number}")
    assert "alert_5" in seen
    assert "alert_4" not in seen


def test_nothing_shown_can_move_the_terminals_cursor_or_turn_the_text() -> None:
    text = shown({"title": "a\x1b[2Jb\x9b1mc\u202ed\u2028e\x00f\ud800 « é »\u00a0!"})
    assert not set(text) & set("\x1b\x9b\u202e\u2028\x00\ud800")
    assert "« é »\u00a0!" in text
    assert printable("a\nb") == "a\nb"


async def test_a_port_already_taken_and_a_bad_secret_are_told() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(ConfigurationError, match="autre port"),
    ):
        await listen("127.0.0.1", taken.getsockname()[1], SECRET, print)
    with pytest.raises(ConfigurationError, match="whsec_"):
        await listen("127.0.0.1", 0, "mot de passe", print)


async def test_the_port_is_free_again_once_the_receiver_is_cancelled() -> None:
    async with receiving() as receiver:
        port = httpx.URL(receiver.url).port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port or 0), timeout=5)
