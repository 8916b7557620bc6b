"""Meta's Graph API on a loopback port, and the calls that Meta makes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers import Answer, Exchange, LocalServer
from vigie.inbound import Call

TOKEN = "EAAjetonfictif0123456789"
APP_SECRET = "secret-fictif-de-l-application"
WORD = "mot-fictif-convenu"
PAGE_ID = "19292868552"
ACCOUNT_ID = "17841406338772941"
VERSION = "/v26.0/"
PAGE = 10

EXPIRED = (190, "Error validating access token: Session has expired", 463)
GONE = (100, "Unsupported get request. Object with ID 'x' does not exist", 33)
FORBIDDEN = (10, "(#10) This endpoint requires the 'pages_read_engagement' permission", None)
THROTTLED = (32, "(#32) Page request limit reached", None)

Thing = dict[str, Any]
Listed = list[Thing]


class _Routes(dict[str, Answer]):
    """Sends every path to one answerer, unless a test set its own."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    def get(self, path: str, default: Any = None) -> Any:
        return super().get(path, default or self._answer)


def _name(items: Listed, place: int) -> str:
    last = min(place, len(items) - 1)
    return str(items[last].get("id", f"#{last}")) if items else ""


def _place(items: Listed, name: str) -> int:
    names = [_name(items, place) for place in range(len(items))]
    return names.index(name) + 1 if name in names else 0


class MetaGraph:
    """Answers as graph.facebook.com does: nodes, edges paged by cursors, errors in its shape.

    Attributes:
        faults: errors to answer to the next requests, first come first served.
        usage: header → value, of every answer.
        nodes: id → object, for single requests.
        edges: "id/edge" → items, in the order in which the API gives them.
        before: called with the path of each request, to change the world in mid-run.
        silent: say nothing any more.
    """

    def __init__(self, server: LocalServer, now: datetime) -> None:
        self.url = server.url
        self.token = TOKEN
        self.faults: list[tuple[int, str, int | None]] = []
        self.usage: dict[str, str] = {}
        self.nodes: dict[str, Thing] = {}
        self.edges: dict[str, Callable[[], Listed]] = {}
        self.before: Callable[[str], None] = lambda _: None
        self.silent = False
        self.asked: list[str] = []
        self.queries: list[dict[str, str]] = []
        self._begin = now - timedelta(hours=6)
        self._number = 0
        server.routes = _Routes(self._answer)

    def tick(self) -> tuple[int, str]:
        """Return a new number and the date that goes with it, as Meta writes it."""
        self._number += 1
        at = self._begin + timedelta(seconds=self._number)
        return self._number, at.strftime("%Y-%m-%dT%H:%M:%S+0000")

    def _answer(self, exchange: Exchange) -> None:
        if self.silent:
            threading.Event().wait(60)
            exchange.close_connection = True
            return
        parts = urlsplit(exchange.path)
        path = parts.path.removeprefix(VERSION)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(path)
        self.queries.append(query)
        self.before(path)
        if exchange.headers.get("authorization") != f"Bearer {self.token}":
            self._refuse(exchange, *EXPIRED)
        elif self.faults:
            self._refuse(exchange, *self.faults.pop(0))
        elif "ids" in query:  # version 26.0 took it away
            self._refuse(exchange, 100, "(#100) ids is deprecated", None)
        else:
            self._serve(exchange, path, query)

    def _serve(self, exchange: Exchange, path: str, query: dict[str, str]) -> None:
        if path in self.edges:
            self._reply(exchange, self._page(path, query))
        elif path in self.nodes:
            self._reply(exchange, self.nodes[path])
        else:
            self._refuse(exchange, *GONE)

    def _page(self, path: str, query: dict[str, str]) -> Thing:
        items = self.edges[path]()
        after = query.get("after")
        # A cursor names the item that it comes after, wherever that has moved since.
        start = _place(items, base64.urlsafe_b64decode(after).decode()) if after else 0
        end = start + min(PAGE, int(query.get("limit", "25")))
        cursor = base64.urlsafe_b64encode(_name(items, end - 1).encode()).decode()
        paging: Thing = {"cursors": {"before": "QVFIU", "after": cursor}}
        if end < len(items):
            where = f"{self.url}{VERSION}{path}"
            paging["next"] = f"{where}?access_token={self.token}&limit=25&after={cursor}"
        return {"data": items[start:end], "paging": paging}

    def _reply(self, exchange: Exchange, body: Thing, status: int = 200) -> None:
        exchange.reply(json.dumps(body).encode(), status, self.usage)

    def _refuse(self, exchange: Exchange, code: int, message: str, subcode: int | None) -> None:
        error: Thing = {"message": message, "type": "OAuthException", "code": code}
        if subcode is not None:
            error["error_subcode"] = subcode
        self._reply(exchange, {"error": {**error, "fbtrace_id": "A1fictif"}}, 400)


