"""Reddit on a loopback port: its tokens, its listings, its Atom feeds, its moods."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from tests.servers import Exchange, LocalServer

START = 1_795_442_400  # the tests’ clock: 2026-11-23 14:00 UTC
COMMUNITY = "troisrivieres"


@dataclass
class RedditDouble:
    """Answers as oauth.reddit.com and www.reddit.com do.

    Attributes:
        things: data of posts and comments, oldest first.
        issued: tokens given, in order.
        valid: tokens taken.
        accepting: whether the key gets tokens.
        moods: statuses to answer next, in place of what is asked; "cut" hangs up.
        left: requests still allowed in the window.
        reset: seconds until the window is over.
        private: paths that answer 403.
    """

    server: LocalServer
    secret: str = "secret-fictif-de-l-application"
    things: list[dict[str, Any]] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)
    valid: set[str] = field(default_factory=set)
    accepting: bool = True
    expires_in: float = 86_400
    moods: list[Any] = field(default_factory=list)
    left: float = 599
    reset: float = 525
    private: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        routes = self.server.routes
        routes["/api/v1/access_token"] = self._token
        routes["/api/info"] = self._guarded(self._info)
        routes["/search"] = self._guarded(self._search)
        routes["/search.rss"] = self._open(self._search_rss)
        self.host(COMMUNITY)

    def host(self, name: str) -> None:
        """Open a community."""
        routes = self.server.routes
        for listing, kind in (("new", "t3"), ("comments", "t1")):
            path = f"/r/{name}/{listing}"
            routes[path] = self._guarded(lambda e, k=kind, n=name: self._listing(e, k, n))
            routes[f"{path}/.rss"] = self._open(lambda e, k=kind, n=name: self._rss(e, k, n))

    def post(self, text: str, *, title: str = "", community: str = COMMUNITY, **fields: Any) -> str:
        """Publish a post; return its fullname."""
        number = len(self.things) + 1
        id_ = f"f{number:03x}"
        slug = f"/r/{community}/comments/{id_}/sujet_fictif/"
        return self._add(
            "t3",
            id_,
            community,
            slug,
            title=title or f"Sujet fictif {number}",
            selftext=text,
            selftext_html=f"<div><p>{escape(text)}</p></div>",
            num_comments=2,
            upvote_ratio=0.9,
            **{"over_18": False, **fields},
        )

    def comment(self, text: str, under: str, *, parent: str | None = None, **fields: Any) -> str:
        """Publish a comment under a post; return its fullname."""
        id_ = f"c{len(self.things) + 1:03x}"
        post = self.find(under)
        return self._add(
            "t1",
            id_,
            post["subreddit"],
            f"{post['permalink']}{id_}/",
            body=text,
            body_html=f"<div><p>{escape(text)}</p></div>",
            link_id=under,
            parent_id=parent or under,
            link_title=post["title"],
            **fields,
        )

    def spoil(self) -> None:
        """Publish what nobody can read, in JSON nor in Atom."""
        broken = {"name": "t3_zzz", "title": ["mal formé"], "selftext": 4, "broken": True}
        self.things.append({**broken, "subreddit": COMMUNITY})

    def find(self, name: str) -> dict[str, Any]:
        return next(thing for thing in self.things if thing["name"] == name)

    def vanish(self, name: str) -> None:
        """Take a thing out of everything, as a banned community's are."""
        self.things.remove(self.find(name))

    def delete(self, name: str) -> None:
        """Delete as an author does: the shell stays."""
        thing = self.find(name)
        thing["author"] = "[deleted]"
        for key in ("selftext", "body"):
            if key in thing:
                thing[key], thing[f"{key}_html"] = "[deleted]", "<p>[deleted]</p>"

    def edit(self, name: str, text: str, at: float) -> None:
        thing = self.find(name)
        for key in ("selftext", "body"):
            if key in thing:
                thing[key], thing[f"{key}_html"] = text, f"<p>{escape(text)}</p>"
        thing["edited"] = at

    def _add(self, kind: str, id_: str, community: str, permalink: str, **fields: Any) -> str:
        number = len(self.things) + 1
        self.things.append(
            {
                "name": f"{kind}_{id_}",
                "id": id_,
                "subreddit": community,
                "subreddit_type": "public",
                "author": f"residente_fictive_{number}",
                "author_fullname": f"t2_{id_}",
                "created_utc": float(START - 400_000 + 60 * number),
                "edited": False,
                "permalink": permalink,
                "score": 3,
                **fields,
            }
        )
        return f"{kind}_{id_}"

    # What it answers.

    def _token(self, exchange: Exchange) -> None:
        given = exchange.headers.get("Authorization", "")
        expected = base64.b64encode(f"id-fictif:{self.secret}".encode()).decode()
        right = given == f"Basic {expected}" and exchange.body == b"grant_type=client_credentials"
        if not self.accepting or not right:
            return exchange.reply(b'{"message": "Unauthorized", "error": 401}', 401)
        token = f"jeton-fictif-{len(self.issued) + 1}"
        self.issued.append(token)
        self.valid = {token}
        told = {"access_token": token, "token_type": "bearer", "scope": "*"}
        return exchange.reply(json.dumps({**told, "expires_in": self.expires_in}).encode())

    def _open(self, answer: Any) -> Any:
        def wrapped(exchange: Exchange) -> None:
            mood = self.moods.pop(0) if self.moods else None
            if mood == "cut":
                exchange.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")
                exchange.close_connection = True
            elif mood is not None:
                exchange.reply(b"{}", mood, self._rate())
            elif urlsplit(exchange.path).path in self.private:
                exchange.reply(b'{"reason": "private", "error": 403}', 403)
            else:
                self.left -= 1
                answer(exchange)

        return wrapped

    def _guarded(self, answer: Any) -> Any:
        inner = self._open(answer)

        def wrapped(exchange: Exchange) -> None:
            given = exchange.headers.get("Authorization", "").removeprefix("Bearer ")
            if given not in self.valid:
                return exchange.reply(b'{"message": "Unauthorized", "error": 401}', 401)
            assert _query(exchange).get("raw_json") == "1"
            return inner(exchange)

        return wrapped

    def _rate(self) -> dict[str, str]:
        return {
            "x-ratelimit-remaining": f"{self.left:.1f}",
            "x-ratelimit-used": "1",
            "x-ratelimit-reset": f"{self.reset:.0f}",
        }

    def _listing(self, exchange: Exchange, kind: str, community: str) -> None:
        self._page(exchange, self._of(kind, community))

    def _of(self, kind: str, community: str) -> list[dict[str, Any]]:
        of = [t for t in self.things if t.get("subreddit") == community]
        return [t for t in reversed(of) if str(t["name"]).startswith(kind)]

    def _found(self, exchange: Exchange) -> list[dict[str, Any]]:
        words = [word.lower() for word in re.findall('"([^"]+)"', _query(exchange)["q"])]
        posts = [t for t in reversed(self.things) if str(t["name"]).startswith("t3")]
        return [
            t for t in posts if any(w in f"{t['title']} {t['selftext']}".lower() for w in words)
        ]

    def _search(self, exchange: Exchange) -> None:
        assert _query(exchange)["sort"] == "new"
        self._page(exchange, self._found(exchange))

    def _page(self, exchange: Exchange, things: list[dict[str, Any]]) -> None:
        query = _query(exchange)
        limit = min(int(query.get("limit", "25")), 100)
        if "after" in query:
            names = [thing["name"] for thing in things]
            known = query["after"] in names
            things = things[names.index(query["after"]) + 1 :] if known else []
        page, rest = things[:limit], things[limit:]
        after = page[-1]["name"] if rest and page else None
        self._reply(exchange, page, after)

    def _info(self, exchange: Exchange) -> None:
        names = _query(exchange)["id"].split(",")
        assert len(names) <= 100
        self._reply(exchange, [t for t in self.things if t["name"] in names], None)

    def _reply(self, exchange: Exchange, page: list[dict[str, Any]], after: str | None) -> None:
        children = [{"kind": str(thing["name"])[:2], "data": thing} for thing in page]
        data = {"after": after, "before": None, "dist": len(page), "children": children}
        body = json.dumps({"kind": "Listing", "data": data}).encode()
        exchange.reply(body, 200, self._rate())

    def _rss(self, exchange: Exchange, kind: str, community: str) -> None:
        self._feed(exchange, self._of(kind, community))

    def _search_rss(self, exchange: Exchange) -> None:
        self._feed(exchange, self._found(exchange))

    def _feed(self, exchange: Exchange, things: list[dict[str, Any]]) -> None:
        entries = "".join(_entry(thing) for thing in things[:100])
        body = f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="{_ATOM}">{entries}</feed>'
        headers = {**self._rate(), "Content-Type": "application/atom+xml; charset=UTF-8"}
        exchange.reply(body.encode(), 200, headers)


_ATOM = "http://www.w3.org/2005/Atom"


def _entry(thing: dict[str, Any]) -> str:
    if "broken" in thing:
        return "<entry></entry>"
    user = f"/u/{thing['author']}"
    html = thing.get("selftext_html") or thing.get("body_html") or ""
    title = thing.get("title") or f"{user} on {thing['link_title']}"
    if "title" in thing:
        html += (
            f' submitted by <a href="https://www.reddit.com/user/x"> {user} </a> <br/>'
            ' <span><a href="https://www.reddit.com/x">[link]</a></span>'
            ' <span><a href="https://www.reddit.com/y">[comments]</a></span>'
        )
    updated = thing["edited"] or thing["created_utc"]
    return (
        f"<entry><author><name>{user}</name></author>"
        f'<content type="html">{escape(html)}</content><id>{thing["name"]}</id>'
        f'<link href="https://www.reddit.com{thing["permalink"]}"/>'
        f"<updated>{_date(updated)}</updated><published>{_date(thing['created_utc'])}</published>"
        f"<title>{escape(title)}</title></entry>"
    )


def _date(second: float) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()


def _query(exchange: Exchange) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(exchange.path).query).items()}
