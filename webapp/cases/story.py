"""A case in full, as its page shows it: posts, what leaves, what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from vigie.case import Case, CasePost
from vigie.decision import Draft
from vigie.record import Record
from webapp.cases.rows import state_name
from webapp.links import safe_link
from webapp.log_of_acts import Noted
from webapp.moments import Moments
from webapp.reader import Reader


class PostRow(NamedTuple):
    """One post of a case."""

    excerpt: str
    when: str
    place: str
    link: str | None
    mention: str


class Event(NamedTuple):
    """Something that happened to a case, and who did it."""

    at: datetime
    when: str
    what: str
    by: str = ""


class Reply(NamedTuple):
    """What a person may answer to one post of a closed case."""

    excerpt: str
    link: str | None
    mention: str
    draft: Draft


def post_rows(case: Case, reader: Reader) -> list[PostRow]:
    """Return the posts of a case, oldest first."""
    moments = reader.moments(case.town)
    return [
        PostRow(
            excerpt=post.excerpt,
            when=moments.full(post.at),
            place=post.place or "",
            link=safe_link(post.url),
            mention=f"/mention/{post.mention}",
        )
        for post in case.posts
    ]


def history(case: Case, acts: Sequence[Noted], reader: Reader) -> list[Event]:
    """Return what happened to a case, in order."""
    moments = reader.moments(case.town)
    events = [*_stages(case, moments, reader), *_acts(acts, moments, reader)]
    return sorted(events, key=lambda event: event.at)


def replies(case: Case, records: Mapping[str, Record], drafts: Mapping[str, Draft]) -> list[Reply]:
    """Return a reply for each post of a case that is still kept."""
    posts: Iterator[CasePost] = (post for post in case.posts if post.mention in records)
    return [
        Reply(
            excerpt=post.excerpt,
            link=safe_link(records[post.mention].mention.post.url),
            mention=f"/mention/{post.mention}",
            draft=drafts[post.mention],
        )
        for post in posts
    ]


def _stages(case: Case, moments: Moments, reader: Reader) -> Iterator[Event]:
    hand_off = case.handoff
    told = {"first": case.first_seen}
    if case.last_seen != case.first_seen:
        told["last"] = case.last_seen
    if hand_off.automatic:
        told["automatic"] = hand_off.approved_at
    told["sent"] = hand_off.sent_at
    for key, at in told.items():
        if at is not None:
            yield Event(at, moments.full(at), reader.say(f"dossier.history.{key}"))
    if hand_off.changed_at:
        name = state_name(hand_off.state, reader)
        what = reader.say("dossier.history.changed", state=name)
        yield Event(hand_off.changed_at, moments.full(hand_off.changed_at), what)


def _acts(acts: Sequence[Noted], moments: Moments, reader: Reader) -> Iterator[Event]:
    for noted in acts:
        what = reader.known("act", noted.act.what)
        yield Event(noted.at, moments.full(noted.at), what, noted.act.by)
