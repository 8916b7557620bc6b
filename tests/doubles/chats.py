"""Chats that check what is posted to them as the real ones do, and keep what they would show."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.servers import Exchange, LocalServer

Json = dict[str, Any]


class Slack:
    """An incoming webhook: « ok », or a word that says what is wrong."""

    path = "/services/T000/B000/abc123"

    def __init__(self, server: LocalServer) -> None:
        self.shown: list[Json] = []
        server.routes[self.path] = self
        self.url = server.url + self.path

    def __call__(self, exchange: Exchange) -> None:
        wrong = self.wrong(exchange.body)
        exchange.reply((wrong or "ok").encode(), 400 if wrong else 200)

    def wrong(self, body: bytes) -> str:
        try:
            posted = json.loads(body)
        except ValueError:
            return "invalid_payload"
        if not posted.get("text"):
            return "no_text"
        blocks = posted["blocks"]
        if len(blocks) > 50 or not all(map(self.sound, blocks)):
            return "invalid_blocks"
        if sum(len(text) for text in self.texts(blocks)) > 13_200:
            return "msg_blocks_too_long"
        self.shown.append(posted)
        return ""

    def sound(self, block: Json) -> bool:
        kind = block["type"]
        if kind == "header":
            text = block["text"]
            return text["type"] == "plain_text" and 0 < len(text["text"]) <= 150
        if kind == "section":
            return 0 < len(block["text"]["text"]) <= 3_000
        if kind == "context":
            return 0 < len(block["elements"]) <= 10
        (button,) = block["elements"]
        return (
            kind == "actions" and len(button["url"]) <= 3_000 and len(button["text"]["text"]) < 76
        )

    def texts(self, blocks: list[Json]) -> list[str]:
        inner = [each for b in blocks for each in (b.get("text"), *b.get("elements", []))]
        return [each["text"] for each in inner if each and isinstance(each["text"], str)]


class Teams:
    """A Workflow: 202 whatever it is posted, then a card in the channel or a flow that failed."""

    path = "/workflows/abc123/triggers/manual/paths/invoke"

    def __init__(self, server: LocalServer) -> None:
        self.shown: list[Json] = []
        self.failed = 0
        server.routes[self.path] = self
        self.url = server.url + self.path + "?api-version=1&sig=secret-sig"

    def __call__(self, exchange: Exchange) -> None:
        try:
            posted = json.loads(exchange.body)
            (attachment,) = posted["attachments"]
            card = attachment["content"]
            assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
            assert card["type"] == "AdaptiveCard"
            assert card["body"]
            assert len(exchange.body) <= 28_000
            assert {a["type"] for a in card.get("actions", [])} <= {"Action.OpenUrl"}
            self.shown.append(card)
        except (ValueError, KeyError, TypeError, AssertionError):
            self.failed += 1
        exchange.reply(b"", 202)


class Mattermost:
    """An incoming webhook: « ok », or a 400; Slack's blocks mean nothing to it."""

    path = "/hooks/abc123"

    def __init__(self, server: LocalServer) -> None:
        self.shown: list[Json] = []
        server.routes[self.path] = self
        self.url = server.url + self.path

    def __call__(self, exchange: Exchange) -> None:
        posted = json.loads(exchange.body)
        if self.length(posted) > 16_383 or not (posted.get("text") or posted.get("attachments")):
            exchange.reply(b'{"id":"web.incoming_webhook.text.app_error"}', 400)
            return
        self.shown.append(posted)
        exchange.reply(b"ok", headers={"Content-Type": "text/plain"})

    @classmethod
    def length(cls, value: Any) -> int:
        """Count the characters of every text in a post."""
        if isinstance(value, dict):
            return sum(map(cls.length, value.values()))
        if isinstance(value, list):
            return sum(map(cls.length, value))
        return len(value) if isinstance(value, str) else 0


class Ntfy:
    """A server whose root takes notifications as JSON; a topic of its own may ask for a token."""

    def __init__(self, server: LocalServer, token: str = "") -> None:
        self.shown: list[Json] = []
        self.token = token
        server.routes["/"] = self
        self.url = server.url + "/alertes-k3j9"

    def __call__(self, exchange: Exchange) -> None:
        if self.token and exchange.headers["Authorization"] != f"Bearer {self.token}":
            exchange.reply(b'{"code":40101,"http":401,"error":"unauthorized"}', 401)
            return
        posted = json.loads(exchange.body)
        if len(posted["message"].encode()) > 4_096 or not 1 <= posted["priority"] <= 5:
            exchange.reply(b'{"code":41301,"http":413}', 413)
            return
        self.shown.append(posted)
        exchange.reply(json.dumps({"id": "x", "event": "message", **posted}).encode())


def answering(status: int, body: bytes = b"", **headers: str) -> Callable[[Exchange], None]:
    """Return an answer that is always the same."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.reply(body, status, named)


def path_of(url: str) -> str:
    return urlsplit(url).path
