"""A Discourse forum on a loopback port."""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers import Exchange, LocalServer
from vigie.inbound import Call

PAGE = 20
WINDOW = 50
TOPIC = 7
AT = "2026-11-23T12:00:00.000Z"


def signed(event: str, payload: Any, secret: str, **headers: str) -> Call:
    """A call as `emit_web_hook_event.rb` makes it."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    mac = hmac.new(secret.encode(), body, sha256).hexdigest()
    return Call(
        method="POST",
        query={},
        body=body,
        headers={
            "content-type": "application/json",
            "x-discourse-event-type": event.partition("_")[0],
            "x-discourse-event": event,
            "x-discourse-event-signature": f"sha256={mac}",
            **headers,
        },
    )


@dataclass
class DiscourseForum:
    """Answers as Discourse does: `/posts.json`, posts, topics, searches.

    Attributes:
        key: what `Api-Key` must be; None for a public forum.
        private: not to be read without an account.
        is_old: a server of 2015: `before` takes its own id in, and looks fifty ids back.
        unseen: ids that exist and are shown to nobody here: private messages.
        busy: requests from now on are answered 429, so many seconds asked for in the body.
        removed: ids answered 404.
        forbidden: ids answered 403.
        searched: queries received.
    """

    server: LocalServer
    key: str | None = None
    private: bool = False
    is_old: bool = False
    busy: int | None = None
    unseen: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    forbidden: set[int] = field(default_factory=set)
    posts: list[Any] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    tells_highest: bool = True

    def __post_init__(self) -> None:
        self.url = self.server.url
        self._route("/posts.json", self._latest)
        self._route("/search.json", self._search)

    def publish(self, text: str, number: int | None = None, **others: Any) -> int:
        id_ = len(self.posts) + 1
        topic = others.get("topic_id", TOPIC)
        self.posts.append(
            {
                "id": id_,
                "topic_id": topic,
                "topic_slug": "rue-des-forges",
                "topic_title": "Rue des Forges",
                "post_number": number or id_,
                "post_type": 1,
                "username": f"residente_fictive_{id_}",
                "user_id": 100 + id_,
                "created_at": AT,
                "updated_at": AT,
                "cooked": f"<p>{text}</p>",
                "version": 1,
                **others,
            }
        )
        self._route(f"/posts/{id_}.json", lambda exchange: self._post(exchange, id_))
        self._route(f"/t/{topic}.json", lambda exchange: self._topic(exchange, topic))
        self._route(f"/t/{topic}/posts.json", self._some)
        return id_

    def edit(self, id_: int, text: str, at: str = "2026-11-23T13:00:00.000Z") -> None:
        self.change(id_, cooked=f"<p>{text}</p>", version=2, updated_at=at)

    def change(self, id_: int, **fields: Any) -> None:
        self.posts[id_ - 1] |= fields

    def _route(self, path: str, answer: Any) -> None:
        def checked(exchange: Exchange) -> None:
            if self.busy is not None:
                said = {"error_type": "rate_limit", "extras": {"wait_seconds": self.busy}}
                self._say(exchange, said, 429)
            elif self.key is not None and exchange.headers.get("Api-Key") != self.key:
                self._say(exchange, {"error_type": "invalid_access"}, 403)
            elif self.private and not exchange.headers.get("Api-Key"):
                self._say(exchange, {"error_type": "not_logged_in"}, 403)
            else:
                answer(exchange)

        self.server.routes[path] = checked

    def _say(self, exchange: Exchange, body: Any, status: int = 200) -> None:
        exchange.reply(json.dumps(body).encode(), status, {"Content-Type": "application/json"})

    def _shown(self) -> list[tuple[int, Any]]:
        placed = enumerate(self.posts, 1)
        return [(id_, post) for id_, post in placed if id_ not in self.unseen | self.removed]

    def _latest(self, exchange: Exchange) -> None:
        query = parse_qs(urlsplit(exchange.path).query)
        before = int(query.get("before", [str(len(self.posts) + 1)])[0])
        shown = self._shown()
        if self.is_old:
            page = [post for id_, post in shown if before - WINDOW < id_ <= before]
        else:
            page = [post for id_, post in shown if id_ < before][-PAGE:]
        self._say(exchange, {"latest_posts": page[::-1]})

    def _post(self, exchange: Exchange, id_: int) -> None:
        if id_ in self.removed:
            self._say(exchange, {"error_type": "not_found"}, 404)
        elif id_ in self.forbidden:
            self._say(exchange, {"error_type": "invalid_access"}, 403)
        else:
            self._say(exchange, self._bare(self.posts[id_ - 1]))

    def _bare(self, post: Any) -> Any:
        """A post apart from `/posts.json`: without its topic's title."""
        return {name: value for name, value in post.items() if name != "topic_title"}

    def _of_topic(self, number: int) -> list[tuple[int, Any]]:
        return [(id_, post) for id_, post in self._shown() if post["topic_id"] == number]

    def _topic(self, exchange: Exchange, number: int) -> None:
        shown = self._of_topic(number)
        stream = {
            "posts": [self._bare(post) for _, post in shown[:PAGE]],
            "stream": [id_ for id_, _ in shown],
        }
        said = {"id": number, "title": "Rue des Forges", "archetype": "regular"}
        self._say(exchange, {**said, "post_stream": stream})

    def _some(self, exchange: Exchange) -> None:
        query = parse_qs(urlsplit(exchange.path).query)
        wanted = {int(id_) for id_ in query.get("post_ids[]", [])}
        posts = [self._bare(post) for id_, post in self._shown() if id_ in wanted]
        self._say(exchange, {"post_stream": {"posts": posts}, "id": TOPIC})

    def _search(self, exchange: Exchange) -> None:
        query = parse_qs(urlsplit(exchange.path).query)
        asked = query["q"][0]
        self.searched.append(asked)
        found = re.fullmatch(r'"([^"]+)" after:(\d{4}-\d\d-\d\d) order:latest', asked)
        assert found, asked
        hits: dict[int, Any] = {}  # one post of each topic, the newest, as `order:latest` gives
        for id_, post in self._shown():
            named = found.group(1).lower() in str(post["cooked"]).lower()
            if named and post.get("created_at", AT)[:10] >= found.group(2):
                hits[post["topic_id"]] = {"id": id_, "topic_id": post["topic_id"], "blurb": "…"}
        topics = [
            {"id": number, "highest_post_number": len(self._of_topic(number))}
            if self.tells_highest
            else {"id": number}
            for number in hits
        ]
        page, size = int(query["page"][0]), 2
        listed = sorted(hits.values(), key=lambda hit: -hit["id"])
        shown = listed[(page - 1) * size : page * size]
        said = {"more_full_page_results": True if len(listed) > page * size else None}
        kept = [one for one in topics if one["id"] in {hit["topic_id"] for hit in shown}]
        self._say(exchange, {"posts": shown, "topics": kept, "grouped_search_result": said})
