"""What a Discourse forum calls us with: signed news of posts, and of accounts that are gone.

Source: Discourse's `app/jobs/regular/emit_web_hook_event.rb` (headers and signature),
`app/serializers/web_hook_post_serializer.rb`, and `user_destroyed` of discourse/discourse#6124.
Pure.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec

from connectors.api.posts import Posts
from connectors.discourse.posts import ForumPost, to_event
from connectors.discourse.settings import DiscourseSettings
from vigie.dead_letter import DeadLetter
from vigie.inbound import Call
from vigie.post import AuthorPurged, Deleted, Event
from vigie.say import Say

_TOLD: Final = frozenset({"post_created", "post_edited", "post_recovered"})
_GONE: Final = "post_destroyed"
_PURGED: Final = "user_destroyed"

_MALFORMED: Final = Say("Appel du forum mal formé.", "Malformed call of the forum.")


class _AboutPost(msgspec.Struct, frozen=True):
    post: ForumPost


class _Gone(msgspec.Struct, frozen=True):
    id: int


class _AboutGone(msgspec.Struct, frozen=True):
    post: _Gone


class _User(msgspec.Struct, frozen=True):
    id: int
    username: str | None = None


class _AboutUser(msgspec.Struct, frozen=True):
    user: _User


def is_genuine(call: Call, secret: str) -> bool:
    """Tell whether the forum signed these very bytes; takes the same time whatever is wrong."""
    mac = hmac.new(secret.encode(), call.body, sha256).hexdigest()
    given = call.headers.get("x-discourse-event-signature", "")
    return hmac.compare_digest(f"sha256={mac}".encode(), given.strip().encode("utf-8", "replace"))


def read_call(
    call: Call, posts: Posts, settings: DiscourseSettings, now: datetime
) -> tuple[list[Event], list[DeadLetter]] | None:
    """Return what a call tells, None when it is about something else; never raises.

    A post alone does not say which post it answers: polling does, when both stand in a page.
    """
    event = call.headers.get("x-discourse-event", "").strip().lower()
    if event not in {*_TOLD, _GONE, _PURGED}:
        return None
    try:
        if event == _PURGED:
            return _purges(msgspec.json.decode(call.body, type=_AboutUser).user, posts, now), []
        if event == _GONE:
            gone = msgspec.json.decode(call.body, type=_AboutGone).post
            return [Deleted(source=settings.name, native_id=str(gone.id), at=now)], []
        post = msgspec.json.decode(call.body, type=_AboutPost).post
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return [], [posts.rejected(call.body, f"webhook {event}", _MALFORMED, now)]
    return ([to_event(post, posts, settings, now, {})] if post.is_public else []), []


def _purges(user: _User, posts: Posts, now: datetime) -> list[Event]:
    """Name both pseudonyms: a post is its author's by id, on an old server by user name."""
    accounts = [str(user.id), *([user.username] if user.username else [])]
    return [AuthorPurged(pseudonym=posts.pseudonym(account), at=now) for account in accounts]
