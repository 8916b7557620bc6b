"""A Discourse forum on a loopback port."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers import Exchange, LocalServer

PAGE = 20


class DiscourseForum:
    """Answers `/posts.json` as Discourse does: newest first, `before` an id."""

    def __init__(self, server: LocalServer) -> None:
        self.url = server.url
        self.posts: list[Any] = []
        server.routes["/posts.json"] = self._latest

    def publish(self, text: str, number: int | None = None) -> int:
        id_ = len(self.posts) + 1
        self.posts.append(
            {
                "id": id_,
                "topic_id": 7,
                "topic_slug": "rue-des-forges",
                "topic_title": "Rue des Forges",
                "post_number": number or id_,
                "username": f"residente_fictive_{id_}",
                "created_at": "2026-11-23T12:00:00.000Z",
                "updated_at": "2026-11-23T12:00:00.000Z",
                "cooked": f"<p>{text}</p>",
                "version": 1,
            }
        )
        return id_

    def _latest(self, exchange: Exchange) -> None:
        query = parse_qs(urlsplit(exchange.path).query)
        before = int(query.get("before", ["1000000000"])[0])
        places = [place for place in range(len(self.posts)) if place + 1 < before]
        page = [self.posts[place] for place in reversed(places)][:PAGE]
        exchange.reply(json.dumps({"latest_posts": page}).encode())