class FacebookPage(MetaGraph):
    """A page: its feed, newest first, and the comments under each post, oldest first."""

    def __init__(self, server: LocalServer, now: datetime) -> None:
        super().__init__(server, now)
        self.feed: Listed = []
        self.comments: dict[str, Listed] = {}
        self.nodes[PAGE_ID] = {"id": PAGE_ID, "followers_count": 4321, "fan_count": 4000}
        self.edges[f"{PAGE_ID}/feed"] = lambda: list(reversed(self.feed))

    def post(self, text: str, author: str = PAGE_ID) -> str:
        number, at = self.tick()
        id_ = f"{PAGE_ID}_{number}"
        self.comments[id_] = []
        self.edges[f"{id_}/comments"] = lambda: self.comments[id_]
        thing = {
            "id": id_,
            "message": text,
            "created_time": at,
            "updated_time": at,
            "from": {"id": author, "name": "Nom Fictif"},
            "permalink_url": f"https://www.facebook.com/{PAGE_ID}/posts/{number}/",
            "reactions": {"data": [], "summary": {"total_count": 3}},
            "comments": {"data": [], "summary": {"total_count": 0}},
        }
        self.feed.append(thing)
        self.nodes[id_] = thing
        return id_

    def comment(self, post: str, text: str, author: str = "70595", parent: str = "") -> str:
        number, at = self.tick()
        id_ = f"{post.partition('_')[2]}_{number}"
        thing: Thing = {
            "id": id_,
            "message": text,
            "created_time": at,
            "from": {"id": author, "name": f"Residente fictive {number}"},
            "permalink_url": f"https://www.facebook.com/{post}?comment_id={number}",
            "like_count": 1,
        }
        if parent:
            thing["parent"] = {"id": parent}
        self.comments[post].append(thing)
        self.nodes[id_] = thing
        self.move(post, at)
        return id_

    def move(self, post: str, at: str = "") -> None:
        """Note that something happened to a post."""
        self.nodes[post]["updated_time"] = at or self.tick()[1]
        self.nodes[post]["comments"]["summary"]["total_count"] = len(self.comments[post])

    def remove(self, id_: str) -> None:
        self.nodes.pop(id_)
        self.feed = [thing for thing in self.feed if thing.get("id") != id_]
        for comments in self.comments.values():
            comments[:] = [thing for thing in comments if thing.get("id") != id_]


