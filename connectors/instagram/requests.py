"""What an Instagram account's poll asks next, from where it was left. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from connectors.instagram.cursor import InstagramCursor
from connectors.instagram.figures import FIGURE_FIELDS
from connectors.instagram.settings import InstagramSettings
from connectors.instagram.things import (
    COMMENT_FIELDS,
    HASHTAG_FIELDS,
    MEDIA_FIELDS,
    REPLY_FIELDS,
)
from connectors.meta.polling import Asked

_LIMIT = "50"


def requests(
    state: InstagramCursor, settings: InstagramSettings, done: Collection[str], today: str
) -> Iterator[Asked]:
    """Yield what is still to be asked, in order: only the first counts, the rest may change.

    Args:
        state: where the account was left.
        settings: of the source.
        done: media and lists that this poll is over with.
        today: the day, "2026-11-23".
    """
    account = settings.account_id
    if state.walk is not None:
        yield _asked("media", f"{account}/media", MEDIA_FIELDS, onward=state.walk.onward)
        return
    yield from _comments(state, done)
    if "tags" not in done:
        yield _edge(state, "tags", f"{account}/tags", MEDIA_FIELDS)
    for tag in settings.hashtags:
        if f"#{tag}" not in done:
            yield _hashtag(state, account, tag)
    if state.figures_on != today:
        yield _asked("figures", account, FIGURE_FIELDS, limit="")


def _comments(state: InstagramCursor, done: Collection[str]) -> Iterator[Asked]:
    for id_, media in state.media.items():
        if not media.pending or id_ in done:
            continue
        for comment, onward in media.threads.items():
            yield _asked("replies", f"{comment}/replies", REPLY_FIELDS, subject=id_, onward=onward)
        yield _asked(
            "comments", f"{id_}/comments", COMMENT_FIELDS, subject=id_, onward=media.onward
        )


def _hashtag(state: InstagramCursor, account: str, tag: str) -> Asked:
    id_ = state.hashtags.get(tag)
    if id_ is None:
        params = {"user_id": account, "q": tag}
        return Asked(task="hashtag", path="ig_hashtag_search", params=params, subject=f"#{tag}")
    found = _edge(state, f"#{tag}", f"{id_}/recent_media", HASHTAG_FIELDS)
    return Asked(
        task="recent",
        path=found.path,
        params={"user_id": account, **found.params},
        subject=found.subject,
        onward=found.onward,
    )


def _edge(state: InstagramCursor, name: str, path: str, fields: str) -> Asked:
    known = state.edges.get(name)
    return _asked("tags", path, fields, subject=name, onward=known.onward if known else None)


def _asked(
    task: str,
    path: str,
    fields: str,
    *,
    subject: str = "",
    onward: dict[str, str] | None = None,
    limit: str = _LIMIT,
) -> Asked:
    sized = {"limit": limit} if limit else {}
    params = {"fields": fields, **sized, **(onward or {})}
    return Asked(task=task, path=path, params=params, subject=subject, onward=onward)
