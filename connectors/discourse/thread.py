"""What is new in one topic of a forum: its page, then the posts that this page does not hold."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from msgspec.structs import replace

from connectors.api.call import Refusal
from connectors.api.posts import Posts
from connectors.discourse.forum import Forum
from connectors.discourse.topic import Topic, read_topic
from vigie.errors import InvalidInput

#: Posts of one topic asked for at one go; Discourse gives no more.
_MOST: Final = 50


async def read_thread(
    forum: Forum,
    posts: Posts,
    number: int,
    now: datetime,
    *,
    known: Collection[int] = (),
    found: Collection[int] = (),
) -> Topic | Refusal:
    """Return a topic's newest posts that are not known, and those `found`; never raises.

    Two requests at most, the second for what the topic's first page does not hold. `posts` of
    the answer holds that first page too, where it may tell who answers whom; `stream` holds
    the ids that were wanted.
    """
    topic = await read_first_page(forum, posts, number, now)
    if isinstance(topic, Refusal):
        return topic
    held = {post.id for post in topic.posts}
    fresh = sorted({*(topic.stream or held)} - set(known))
    wanted = sorted({*fresh[-_MOST:], *(set(found) & set(fresh))})
    missing = [id_ for id_ in wanted if id_ not in held][-_MOST:]
    topic = replace(topic, stream=tuple(wanted))
    if not missing:
        return topic
    query = urlencode([("post_ids[]", id_) for id_ in missing])
    rest = await _ask(forum, posts, f"/t/{number}/posts.json?{query}", now)
    if isinstance(rest, Refusal):
        return rest
    more = [replace(post, topic_title=post.topic_title or topic.title) for post in rest.posts]
    # A malformed post of the first page was asked for again: it is the same dead letter.
    letters = {letter.id: letter for letter in (*topic.rejected, *rest.rejected)}
    return replace(topic, posts=(*topic.posts, *more), rejected=tuple(letters.values()))


async def read_first_page(
    forum: Forum, posts: Posts, number: int, now: datetime
) -> Topic | Refusal:
    """Return a topic's title and its first twenty posts; never raises."""
    return await _ask(forum, posts, f"/t/{number}.json", now)


async def _ask(forum: Forum, posts: Posts, path: str, now: datetime) -> Topic | Refusal:
    answer = await forum.ask(path, now)
    if isinstance(answer, Refusal):
        return answer
    try:
        return read_topic(answer.body, posts, now)
    except InvalidInput as error:
        return Refusal(say=error.say)
