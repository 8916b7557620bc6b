"""A Mastodon instance on a loopback port: its REST API and its live events, over real sockets."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from tests.servers import Exchange, LocalServer

#: Ids are the milliseconds of 2026-11-23 12:00 UTC, sixteen bits up, as Mastodon makes them.
FIRST_ID = 1795435200000 << 16
_END = None


class MastodonInstance:
    """One instance, with an API as Mastodon 4.6's.

    Attributes:
        token: the only key that is taken; None when none is asked for and none is taken.
        statuses: by their id, oldest first; an item that is no status may be among them.
        access: what it says of its feeds.
        budget: requests left before a 429.
        streams: the lines open now, by hashtag.
        opened: the hashtag of each line that was opened.
    """

    def __init__(self, server: LocalServer, tags: list[str], token: str | None = None) -> None:
        self.server, self.url, self.token = server, server.url, token
        self.domain = "instance.example"
        self.statuses: dict[str, Any] = {}
        self.access = {"local": "public", "remote": "public"}
        self.live_access = {"local": "public", "remote": "public"}
        self.budget = 300
        self.reset = timedelta(seconds=240)
        self.search_status = 200
        self.streams: list[tuple[str, queue.Queue[bytes | None]]] = []
        self.opened: queue.Queue[str] = queue.Queue()
        self.refuses = False
        self._count = 0
        self._tagged: dict[str, set[str]] = {}
        for tag in tags:
            server.routes[f"/api/v1/timelines/tag/{quote(tag)}"] = self._limited(self._timeline)
        server.routes["/api/v2/instance"] = self._about
        server.routes["/api/v2/search"] = self._limited(self._search)
        server.routes["/api/v1/statuses"] = self._limited(self._several)
        server.routes["/api/v1/streaming/hashtag"] = self._stream

    # --- what happens there

    def publish(self, text: str, tag: str = "troisrivieres", **more: Any) -> dict[str, Any]:
        """Publish a status of a fictional resident; tell it to the lines open for its hashtag."""
        status = self.status(text, **more)
        self.add(status, tag)
        return status

    def status(self, text: str, **more: Any) -> dict[str, Any]:
        """Return a new status, published nowhere yet."""
        self._count += 1
        id_ = str(FIRST_ID + (self._count << 16))
        user = f"residente_fictive_{self._count}"
        return {
            "id": id_,
            "created_at": "2026-11-23T12:00:00.000Z",
            "in_reply_to_id": None,
            "spoiler_text": "",
            "visibility": "public",
            "language": "fr",
            "uri": f"{self.url}/users/{user}/statuses/{id_}",
            "url": f"{self.url}/@{user}/{id_}",
            "replies_count": 1,
            "reblogs_count": 2,
            "favourites_count": 3,
            "edited_at": None,
            "content": f"<p>{text}</p>",
            "reblog": None,
            "account": self.account(user),
            "media_attachments": [],
            **more,
        }

    def account(self, user: str, **more: Any) -> dict[str, Any]:
        uri = f"{self.url}/users/{user}"
        return {"id": "7", "acct": user, "uri": uri, "note": "", "noindex": False, **more}

    def federate(self, status: Mapping[str, Any], tag: str = "troisrivieres") -> dict[str, Any]:
        """Receive another instance's status: the same `uri`, an id of its own."""
        self._count += 1
        id_ = str(FIRST_ID + (self._count << 16))
        account = {**status["account"], "acct": f"{status['account']['acct']}@ailleurs.example"}
        received = {**status, "id": id_, "account": account}
        self.add(received, tag)
        return received

    def add(self, status: Any, tag: str = "troisrivieres") -> None:
        id_ = str(status["id"])
        self.statuses[id_] = status
        self._tagged.setdefault(tag, set()).add(id_)
        if id_.isdigit():
            self.server.routes[f"/api/v1/statuses/{id_}"] = self._limited(self._one)
        self.tell("update", json.dumps(status), tag)

    def edit(self, status: dict[str, Any], text: str, at: str) -> None:
        edited = {**status, "content": f"<p>{text}</p>", "edited_at": at}
        self.statuses[status["id"]] = edited
        self.tell("status.update", json.dumps(edited))

    def delete(self, status: dict[str, Any]) -> None:
        del self.statuses[status["id"]]
        self.tell("delete", status["id"])

    # --- its live events

    def tell(self, event: str, data: str, tag: str | None = None) -> None:
        self.send(f"event: {event}\ndata: {data}\n\n".encode(), tag)

    def send(self, raw: bytes, tag: str | None = None) -> None:
        """Send these very bytes, as one chunk, to the lines open for a hashtag, or to all."""
        for open_for, waiting in self.streams:
            if tag in {None, open_for}:
                waiting.put(raw)

    def cut(self) -> None:
        """Cut every line where it is."""
        for _, waiting in self.streams:
            waiting.put(_END)
        self.streams.clear()

    def _stream(self, exchange: Exchange) -> None:
        if self._is_stranger(exchange) or self.token is None:
            exchange.reply(b'{"error":"Invalid access token"}', 401)
            return
        tag = parse_qs(urlsplit(exchange.path).query)["tag"][0]
        exchange.send_response(200)
        exchange.send_header("Content-Type", "text/event-stream")
        exchange.send_header("Transfer-Encoding", "chunked")
        exchange.end_headers()
        waiting: queue.Queue[bytes | None] = queue.Queue()
        waiting.put(b":)\n")
        self.streams.append((tag, waiting))
        self.opened.put(tag)
        while (raw := waiting.get(timeout=60)) is not _END:
            exchange.wfile.write(b"%x\r\n%s\r\n" % (len(raw), raw))
            exchange.wfile.flush()
        exchange.close_connection = True

    # --- its answers

    def _about(self, exchange: Exchange) -> None:
        access = {"hashtag_feeds": self.access, "live_feeds": self.live_access}
        urls = {"streaming": self.url.replace("http://", "ws://")}
        said = {
            "domain": self.domain,
            "version": "4.6.4",
            "configuration": {"urls": urls, "timelines_access": access},
        }
        exchange.reply(json.dumps(said).encode())

    def _timeline(self, exchange: Exchange) -> None:
        parts = urlsplit(exchange.path)
        tag, asked = parts.path.rpartition("/")[2], parse_qs(parts.query)
        page = self._page(sorted(self._tagged.get(tag, set()) & set(self.statuses)), asked)
        self._reply(exchange, page, self._link(parts.path, page))

    def _page(self, ids: list[str], asked: Mapping[str, list[str]]) -> list[Any]:
        """Return statuses newest first: those right after `min_id`, else the newest."""
        limit = min(40, int(asked.get("limit", ["20"])[0]))
        if "min_id" in asked:
            chosen = [id_ for id_ in ids if int(id_) > int(asked["min_id"][0])][:limit]
        else:
            below = int(asked.get("max_id", [str(2**63)])[0])
            chosen = [id_ for id_ in ids if int(id_) < below][-limit:]
        return [self.statuses[id_] for id_ in reversed(chosen)]

    def _link(self, path: str, page: list[Any]) -> dict[str, str]:
        if not page:
            return {}
        older = f'<{self.url}{path}?max_id={page[-1]["id"]}>; rel="next"'
        newer = f'<{self.url}{path}?min_id={page[0]["id"]}>; rel="prev"'
        return {"Link": f"{older}, {newer}"}

    def _search(self, exchange: Exchange) -> None:
        if self.search_status != 200 or not self._names_key(exchange):
            exchange.reply(b'{"error":"no"}', self.search_status if self.token else 401)
            return
        asked = parse_qs(urlsplit(exchange.path).query)
        word = asked["q"][0].strip('"').lower()
        ids = [id_ for id_, status in self.statuses.items() if word in str(status).lower()]
        found = {"accounts": [], "hashtags": [], "statuses": self._page(sorted(ids), asked)}
        self._reply(exchange, found)

    def _several(self, exchange: Exchange) -> None:
        ids = parse_qs(urlsplit(exchange.path).query).get("id[]", [])
        if len(ids) > 20:
            exchange.reply(b'{"error":"too many"}', 422)
            return
        self._reply(exchange, [self.statuses[id_] for id_ in ids if id_ in self.statuses])

    def _one(self, exchange: Exchange) -> None:
        status = self.statuses.get(urlsplit(exchange.path).path.rpartition("/")[2])
        if status is None:
            exchange.reply(b'{"error":"Record not found"}', 404)
        else:
            self._reply(exchange, status)

    def _reply(
        self, exchange: Exchange, body: Any, headers: Mapping[str, str] | None = None
    ) -> None:
        exchange.reply(json.dumps(body).encode(), 200, {**self._rates(), **(headers or {})})

    def _rates(self) -> dict[str, str]:
        reset = datetime.now(UTC) + self.reset
        return {
            "X-RateLimit-Limit": "300",
            "X-RateLimit-Remaining": str(max(0, self.budget)),
            "X-RateLimit-Reset": reset.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }

    def _limited(self, answer: Callable[[Exchange], None]) -> Callable[[Exchange], None]:
        def limited(exchange: Exchange) -> None:
            self.budget -= 1
            if self.budget < 0:
                exchange.reply(b'{"error":"Too many requests"}', 429, self._rates())
            elif self._is_stranger(exchange):
                exchange.reply(b'{"error":"The access token is invalid"}', 401)
            else:
                answer(exchange)

        return limited

    def _names_key(self, exchange: Exchange) -> bool:
        return exchange.headers.get("Authorization") == f"Bearer {self.token}"

    def _is_stranger(self, exchange: Exchange) -> bool:
        """Tell whether a request has a wrong key, or none where one is asked for."""
        if self.refuses:
            return True
        return exchange.headers.get("Authorization") is not None and not self._names_key(exchange)
