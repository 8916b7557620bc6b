"""How a case changes, whatever store it is kept in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from sinks.moments import micros
from vigie.case import UNSENT, Case

#: The states in which a worker is in the middle of something that must not be lost.
_UNDER_WAY: Final = "sending"


def without(case: Case, mentions: Collection[str]) -> Case | None:
    """Return a case without what these mentions brought to it; None when nothing is left of it.

    What was sent stays on record, without a word of theirs; nor are the front door's own words
    kept, which may repeat them. The version is raised, so that a worker about to send the case as
    it was is refused; not in the middle of sending, whose outcome must still be saved.
    """
    posts = tuple(post for post in case.posts if post.mention not in mentions)
    if len(posts) == len(case.posts):
        return case
    handoff = case.handoff
    if not posts and handoff.state in UNSENT and handoff.sent_at is None:
        return None
    raised = 0 if handoff.state == _UNDER_WAY else 1
    bare = replace(handoff, why=None, status_notes=None, version=handoff.version + raised)
    return replace(case, posts=posts, handoff=bare)


def regathered(kept: Case | None, gathered: Case) -> Case | None:
    """Return a case with the posts gathered now and the hand-off kept; None to forget it."""
    case = gathered if kept is None else replace(kept, posts=gathered.posts)
    if not case.posts and case.handoff.state in UNSENT and case.handoff.sent_at is None:
        return None
    return case


def claimed(case: Case) -> Case:
    """Return a case as its new holder has it."""
    return replace(case, handoff=replace(case.handoff, version=case.handoff.version + 1))


def settled(kept: Case, asked: Case) -> Case | None:
    """Return a case with the hand-off asked for; None when it has changed since it was read."""
    if kept.handoff.version != asked.handoff.version:
        return None
    return replace(kept, handoff=replace(asked.handoff, version=kept.handoff.version + 1))


def keeps_lease(case: Case) -> bool:
    """Tell whether its holder is in the middle of sending it."""
    return case.handoff.state == _UNDER_WAY


def spoken_of(case: Case) -> int:
    """Return by what cases are sorted: the newest post, else the last change, in microseconds."""
    moments: list[datetime | None] = [case.last_seen, case.handoff.changed_at]
    return next((micros(moment) for moment in moments if moment), 0)


def touched(case: Case) -> int:
    """Return from when retention counts, in microseconds."""
    moments = (case.last_seen, case.handoff.changed_at)
    return max((micros(moment) for moment in moments if moment), default=0)
