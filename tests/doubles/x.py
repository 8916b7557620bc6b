"""X's API v2 on a loopback port: rules, the filtered stream, the recent search, look-ups."""

from __future__ import annotations

import json
import queue
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.x.posts import id_at, moment_of
from tests.servers import Exchange, LocalServer

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
#: Ends a stream properly, or in the middle of whatever was said.
END, CUT = object(), object()


@dataclass
class XDouble:
    """Answers as api.x.com does.

    Attributes:
        posts: (id, data) in the order of publication.
        rules: of the stream.
        now: the server's clock.
        moods: statuses to answer next, by path.
        left: requests still allowed; the headers say so.
        reset: Unix second at which they are allowed again.
        missing: what look-ups say of an id, in place of the post: a type of error.
        read: ids that were given, each of which is charged.
        lines: the streams that are open.
    """

    server: LocalServer
    token: str = "jeton-fictif-de-x"
    posts: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    rules: list[dict[str, str]] = field(default_factory=list)
    now: datetime = NOW
    moods: dict[str, list[int]] = field(default_factory=dict)
    left: int = 449
    reset: int = int(NOW.timestamp()) + 600
    missing: dict[str, str] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)
    lines: list[queue.Queue[Any]] = field(default_factory=list)
    refused_rules: bool = False
    keep_alive: float = 0.05

    def __post_init__(self) -> None:
        routes = self.server.routes
        routes["/2/tweets/search/recent"] = self._guarded(self._search)
        routes["/2/tweets/search/stream"] = self._guarded(self._stream)
        routes["/2/tweets/search/stream/rules"] = self._guarded(self._rules)
        routes["/2/tweets"] = self._guarded(self._lookup)
        self.opened = threading.Semaphore(0)
        self.closed = threading.Semaphore(0)

    # What happens on X.

    def publish(self, text: str, *, at: datetime | None = None, **fields: Any) -> str:
        """Publish a post; return its id. It is not said in the streams: see `say`."""
        number = len(self.posts) + 1
        id_ = id_at(at or NOW - timedelta(hours=1) + timedelta(seconds=number)) + number
        data = {
            "id": str(id_),
            "text": text,
            "author_id": f"99{number}",
            "edit_history_tweet_ids": [str(id_)],
            "conversation_id": str(id_),
            "created_at": moment_of(id_).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "lang": "fr",
            "public_metrics": {"reply_count": 1, "retweet_count": 2, "like_count": 3},
            **fields,
        }
        self.posts.append((id_, data))
        return str(id_)

    def spoil(self) -> None:
        id_ = id_at(NOW - timedelta(minutes=30))
        self.posts.append((id_, {"id": 4, "text": "Trois-Rivières, mal formé"}))

    def edit(self, id_: str, text: str) -> str:
        """Edit a post: a new id, and a history."""
        before = self.find(id_)
        later = self.publish(text, at=moment_of(int(id_)) + timedelta(minutes=5))
        history = [*before["edit_history_tweet_ids"], later]
        for name in history:
            self.find(name)["edit_history_tweet_ids"] = history
        return later

    def find(self, id_: str) -> dict[str, Any]:
        return next(data for number, data in self.posts if str(number) == id_)

    def frame(self, id_: str, tag: str = "vigie:1") -> bytes:
        """Return a post as a line of the stream."""
        told = {"data": self.find(id_), "matching_rules": [{"id": "1", "tag": tag}]}
        return json.dumps({**told, **self._users([self.find(id_)])}).encode() + b"\r\n"

    def say(self, *parts: Any) -> None:
        """Send bytes, `END` or `CUT` on every open stream."""
        for line in self.lines:
            for part in parts:
                line.put(part)

    # What it answers.

    def _guarded(self, answer: Any) -> Any:
        def wrapped(exchange: Exchange) -> None:
            path = urlsplit(exchange.path).path
            moods = self.moods.get(path)
            if exchange.headers.get("Authorization") != f"Bearer {self.token}":
                self._json(exchange, {"title": "Unauthorized", "status": 401}, 401)
            elif moods:
                self._json(exchange, {"title": "Fictif"}, moods.pop(0))
            else:
                self.left -= 1
                answer(exchange)

        return wrapped

    def _json(self, exchange: Exchange, body: Any, status: int = 200) -> None:
        limits = {
            "x-rate-limit-limit": "450",
            "x-rate-limit-remaining": str(max(0, self.left)),
            "x-rate-limit-reset": str(self.reset),
        }
        exchange.reply(json.dumps(body).encode(), status, limits)

    def _rules(self, exchange: Exchange) -> None:
        if exchange.command == "GET":
            return self._json(exchange, {"data": self.rules, "meta": {}})
        body = json.loads(exchange.body)
        if self.refused_rules:
            problem = {"title": "UnprocessableEntity", "value": body["add"][0]["value"]}
            return self._json(exchange, {"errors": [problem], "meta": {}}, 201)
        for rule in body.get("add", ()):
            assert len(rule["value"]) <= 1024
            self.rules.append({"id": str(100 + len(self.rules)), **rule})
        gone = body.get("delete", {}).get("ids", ())
        self.rules = [rule for rule in self.rules if rule["id"] not in gone]
        return self._json(exchange, {"meta": {}}, 201 if "add" in body else 200)

    def _search(self, exchange: Exchange) -> None:
        query = _query(exchange)
        wrong = self._wrong(query)
        if wrong:
            return self._json(exchange, {"errors": [{"message": wrong}]}, 400)
        since = int(query.get("since_id", "0"))
        if "start_time" in query:
            since = id_at(datetime.fromisoformat(query["start_time"])) - 1
        below = int(query.get("next_token", "t9999999999999999999").removeprefix("t"))
        found = [
            (id_, data)
            for id_, data in sorted(self.posts, key=lambda post: post[0], reverse=True)
            if since < id_ < below and _matches(query["query"], data["text"])
        ]
        page, rest = found[: int(query["max_results"])], found[int(query["max_results"]) :]
        meta: dict[str, Any] = {"result_count": len(page)}
        if rest:
            meta["next_token"] = f"t{page[-1][0]}"
        told = [data for _, data in page]
        self.read += [str(id_) for id_, _ in page]
        extra = {"data": told, **self._users(told)} if told else {}
        return self._json(exchange, {**extra, "meta": meta})

    def _wrong(self, query: dict[str, str]) -> str:
        week = self.now - timedelta(days=7)
        if not 10 <= int(query["max_results"]) <= 100 or len(query["query"]) > 512:
            return "max_results or query"
        if "since_id" in query and moment_of(int(query["since_id"])) < week:
            return "since_id is too old"
        if "since_id" in query and moment_of(int(query["since_id"])) > self.now:
            return "since_id is too new"
        if "start_time" in query and datetime.fromisoformat(query["start_time"]) < week:
            return "start_time is too old"
        return ""

    def _lookup(self, exchange: Exchange) -> None:
        ids = _query(exchange)["ids"].split(",")
        assert len(ids) <= 100
        known = {str(id_): data for id_, data in self.posts}
        told = [known[id_] for id_ in ids if id_ in known and id_ not in self.missing]
        self.read += [data["id"] for data in told]
        errors = [
            {
                "value": id_,
                "resource_id": id_,
                "parameter": "ids",
                "resource_type": "tweet",
                "title": "Not Found Error",
                "type": f"https://api.twitter.com/2/problems/{self.missing[id_]}",
            }
            for id_ in ids
            if id_ in self.missing
        ]
        body = {"data": told, **self._users(told)} if told else {}
        self._json(exchange, {**body, **({"errors": errors} if errors else {})})

    def _users(self, told: list[dict[str, Any]]) -> dict[str, Any]:
        users = [
            {"id": data["author_id"], "username": f"residente_fictive_{data['author_id']}"}
            for data in told
            if "author_id" in data
        ]
        return {"includes": {"users": users}}

    def _stream(self, exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Transfer-Encoding", "chunked")
        exchange.end_headers()
        line: queue.Queue[Any] = queue.Queue()
        self.lines.append(line)
        self.opened.release()
        try:
            self._speak(exchange, line)
        finally:
            self.lines.remove(line)
            self.closed.release()
            exchange.close_connection = True

    def _speak(self, exchange: Exchange, line: queue.Queue[Any]) -> None:
        while True:
            try:
                part = line.get(timeout=self.keep_alive)
            except queue.Empty:
                part = b"\r\n"
            if part is CUT:
                return
            if part is END:
                exchange.wfile.write(b"0\r\n\r\n")
                return
            exchange.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))


def _matches(query: str, text: Any) -> bool:
    words = re.findall(r'"([^"]+)"|(#\w+)', query)
    return any((quoted or tag).lower() in str(text).lower() for quoted, tag in words)


def _query(exchange: Exchange) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(exchange.path).query).items()}