class InstagramAccount(MetaGraph):
    """A professional account: its media and their comments, newest first, and who names it."""

    def __init__(self, server: LocalServer, now: datetime) -> None:
        super().__init__(server, now)
        self.media: Listed = []
        self.tagged: Listed = []
        self.hashtags: dict[str, Listed] = {}
        self.comments: dict[str, Listed] = {}
        self.nodes[ACCOUNT_ID] = {"id": ACCOUNT_ID, "followers_count": 987}
        self.edges[f"{ACCOUNT_ID}/media"] = lambda: list(reversed(self.media))
        self.edges[f"{ACCOUNT_ID}/tags"] = lambda: list(reversed(self.tagged))

    def publish(self, caption: str) -> str:
        number, at = self.tick()
        id_ = f"178{number}"
        self.comments[id_] = []
        self.edges[f"{id_}/comments"] = lambda: list(reversed(self.comments[id_]))
        self.media.append(self._media(id_, caption, at, username="ville_fictive"))
        self.nodes[id_] = self.media[-1]
        return id_

    def tag(self, caption: str) -> str:
        number, at = self.tick()
        id_ = f"179{number}"
        self.tagged.append(self._media(id_, caption, at, username=f"residente_fictive_{number}"))
        return id_

    def hashtag(self, word: str, caption: str) -> str:
        """Publish a picture that bears a hashtag; the search gives its id."""
        known = self.hashtags.setdefault(word, [])
        self.edges["ig_hashtag_search"] = lambda: [{"id": f"1784{self.queries[-1]['q']}"}]
        self.edges[f"1784{word}/recent_media"] = lambda: list(reversed(known))
        number, at = self.tick()
        known.append(self._media(f"180{number}", caption, at))
        return f"180{number}"

    def comment(self, media: str, text: str, author: str = "70595") -> str:
        number, at = self.tick()
        thing = self._remark(f"181{number}", text, at, author)
        thing["replies"] = {"data": []}
        self.comments[media].append(thing)
        self.count(media)
        return str(thing["id"])

    def reply(self, media: str, comment: str, text: str, author: str = "70596") -> str:
        """Answer a comment; three answers come with it, the rest are asked for apart."""
        number, at = self.tick()
        answered = self.nodes[comment]
        thing = self._remark(f"182{number}", text, at, author)
        thing["parent_id"] = comment
        answers = answered.setdefault("all", [])
        answers.append(thing)
        self.edges[f"{comment}/replies"] = lambda: answers
        answered["replies"] = {"data": answers[:3]}
        if len(answers) > 3:
            after = base64.urlsafe_b64encode(answers[2]["id"].encode()).decode()
            paging = {"cursors": {"after": after}, "next": f"{self.url}/?access_token={self.token}"}
            answered["replies"]["paging"] = paging
        self.count(media)
        return str(thing["id"])

    def count(self, media: str) -> None:
        things = self.comments[media]
        total = sum(1 + len(thing.get("all", ())) for thing in things)
        self.nodes[media]["comments_count"] = total

    def _remark(self, id_: str, text: str, at: str, author: str) -> Thing:
        person = {"id": author, "username": f"residente_fictive_{author}"}
        thing = {"id": id_, "text": text, "timestamp": at, "from": person, "like_count": 0}
        self.nodes[id_] = thing
        return thing

    def _media(self, id_: str, caption: str, at: str, **others: str) -> Thing:
        return {
            "id": id_,
            "caption": caption,
            "timestamp": at,
            "permalink": f"https://www.instagram.com/p/C{id_}/",
            "like_count": 5,
            "comments_count": 0,
            **others,
        }


def signed(payload: object, secret: str = APP_SECRET) -> Call:
    """Return a call as Meta makes it: the very bytes, and their signature."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Call(
        method="POST",
        query={},
        headers={"x-hub-signature-256": f"sha256={digest}", "content-type": "application/json"},
        body=body,
    )


def handshake(word: str = WORD, challenge: str = "1158201444") -> Call:
    """Return the call by which Meta verifies an address."""
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": word}
    return Call(method="GET", query=query, headers={}, body=b"")


def told(kind: str, account: str, field: str, at: datetime, **value: object) -> Thing:
    """Return what a call holds: one thing that happened."""
    change = {"field": field, "value": value}
    entry = {"id": account, "time": int(at.astimezone(UTC).timestamp()), "changes": [change]}
    return {"object": kind, "entry": [entry]}
