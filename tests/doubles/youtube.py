"""The YouTube Data API v3 on a loopback port, with its quotas, its pages and its errors."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from tests.servers import Exchange, LocalServer
from vigie.clock import Clock
from vigie.folding import fold

PREFIX = "/youtube/v3"
_LISTS = {
    "commentThreads": "commentThread",
    "comments": "comment",
    "videos": "video",
    "search": "search",
    "playlistItems": "playlistItem",
    "channels": "channel",
}


class Refused(Exception):
    """An error in Google's shape."""

    def __init__(self, status: int, reason: str, domain: str) -> None:
        super().__init__(reason)
        detail = {"message": f"sentence about {reason}", "domain": domain, "reason": reason}
        self.status = status
        self.body = {"error": {"code": status, "message": detail["message"], "errors": [detail]}}


def channel_id(name: str) -> str:
    return f"UC{re.sub('[^a-z0-9]', '', fold(name)):_<22}"[:24]


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class YouTube:
    """Channels, videos and comments; every list newest first, in pages of at most `page`.

    Attributes:
        key: the one that is taken, in its header only.
        units, searches: what one Pacific day gives.
        trouble: what every call is answered, or those of `troubled` alone.
        asked: (method, query) of each call.
        inline: replies that come along with a thread.
        endless: the same page comes again and again.
        strict: `comments.list` refuses a question that names a comment that is gone.
    """

    def __init__(self, server: LocalServer, clock: Clock, key: str) -> None:
        self.url = f"{server.url}{PREFIX}"
        self.key = key
        self.units, self.searches = 10_000, 100
        self.spent: dict[tuple[str, str], int] = {}
        self.page, self.inline, self.strict, self.endless = 20, 2, False, False
        self.channels: dict[str, Any] = {}
        self.videos: dict[str, Any] = {}
        self.places: dict[str, tuple[float, float]] = {}
        self.comments: dict[str, Any] = {}
        self.disabled: set[str] = set()
        self.trouble: Refused | None = None
        self.troubled = ""
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._clock, self._last, self._tokens = clock, datetime(2026, 1, 1, tzinfo=UTC), 0
        for method in _LISTS:
            server.routes[f"{PREFIX}/{method}"] = self._answering(method)

    # What people do there.

    def channel(self, name: str, subscribers: int = 1_200, playlist: str = "") -> str:
        id_ = channel_id(name)
        self.channels[id_] = {
            "id": id_,
            "snippet": {"title": name},
            "statistics": {
                "viewCount": "98765",
                "subscriberCount": str(subscribers),
                "hiddenSubscriberCount": False,
                "videoCount": "34",
            },
            "contentDetails": {"relatedPlaylists": {"uploads": playlist or f"UU{id_[2:]}"}},
        }
        return id_

    def video(self, channel: str, title: str, description: str = "", **age: float) -> str:
        id_ = f"vid{len(self.videos):08d}"
        at = self._clock.now() - timedelta(**age) if age else self._moment()
        self.videos[id_] = {
            "id": id_,
            "snippet": {
                "publishedAt": written(at),
                "channelId": channel,
                "channelTitle": self.channels.get(channel, {}).get("snippet", {}).get("title", ""),
                "title": title,
                "description": description,
                "defaultAudioLanguage": "fr-CA",
            },
            "statistics": {"viewCount": "321", "likeCount": "12", "commentCount": "3"},
        }
        return id_

    def comment(self, video: str, text: str, author: str = "residente_fictive_1") -> str:
        id_ = f"Ugx{len(self.comments):010d}AaABAg"
        return self._say(id_, video, text, author)

    def reply(self, parent: str, text: str, author: str = "residente_fictive_2") -> str:
        id_ = f"{parent}.{len(self.comments):012d}"
        return self._say(id_, self.comments[parent]["videoId"], text, author)

    def edit(self, id_: str, text: str) -> None:
        self.comments[id_]["textDisplay"] = text
        self.comments[id_]["updatedAt"] = written(self._moment())

    def delete(self, id_: str) -> None:
        for known in list(self.comments):
            if known == id_ or known.startswith(f"{id_}."):
                del self.comments[known]

    def forget_tokens(self) -> None:
        self._tokens += 1

    def calls(self, method: str) -> int:
        return sum(1 for name, _ in self.asked if name == method)

    def _say(self, id_: str, video: str, text: str, author: str) -> str:
        at = written(self._moment())
        self.comments[id_] = {
            "videoId": video,
            "textDisplay": text,
            "textOriginal": text,
            "authorDisplayName": f"@{author}",
            "authorChannelId": {"value": author if author.startswith("UC") else channel_id(author)},
            "likeCount": 2,
            "publishedAt": at,
            "updatedAt": at,
        }
        del self.comments[id_]["textOriginal"]  # only its author is given it
        if "." in id_:
            self.comments[id_]["parentId"] = id_.partition(".")[0]
        return id_

    def _moment(self) -> datetime:
        step = self._last + timedelta(seconds=20)
        self._last = max(step, self._clock.now() - timedelta(hours=2))
        return self._last

    # What the API answers.

    def _answering(self, method: str) -> Callable[[Exchange], None]:
        def answer(exchange: Exchange) -> None:
            whole = parse_qs(urlsplit(exchange.path).query)
            query = {name: values[0] for name, values in whole.items()}
            self.asked.append((method, query))
            try:
                self._admit(method, query, exchange.headers.get("X-goog-api-key"))
                found, token = getattr(self, f"_{method}")(query)
            except Refused as error:
                exchange.reply(json.dumps(error.body).encode(), error.status)
                return
            body = {
                "kind": f"youtube#{_LISTS[method]}ListResponse",
                "pageInfo": {"totalResults": 1_000_000, "resultsPerPage": self.page},
                "items": found,
                **({"nextPageToken": token} if token else {}),
            }
            exchange.reply(json.dumps(body).encode(), 200, {"Content-Type": "application/json"})

        return answer

    def _admit(self, method: str, query: dict[str, str], key: str | None) -> None:
        if "key" in query or key != self.key:
            raise Refused(400, "keyInvalid", "usageLimits")
        bucket = "searches" if method == "search" else "units"
        day = self._clock.now().astimezone(ZoneInfo("America/Los_Angeles")).date().isoformat()
        spent = self.spent.get((day, bucket), 0)
        if spent >= getattr(self, bucket):
            raise Refused(403, "quotaExceeded", "youtube.quota")
        self.spent[day, bucket] = spent + 1
        if self.trouble is not None and self.troubled in ("", method):
            raise self.trouble

    def _paged(self, items: list[Any], query: dict[str, str]) -> tuple[list[Any], str]:
        start = 0
        token = query.get("pageToken")
        if token and not self.endless:
            generation, _, after = token.partition("~")
            places = [n for n, item in enumerate(items) if _id(item) == after]
            if generation != str(self._tokens) or not places:
                raise Refused(400, "invalidPageToken", "youtube.parameter")
            start = places[0] + 1
        size = min(int(query.get("maxResults", "5")), self.page)
        page = items[start : start + size]
        if self.endless:
            return page, "encore"
        more = len(items) > start + size
        return page, f"{self._tokens}~{_id(page[-1])}" if more else ""

    def _commentThreads(self, query: dict[str, str]) -> tuple[list[Any], str]:  # noqa: N802
        video, channel = query.get("videoId"), query.get("allThreadsRelatedToChannelId")
        if video is not None and video not in self.videos:
            raise Refused(404, "videoNotFound", "youtube.commentThread")
        if video in self.disabled:
            raise Refused(403, "commentsDisabled", "youtube.commentThread")
        if channel is not None and channel not in self.channels:
            raise Refused(404, "channelNotFound", "youtube.commentThread")
        tops = [id_ for id_ in self.comments if "." not in id_]
        if "id" in query:
            return [self._thread(i) for i in query["id"].split(",") if i in tops], ""
        tops = [i for i in tops if self._stands(i, video, channel)]
        tops.sort(key=lambda i: (str(self.comments[i].get("publishedAt")), i), reverse=True)
        return self._paged([self._thread(i) for i in tops], query)

    def _stands(self, id_: str, video: str | None, channel: str | None) -> bool:
        under = self.comments[id_]["videoId"]
        return under == video or self._channel_of(under) == channel

    def _channel_of(self, video: str) -> str:
        return self.videos.get(video, {}).get("snippet", {}).get("channelId", "")

    def _thread(self, id_: str) -> dict[str, Any]:
        replies = [self._comment(r) for r in self.comments if r.startswith(f"{id_}.")]
        video = self.comments[id_]["videoId"]
        thread: dict[str, Any] = {
            "id": id_,
            "snippet": {
                "channelId": self._channel_of(video),
                "videoId": video,
                "topLevelComment": self._comment(id_),
                "totalReplyCount": len(replies),
                "isPublic": True,
            },
        }
        if replies:
            thread["replies"] = {"comments": replies[::-1][: self.inline]}
        return thread

    def _comment(self, id_: str) -> dict[str, Any]:
        return {"id": id_, "snippet": self.comments[id_]}

    def _comments(self, query: dict[str, str]) -> tuple[list[Any], str]:
        if parent := query.get("parentId"):
            if parent not in self.comments:
                raise Refused(404, "commentNotFound", "youtube.comment")
            replies = [i for i in self.comments if i.startswith(f"{parent}.")]
            return self._paged([self._bare(i) for i in replies], query)
        asked = query["id"].split(",")
        if len(asked) > 50:
            raise Refused(400, "invalidFilters", "youtube.parameter")
        if self.strict and set(asked) - set(self.comments):
            raise Refused(404, "commentNotFound", "youtube.comment")
        return [self._bare(i) for i in asked if i in self.comments], ""

    def _bare(self, id_: str) -> dict[str, Any]:
        # `comments.list` does not say under which video a comment stands.
        snippet = {k: v for k, v in self.comments[id_].items() if k != "videoId"}
        return {"id": id_, "snippet": snippet}

    def _videos(self, query: dict[str, str]) -> tuple[list[Any], str]:
        asked = query["id"].split(",")
        if len(asked) > 50:
            raise Refused(400, "invalidFilters", "youtube.parameter")
        return [self.videos[i] for i in asked if i in self.videos], ""

    def _search(self, query: dict[str, str]) -> tuple[list[Any], str]:
        words = [fold(w.strip('"')) for w in query.get("q", "").split("|")]
        found = [
            v
            for v in self.videos.values()
            if any(
                w in fold(f"{v['snippet']['title']} {v['snippet']['description']}") for w in words
            )
            and v["snippet"]["publishedAt"] >= query.get("publishedAfter", "")
            and ("location" not in query or v["id"] in self.places)
        ]
        found.sort(key=lambda v: (v["snippet"]["publishedAt"], v["id"]), reverse=True)
        return self._paged([_result(v) for v in found], query)

    def _playlistItems(self, query: dict[str, str]) -> tuple[list[Any], str]:  # noqa: N802
        owners = [
            c["id"]
            for c in self.channels.values()
            if c["contentDetails"]["relatedPlaylists"]["uploads"] == query["playlistId"]
        ]
        if not owners:
            raise Refused(404, "playlistNotFound", "youtube.playlistItem")
        videos = [v for v in self.videos.values() if v["snippet"]["channelId"] == owners[0]]
        videos.sort(key=lambda v: (v["snippet"]["publishedAt"], v["id"]), reverse=True)
        items = [
            {
                "id": f"UUx{v['id']}",
                "contentDetails": {
                    "videoId": v["id"],
                    "videoPublishedAt": v["snippet"]["publishedAt"],
                },
            }
            for v in videos
        ]
        return self._paged(items, query)

    def _channels(self, query: dict[str, str]) -> tuple[list[Any], str]:
        return [self.channels[i] for i in query["id"].split(",") if i in self.channels], ""


def _id(item: dict[str, Any]) -> str:
    id_ = item["id"]
    return str(id_["videoId"] if isinstance(id_, dict) else id_)


def _result(video: dict[str, Any]) -> dict[str, Any]:
    """A search tells titles as HTML, and descriptions cut short."""
    snippet = video["snippet"]
    return {
        "id": {"kind": "youtube#video", "videoId": video["id"]},
        "snippet": {
            "publishedAt": snippet["publishedAt"],
            "channelId": snippet["channelId"],
            "title": html.escape(snippet["title"]),
            "description": snippet["description"][:100] + " ...",
        },
    }
