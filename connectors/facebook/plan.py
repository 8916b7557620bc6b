"""The order of a poll of a Facebook page: its feed, the comments that moved, its figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.facebook.comments import read_comments
from connectors.facebook.cursor import FacebookCursor, FeedWalk, KnownPost, recent
from connectors.facebook.events import FacebookEvents
from connectors.facebook.feed import read_feed
from connectors.facebook.figures import FIGURE_FIELDS, read_figures
from connectors.facebook.things import POST_FIELDS, comment_fields
from connectors.meta.errors import GraphRefusal
from connectors.meta.listing import read_listing
from connectors.meta.polling import Asked, Brought
from vigie.say import Say

_FEED_LIMIT: Final = "50"
_COMMENTS_LIMIT: Final = "100"
_FEED_PAGES: Final = 20
#: Pages of one post's comments, and requests in all, in one poll; the rest waits for the next.
_COMMENT_PAGES: Final = 50
_REQUESTS: Final = 200


class FacebookPlan:
    """One poll of one page; see `connectors.meta.polling.Plan`.

    Args:
        state: where the page was left.
        events: makes the events.
        now: when the poll begins.
    """

    def __init__(self, state: FacebookCursor, events: FacebookEvents, now: datetime) -> None:
        self.note: Say | None = None
        self._state = state if state.walk else replace(state, walk=FeedWalk())
        self._events = events
        self._settings = events.settings
        self._today = now.date().isoformat()
        self._texts: dict[str, str] = {}
        self._done: set[str] = set()
        self._again: set[str] = set()
        self._pages: dict[str, int] = {}
        self._requests = 0

    def cursor(self) -> bytes:
        """Return where to go on from."""
        return msgspec.json.encode(self._state)

    def fail(self) -> int:
        """Count a refusal."""
        self._state = replace(self._state, failures=self._state.failures + 1)
        return self._state.failures

    def next(self) -> Asked | None:
        """Return the next request."""
        page = self._settings.page_id
        if self._requests >= _REQUESTS:
            return None
        if self._state.walk is not None:
            onward = self._state.walk.onward
            params = {"fields": POST_FIELDS, "limit": _FEED_LIMIT, **(onward or {})}
            return Asked(task="feed", path=f"{page}/feed", params=params, onward=onward)
        for id_, post in self._state.posts.items():
            if post.pending and id_ not in self._done:
                return self._comments(id_, post)
        if self._settings.own and self._state.figures_on != self._today:
            return Asked(task="figures", path=page, params={"fields": FIGURE_FIELDS})
        return None

    def take(self, asked: Asked, body: bytes, now: datetime) -> Brought:
        """Return what an answer brings."""
        self._requests += 1
        if asked.task == "feed":
            brought = self._take_feed(asked, body, now)
        elif asked.task == "comments":
            brought = self._take_comments(asked, body, now)
        else:
            figures = read_figures(body, self._settings.name, self._state.posts, now)
            self._state = replace(self._state, figures_on=self._today)
            brought = Brought(figures=(figures,))
        self._state = replace(self._state, failures=0)
        return brought

    def pass_over(self, asked: Asked, why: GraphRefusal) -> bool:
        """Move on without an answer: a place that is no longer known, a post just gone."""
        self._requests += 1
        if asked.task == "figures" and why.state != "needs_credentials" and why.code is not None:
            self._state = replace(self._state, figures_on=self._today)
            return True
        if why.code != 100 and not why.gone:
            return False
        if asked.onward and (asked.subject or asked.task) not in self._again:
            self._again.add(asked.subject or asked.task)
            self._begin_anew(asked)
            return True
        if asked.task == "comments" and why.gone:
            self._done.add(asked.subject)
            post = self._state.posts[asked.subject]
            self._keep(asked.subject, replace(post, read=post.moved))
            return True
        return False

    def _begin_anew(self, asked: Asked) -> None:
        """Forget a place that the API no longer knows: its cursors are not made to last."""
        if asked.task == "feed":
            self._state = replace(self._state, walk=FeedWalk())
        else:
            post = self._state.posts[asked.subject]
            self._keep(asked.subject, replace(post, onward=None, known={}))

    def _comments(self, id_: str, post: KnownPost) -> Asked:
        params = {
            "fields": comment_fields(own=self._settings.own),
            "filter": "stream",
            "order": "chronological",
            "limit": _COMMENTS_LIMIT,
            **(post.onward or {}),
        }
        return Asked(
            task="comments", path=f"{id_}/comments", params=params, subject=id_, onward=post.onward
        )

    def _take_feed(self, asked: Asked, body: bytes, now: datetime) -> Brought:
        listing = read_listing(body)
        read = read_feed(listing, self._state.posts, self._events, now)
        self._texts.update(read.texts)
        walked = self._state.walk or FeedWalk()
        over = (
            listing.onward is None
            or listing.onward == asked.onward
            or read.reached
            or walked.pages + 1 >= _FEED_PAGES
        )
        posts = recent({**self._state.posts, **read.posts}, now, self._settings.days)
        walk = None if over else FeedWalk(onward=listing.onward, pages=walked.pages + 1)
        self._state = replace(self._state, posts=posts, walk=walk)
        return Brought(events=read.events, rejected=read.rejected)

    def _take_comments(self, asked: Asked, body: bytes, now: datetime) -> Brought:
        id_ = asked.subject
        post = self._state.posts[id_]
        listing = read_listing(body)
        read = read_comments(
            listing,
            id_,
            quote=self._texts.get(id_, ""),
            known=post.known,
            events=self._events,
            now=now,
        )
        first = id_ not in self._pages
        self._pages[id_] = self._pages.get(id_, 0) + 1
        if listing.onward is not None and listing.onward != asked.onward:
            self._keep(id_, replace(post, onward=listing.onward, known={}))
            if self._pages[id_] >= _COMMENT_PAGES:
                self._done.add(id_)
        elif first and asked.onward and self._misses_some(id_, post, read.known):
            # The place kept from an earlier poll does not lead to all that is new.
            self._again.add(id_)
            self._keep(id_, replace(post, onward=None, known={}))
        else:
            self._done.add(id_)
            self._keep(id_, replace(post, read=post.moved, known=read.known, counted=post.replies))
        return Brought(events=read.events, rejected=read.rejected)

    def _misses_some(self, id_: str, post: KnownPost, read: Mapping[str, str]) -> bool:
        fresh = len(read.keys() - post.known.keys())
        return fresh < (post.replies or 0) - (post.counted or 0) and id_ not in self._again

    def _keep(self, id_: str, post: KnownPost) -> None:
        self._state = replace(self._state, posts={**self._state.posts, id_: post})
