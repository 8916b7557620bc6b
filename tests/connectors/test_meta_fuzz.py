"""Whatever Meta's addresses answer, or whoever calls, the parsers end with events or letters."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.facebook.calls import read_page_call
from connectors.facebook.comments import read_comments
from connectors.facebook.cursor import FacebookCursor
from connectors.facebook.cursor import read as read_facebook_cursor
from connectors.facebook.events import FacebookEvents
from connectors.facebook.feed import read_feed
from connectors.facebook.figures import read_figures
from connectors.facebook.plan import FacebookPlan
from connectors.facebook.settings import FacebookSettings
from connectors.instagram.calls import CallReader
from connectors.instagram.cursor import InstagramCursor
from connectors.instagram.cursor import read as read_instagram_cursor
from connectors.instagram.events import InstagramEvents
from connectors.instagram.plan import InstagramPlan
from connectors.instagram.settings import InstagramSettings
from connectors.meta.errors import explain
from connectors.meta.listing import Listing, read_listing
from connectors.meta.usage import pause_of, usage_of
from tests.connectors.outbound import PlainOutbound
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.outbound import Fetched
from vigie.post import Published
from vigie.privacy import Pseudonymiser
from vigie.say import Say

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
NAMES = [
    "id",
    "message",
    "text",
    "caption",
    "from",
    "username",
    "created_time",
    "updated_time",
    "timestamp",
    "permalink_url",
    "parent",
    "parent_id",
    "comments",
    "replies",
    "paging",
    "cursors",
    "after",
    "next",
    "data",
    "summary",
    "total_count",
    "is_hidden",
    "item",
    "verb",
    "post_id",
    "comment_id",
    "field",
    "value",
    "object",
    "entry",
    "time",
    "changes",
    "media",
    "media_id",
    "sender_id",
    "published",
    "post",
    "error",
    "code",
    "figures",
    "followers_count",
]
WORDS = ["1", "1_2", "page", "instagram", "feed", "mention", "comments", "add", "edited", "remove"]

leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([*WORDS, "2021-08-10T18:45:03+0000", "https://x/?after=1&access_token=j"])
    | st.text(max_size=20)
)
things = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8)
    ),
    max_leaves=25,
)
lists = st.builds(lambda data, paging: {"data": data, "paging": paging}, st.lists(things), things)
changes = st.builds(
    lambda field, value: {"field": field, "value": value},
    st.sampled_from(["feed", "mention", "ratings", "comments", "mentions"]),
    st.dictionaries(st.sampled_from(NAMES), leaves, max_size=8),
)
calls = st.builds(
    lambda kind, entries: {"object": kind, "entry": entries},
    st.sampled_from(["page", "instagram"]),
    st.lists(
        st.builds(
            lambda time, changed: {"id": "1", "time": time, "changes": changed},
            leaves,
            st.lists(changes | things, max_size=5),
        ),
        max_size=3,
    ),
)


def encoded(thing: Any) -> bytes:
    return json.dumps(thing).encode("utf-8", "surrogatepass")


bodies = st.binary(max_size=200) | (things | lists | calls).map(encoded)


def context() -> Context:
    return Context(
        outbound=PlainOutbound.__new__(PlainOutbound),
        clock=HeldClock(NOW),
        pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
        home=Path("/nulle-part"),
    )


@pytest.fixture(scope="module")
def page() -> FacebookEvents:
    return FacebookEvents(FacebookSettings(name="Page", page_id="1"), context())


@pytest.fixture(scope="module")
def account() -> InstagramEvents:
    given_settings = InstagramSettings(name="Compte", account_id="1", tags=("neige",))
    return InstagramEvents(given_settings, context())


def listing_of(body: bytes) -> Listing | None:
    try:
        return read_listing(body)
    except InvalidInput:
        return None


def believable(events: Any) -> None:
    for event in events:
        if isinstance(event, Published):
            assert event.post.published_at <= NOW
            assert event.post.revision >= 1
            assert event.post.text


@settings(max_examples=40, deadline=None)
@given(body=bodies)
def test_any_bytes_are_a_list_of_facebook_or_are_refused(page: FacebookEvents, body: bytes) -> None:
    listing = listing_of(body)
    if listing is None:
        return
    feed = read_feed(listing, {}, page, NOW)
    read = read_comments(listing, "1_2", quote="x", known={}, events=page, now=NOW)
    believable([*feed.events, *read.events])
    assert len(feed.rejected) <= len(listing.items)
    assert "jeton" not in str([*feed.rejected, *read.rejected])


@settings(max_examples=40, deadline=None)
@given(body=bodies)
def test_any_bytes_are_a_call_or_a_dead_letter(
    page: FacebookEvents, account: InstagramEvents, body: bytes
) -> None:
    for heard in (read_page_call(body, page, NOW), CallReader(account, {}).read(body, NOW)):
        believable(heard.events)
        for wish in heard.wishes:
            assert "/" not in wish.path
            said = wish.words(body)
            assert said is None or said.post.text


@settings(max_examples=30, deadline=None)
@given(answers=st.lists(bodies, max_size=12))
def test_any_answers_end_a_plan(
    page: FacebookEvents, account: InstagramEvents, answers: list[bytes]
) -> None:
    facebook = FacebookPlan(FacebookCursor(), page, NOW)
    instagram = InstagramPlan(InstagramCursor(), account, {}, NOW)
    for plan, form in ((facebook, FacebookCursor), (instagram, InstagramCursor)):
        for body in answers:
            asked = plan.next()
            if asked is None:
                break
            assert ".." not in asked.path
            with suppress(InvalidInput):
                believable(plan.take(asked, body, NOW).events)
            msgspec.json.decode(plan.cursor(), type=form)


@settings(max_examples=30, deadline=None)
@given(body=bodies, status=st.integers(100, 599))
def test_any_answer_has_a_meaning(body: bytes, status: int) -> None:
    refusal = explain(Fetched(status=status, headers={}, body=body, url="x"), NOW, Say("a", "b"))
    assert (refusal is None) or refusal.state in {
        "failing",
        "blocked",
        "needs_credentials",
        "stopped",
    }
    with suppress(InvalidInput):
        read_figures(body, "Page", {}, NOW)


@settings(max_examples=30, deadline=None)
@given(header=st.text(max_size=100) | (things | st.dictionaries(st.text(), things)).map(json.dumps))
def test_any_header_is_an_allowance(header: str) -> None:
    headers = dict.fromkeys(("x-app-usage", "x-business-use-case-usage"), header)
    pause = pause_of(usage_of(headers))
    assert pause is None or 0 < pause <= 172_800


@settings(max_examples=20, deadline=None)
@given(cursor=bodies)
def test_any_cursor_is_one_or_starts_anew(cursor: bytes) -> None:
    read_facebook_cursor(cursor)
    read_instagram_cursor(cursor)
