"""What became of known posts and comments: each is asked for by its number.

Source: Lemmy's HTTP API v3, `GET /post?id=` and `GET /comment?id=`. What is gone is answered
404 or 400, by version, with one of the names of `_GONE`, or comes `deleted` or `removed`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from connectors.api.posts import Posts
from connectors.lemmy.posts import View, decoded, to_events
from connectors.lemmy.settings import LemmySettings
from vigie.context import Context
from vigie.errors import InvalidInput, Unavailable
from vigie.outbound import Fetched
from vigie.post import Deleted, Event, Published

_SPACING: Final = 1.0
_ID: Final = re.compile(r"(post|comment)/([0-9]{1,16})")
_GONE: Final = frozenset({"couldnt_find_post", "couldnt_find_comment", "not_found"})


class _Answer(msgspec.Struct, frozen=True):
    post_view: msgspec.Raw = msgspec.Raw()
    comment_view: msgspec.Raw = msgspec.Raw()
    error: str | None = None


class Recheck:
    """Asks the instance about posts and comments.

    Args:
        settings: checked.
        context: the house's services.
        posts: makes posts.
    """

    def __init__(self, settings: LemmySettings, context: Context, posts: Posts) -> None:
        self._settings = settings
        self._context = context
        self._posts = posts

    async def look(self, native_ids: Sequence[str]) -> list[Event] | None:
        """Return what changed; None as soon as the instance does not answer.

        Only an error that Lemmy itself names is a deletion: a 404 of another program, or of a
        version without this API, is none.
        """
        events: list[Event] = []
        for native_id in native_ids:
            found = _ID.fullmatch(native_id)
            if found is None:
                continue
            told = await self._ask(native_id, *found.groups())
            if told is None:
                return None
            events += told
        return events

    async def _ask(self, native_id: str, kind: str, number: str) -> list[Event] | None:
        url = f"{self._settings.url}/api/v3/{kind}?id={number}"
        try:
            answer = await self._context.outbound.get(url, spacing=_SPACING)
        except (Unavailable, InvalidInput):
            return None
        now = self._context.clock.now()
        said = _said(answer)
        if answer.status in {400, 404} and said.error in _GONE:
            return [Deleted(source=self._settings.name, native_id=native_id, at=now)]
        if answer.status != 200:
            return None
        view = _view(said)
        if view is None or view.native_id != native_id:
            return []
        events = to_events(view, self._posts, self._settings, now)
        return [e for e in events if not isinstance(e, Published) or e.post.revision > 1]


def _said(answer: Fetched) -> _Answer:
    try:
        return msgspec.json.decode(answer.body, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Answer()


def _view(said: _Answer) -> View | None:
    return decoded(bytes(said.comment_view) or bytes(said.post_view))
