"""A Lemmy instance on a loopback port, as its API v3 answers."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers import Exchange, LocalServer


class LemmyInstance:
    """Posts and comments, listed newest first by date, those pinned before all others.

    Attributes:
        posts: views of posts, by number; an item that is no view may be among them.
        comments: views of comments, by number.
        refusal: status and body of every answer from now on, when there is one.
    """

    def __init__(self, server: LocalServer, community: str = "trois_rivieres") -> None:
        self.url, self.community = server.url, community
        self.posts: dict[int, Any] = {}
        self.comments: dict[int, Any] = {}
        self.refusal: tuple[int, bytes] | None = None
        for path, answer in {
            "post/list": self._posts,
            "comment/list": self._comments,
            "search": self._search,
            "post": self._post,
            "comment": self._comment,
            "site": self._site,
        }.items():
            server.routes[f"/api/v3/{path}"] = answer

    def publish(self, text: str, **more: Any) -> str:
        """Publish a post; return its native id."""
        id_ = len(self.posts) + 1
        post = {
            "id": id_,
            "name": "Rue des Forges",
            "body": text,
            "published": f"2026-11-23T12:{id_ // 60:02}:{id_ % 60:02}.123456Z",
            "updated": None,
            "ap_id": f"https://lemmy.example/post/{id_}",
            "deleted": False,
            "removed": False,
            "featured_local": False,
            "featured_community": False,
            "language_id": 37,
            **more,
        }
        counts = {"comments": 2, "score": 4, "upvotes": 5, "downvotes": 1}
        self.posts[id_] = {"post": post, "creator": self.person(id_), "counts": counts}
        return f"post/{id_}"

    def comment(self, text: str, post: int, above: str = "0", **more: Any) -> str:
        """Publish a comment under a post, `above` being the path of what it answers."""
        id_ = len(self.comments) + 1
        comment = {
            "id": id_,
            "post_id": post,
            "content": text,
            "path": f"{above}.{id_}",
            "published": f"2026-11-23T13:{id_ // 60:02}:{id_ % 60:02}",
            "ap_id": f"https://lemmy.example/comment/{id_}",
            "deleted": False,
            "removed": False,
            **more,
        }
        self.comments[id_] = {
            "comment": comment,
            "post": self.posts[post]["post"],
            "creator": self.person(1_000 + id_),
            "counts": {"child_count": 1, "upvotes": 3},
        }
        return f"comment/{id_}"

    def person(self, number: int, **more: Any) -> dict[str, Any]:
        name = f"residente_fictive_{number}"
        return {"name": name, "actor_id": f"https://lemmy.example/u/{name}", "local": True, **more}

    def _site(self, exchange: Exchange) -> None:
        site = {"site": {"name": "Instance fictive", "actor_id": f"{self.url}/"}, "counts": {}}
        self._reply(exchange, {"site_view": site, "admins": [], "version": "0.19.5"})

    def _posts(self, exchange: Exchange) -> None:
        self._list(exchange, "posts", list(self.posts.values()))

    def _comments(self, exchange: Exchange) -> None:
        self._list(exchange, "comments", list(self.comments.values()))

    def _list(self, exchange: Exchange, key: str, views: list[Any]) -> None:
        if _asked(exchange).get("community_name") != self.community:
            self._reply(exchange, {"error": "couldnt_find_community"}, 404)
            return
        self._reply(exchange, {key: self._page(exchange, views)})

    def _search(self, exchange: Exchange) -> None:
        asked = _asked(exchange)
        kind = asked["type_"].lower()
        word = asked["q"].lower()
        kept = self.posts if kind == "posts" else self.comments
        found = [
            view for view in kept.values() if word in json.dumps(view, ensure_ascii=False).lower()
        ]
        answer: dict[str, list[Any]] = {"posts": [], "comments": [], "communities": [], "users": []}
        self._reply(exchange, {**answer, kind: self._page(exchange, found)})

    def _page(self, exchange: Exchange, views: list[Any]) -> list[Any]:
        asked = _asked(exchange)
        limit, page = int(asked["limit"]), int(asked["page"])
        # What was deleted is not listed; comments are, so that their answers have a place.
        listed = [v for v in views if "comment" in v or not v.get("post", {}).get("deleted")]
        listed.sort(key=_rank, reverse=True)
        return listed[limit * (page - 1) : limit * page]

    def _post(self, exchange: Exchange) -> None:
        view = self.posts.get(int(_asked(exchange)["id"]))
        if view is None or view["post"]["deleted"]:
            self._reply(exchange, {"error": "couldnt_find_post"}, 404)
        else:
            self._reply(exchange, {"post_view": view, "moderators": []})

    def _comment(self, exchange: Exchange) -> None:
        view = self.comments.get(int(_asked(exchange)["id"]))
        if view is None:
            self._reply(exchange, {"error": "couldnt_find_comment"}, 400)
        else:
            self._reply(exchange, {"comment_view": view})

    def _reply(self, exchange: Exchange, body: Any, status: int = 200) -> None:
        if self.refusal is not None:
            exchange.reply(self.refusal[1], self.refusal[0])
        else:
            exchange.reply(json.dumps(body).encode(), status)


def _asked(exchange: Exchange) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(exchange.path).query).items()}


def _rank(view: Any) -> tuple[bool, str]:
    written = view.get("comment") or view.get("post") or {}
    pinned = "comment" not in view and bool(written.get("featured_community"))
    return pinned, str(written.get("published", "2026-11-23T12:00:00"))
