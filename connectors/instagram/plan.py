"""The order of a poll of an Instagram account: media, comments, who names it, hashtags, figures."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.instagram.comments import RemarksReader
from connectors.instagram.cursor import EdgeState, InstagramCursor, KnownMedia, MediaWalk
from connectors.instagram.events import InstagramEvents, Thread
from connectors.instagram.figures import read_figures
from connectors.instagram.media import read_others, read_own
from connectors.instagram.requests import requests
from connectors.instagram.steps import (
    begun_anew,
    with_edge,
    with_hashtag,
    with_listed,
    with_media,
)
from connectors.meta.errors import GraphRefusal
from connectors.meta.known import remember
from connectors.meta.listing import read_listing
from connectors.meta.polling import Asked, Brought
from vigie.errors import InvalidInput
from vigie.say import Say

#: Pages of one list, and requests in all, in one poll.
_EDGE_PAGES: Final = 5
_COMMENT_PAGES: Final = 10
_THREADS: Final = 20
_REQUESTS: Final = 200
#: Media remembered of one list: those of as many pages as are walked, and some.
_EDGE_KNOWN: Final = 300

_OPTIONAL: Final = frozenset({"tags", "hashtag", "recent"})
_NO_TAGS: Final = Say(
    "Meta ne donne pas à ce jeton les publications qui identifient le compte.",
    "Meta does not give this token the posts that tag the account.",
)
_NO_HASHTAGS: Final = Say(
    "Meta refuse la recherche par mot-clic : il y faut « Instagram Public Content Access », et au"
    " plus 30 mots-clics par semaine.",
    "Meta refuses the hashtag search: it needs “Instagram Public Content Access”, and at most 30"
    " hashtags a week.",
)


class InstagramPlan:
    """One poll of one account; see `connectors.meta.polling.Plan`.

    Args:
        state: where the account was left.
        events: makes the events.
        threads: media met so far, for the calls that name them by id alone; added to.
        now: when the poll begins.
    """

    def __init__(
        self,
        state: InstagramCursor,
        events: InstagramEvents,
        threads: dict[str, Thread],
        now: datetime,
    ) -> None:
        self.note: Say | None = None
        self._state = state if state.walk else replace(state, walk=MediaWalk())
        self._events = events
        self._settings = events.settings
        self._threads = threads
        self._today = now.date().isoformat()
        self._done: set[str] = set()
        self._again: set[str] = set()
        self._walked: set[str] = set()
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
        if self._requests >= _REQUESTS:
            return None
        return next(requests(self._state, self._settings, self._done, self._today), None)

    def take(self, asked: Asked, body: bytes, now: datetime) -> Brought:
        """Return what an answer brings."""
        self._requests += 1
        takers = {
            "media": self._take_media,
            "comments": self._take_comments,
            "replies": self._take_comments,
            "hashtag": self._take_hashtag,
            "figures": self._take_figures,
        }
        brought = takers.get(asked.task, self._take_edge)(asked, body, now)
        self._state = replace(self._state, failures=0)
        return brought

    def pass_over(self, asked: Asked, why: GraphRefusal) -> bool:
        """Move on without an answer: a lapsed place, media just gone, a list not given to us."""
        self._requests += 1
        if not why.lasting:
            return False
        if asked.onward and asked.path not in self._again:
            self._again.add(asked.path)
            self._state = begun_anew(self._state, asked, self._settings.hashtags)
        elif asked.task in _OPTIONAL:
            self._done.add(asked.subject)
            self.note = _NO_TAGS if asked.subject == "tags" else _NO_HASHTAGS
        elif asked.task == "figures":
            self._state = replace(self._state, figures_on=self._today)
        elif why.gone and asked.subject:
            media = self._state.media[asked.subject]
            self._done.add(asked.subject)
            self._state = with_media(
                self._state, asked.subject, replace(media, read=media.moved, threads={})
            )
        else:
            return False
        return True

    def _take_media(self, asked: Asked, body: bytes, now: datetime) -> Brought:
        listing = read_listing(body)
        read = read_own(listing, self._state.media, self._events, now)
        self._threads.update(read.threads)
        over = read.reached or listing.onward == asked.onward
        self._state = with_listed(
            self._state, read.media, None if over else listing.onward, now, self._settings.days
        )
        return Brought(events=read.events, rejected=read.rejected)

    def _take_comments(self, asked: Asked, body: bytes, now: datetime) -> Brought:
        id_ = asked.subject
        media = self._state.media[id_]
        thread = self._threads.get(id_) or Thread(id=id_)
        listing = read_listing(body)
        parent = asked.path.partition("/")[0] if asked.task == "replies" else None
        read = RemarksReader(thread, media.known, self._events, now).read(listing, parent)
        media = replace(media, known=remember(media.known, read.seen))
        threads = {**media.threads, **read.threads}
        onward = listing.onward if listing.onward != asked.onward else None
        pages = self._pages[asked.path] = self._pages.get(asked.path, 0) + 1
        if pages >= _COMMENT_PAGES:
            onward = None
        if parent is not None:
            threads.pop(parent, None)
            threads.update({parent: onward} if onward else {})
        else:
            media = replace(media, onward=onward)
        media = replace(media, threads=dict(list(threads.items())[:_THREADS]))
        self._state = with_media(self._state, id_, self._settled(id_, media, asked))
        return Brought(events=read.events, rejected=read.rejected)

    def _settled(self, id_: str, media: KnownMedia, asked: Asked) -> KnownMedia:
        """Note that a media's comments are all read, once its last page and its threads are."""
        if asked.task == "comments" and media.onward is None:
            self._walked.add(id_)
        if id_ not in self._walked or media.threads:
            return media
        self._done.add(id_)
        return replace(media, read=media.moved)

    def _take_hashtag(self, asked: Asked, body: bytes, now: datetime) -> Brought:
        del now
        tag, wanted = asked.subject.removeprefix("#"), self._settings.hashtags
        try:
            self._state = with_hashtag(self._state, tag, body, wanted)
        except InvalidInput:  # nobody ever wrote it
            self._done.add(asked.subject)
        return Brought()

    def _take_edge(self, asked: Asked, body: bytes, now: datetime) -> Brought:
        name = asked.subject
        edge = self._state.edges.get(name) or EdgeState()
        listing = read_listing(body)
        addresses = {thread.permalink for thread in self._threads.values() if thread.permalink}
        read = read_others(
            listing,
            edge.known,
            self._events,
            now,
            names_us=name == "tags",
            ours={*self._state.media, *addresses},
        )
        onward = listing.onward if read.fresh and listing.onward != asked.onward else None
        pages = self._pages[name] = self._pages.get(name, 0) + 1
        if onward is None or pages >= _EDGE_PAGES:
            onward = None
            self._done.add(name)
        known = remember(edge.known, read.seen, _EDGE_KNOWN)
        edge = EdgeState(onward=onward, known=known)
        self._state = with_edge(self._state, name, edge, self._settings.hashtags)
        return Brought(events=read.events, rejected=read.rejected)

    def _take_figures(self, asked: Asked, body: bytes, now: datetime) -> Brought:
        del asked
        figures = read_figures(body, self._settings.name, self._state.media, now)
        self._state = replace(self._state, figures_on=self._today)
        return Brought(figures=(figures,))
