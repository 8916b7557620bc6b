"""A WebSub hub on a loopback port, and a door by which it reaches a connector."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.servers import Exchange, LocalServer
from vigie.inbound import Call, Reply
from vigie.page import Page
from vigie.source_contracts import Receiver


@dataclass
class Subscription:
    """One that was asked for; `verified` once its callback echoed the challenge."""

    topic: str
    callback: str
    secret: str
    lease: int
    verified: bool = False


class WebSubHub:
    """Verifies intent, then posts signed notifications; `refusal` is a status to refuse with."""

    def __init__(self, server: LocalServer) -> None:
        self.url = f"{server.url}/subscribe"
        self.subscriptions: dict[str, Subscription] = {}
        self.asked = 0
        self.refusal = 0
        server.routes["/subscribe"] = self._subscribe

    def _subscribe(self, exchange: Exchange) -> None:
        form = {k: v[0] for k, v in parse_qs(exchange.body.decode()).items()}
        self.asked += 1
        if self.refusal or form["hub.mode"] != "subscribe":
            exchange.reply(b"no", self.refusal or 400)
            return
        self.subscriptions[form["hub.topic"]] = Subscription(
            topic=form["hub.topic"],
            callback=form["hub.callback"],
            secret=form["hub.secret"],
            lease=int(form["hub.lease_seconds"]),
        )
        exchange.reply(b"", 202)

    def verify(self, topic: str, mode: str = "subscribe", **changed: str) -> int:
        """Ask the subscriber whether it meant it; blocks. Return the status."""
        subscription = self.subscriptions[topic]
        challenge = secrets.token_hex(16)
        query = {
            "hub.mode": mode,
            "hub.topic": topic,
            "hub.challenge": challenge,
            "hub.lease_seconds": str(subscription.lease),
            **changed,
        }
        status, body = _send(f"{subscription.callback}&{urlencode(query)}")
        subscription.verified = status == 200 and body == challenge.encode()
        return status

    def publish(self, topic: str, body: bytes, method: str = "sha1", secret: str = "") -> int:
        """Post a notification, signed; blocks. Return the subscriber's status."""
        subscription = self.subscriptions[topic]
        digest = getattr(hashlib, method)
        key = (secret or subscription.secret).encode()
        signature = hmac.new(key, body, digest).hexdigest()
        headers = {
            "Content-Type": "application/atom+xml",
            "Link": f'<{topic}>; rel="self", <{self.url}>; rel="hub"',
            "X-Hub-Signature": f"{method}={signature}",
        }
        return _send(subscription.callback, body, headers)[0]


def _send(
    url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    request = urllib.request.Request(url, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


class Door:
    """Hands what arrives at `/inbound/{inbox}` to a connector, and keeps the pages it gives."""

    def __init__(self, server: LocalServer, loop: asyncio.AbstractEventLoop) -> None:
        self.url = server.url
        self.pages: list[Page] = []
        self._server = server
        self._loop = loop

    def open(self, receiver: Receiver) -> None:
        def answer(exchange: Exchange) -> None:
            call = Call(
                method=exchange.command,
                query=dict(parse_qsl(urlsplit(exchange.path).query)),
                headers={name.lower(): value for name, value in exchange.headers.items()},
                body=exchange.body,
            )
            coming = asyncio.run_coroutine_threadsafe(receiver.receive(call), self._loop)
            reply, page = coming.result(10)
            self._keep(page)
            _reply(exchange, reply)

        self._server.routes[f"/inbound/{receiver.inbox}"] = answer

    def _keep(self, page: Page | None) -> None:
        if page is not None:
            self.pages.append(page)


def _reply(exchange: Exchange, reply: Reply) -> None:
    exchange.reply(reply.body, reply.status, {"Content-Type": reply.content_type})
