"""Reddit's listings and feeds as bytes, and the walk through them, without a network."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.api.posts import Posts
from connectors.feed.parsing import read_feed
from connectors.reddit import cursor as reddit_cursor
from connectors.reddit.cursor import REMEMBERED, RedditCursor, Walk, onward
from connectors.reddit.listing import read_listing
from connectors.reddit.routes import routes
from connectors.reddit.rss import read_document, without_submitter
from connectors.reddit.settings import RedditSettings
from connectors.reddit.things import Listing, Thing, fullname, names_in, reads_gone, to_events
from connectors.search_phrases import packed, quoted, town_hashtags, town_phrases
from pipeline.assembly import load_town
from tests.connectors.json_values import JSONS
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.post import Published
from vigie.privacy import Pseudonymiser

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FIELDS = [
    "name",
    "author",
    "title",
    "selftext",
    "selftext_html",
    "body",
    "permalink",
    "created_utc",
    "edited",
    "parent_id",
    "link_id",
    "num_comments",
    "score",
    "url",
    "post_hint",
    "removed_by_category",
]


@pytest.fixture(scope="module")
def made() -> Posts:
    context = Context(
        outbound=None,  # type: ignore[arg-type]
        clock=HeldClock(NOW),
        pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
        home=Path(),
    )
    return Posts("reddit", "reddit", RedditSettings(name="R", search=True), context)


def listing_of(*children: Any, after: str | None = None) -> bytes:
    return json.dumps({"kind": "Listing", "data": {"after": after, "children": children}}).encode()


@FEW
@given(body=st.binary(max_size=300))
def test_any_bytes_are_a_listing_or_a_refusal(made: Posts, body: bytes) -> None:
    for whole in (body, b'{"kind":"Listing","data":{"children":[' + body + b"]}}"):
        try:
            listing = read_listing(whole, made, NOW)
        except InvalidInput:
            continue
        assert len(listing.things) + len(listing.rejected) <= 100


@FEW
@given(data=st.dictionaries(st.sampled_from(FIELDS), JSONS))
def test_any_child_is_a_post_or_a_dead_letter(made: Posts, data: dict[str, Any]) -> None:
    for child in ({"kind": "t3", "data": {"name": "t3_abc", **data}}, {"data": data}, data):
        listing = read_listing(listing_of(child), made, NOW)
        assert len(listing.things) + len(listing.rejected) == 1
        for event in to_events(listing.things, {}, made, "R", NOW):
            assert isinstance(event, Published)
            assert event.post.published_at <= NOW


ITEMS = st.fixed_dictionaries(
    {
        "id": st.text(max_size=30),
        "title": st.text(max_size=60),
        "authors": st.lists(st.fixed_dictionaries({"name": st.text(max_size=30)}), max_size=1),
        "content_html": st.text(max_size=200),
        "url": st.text(max_size=60),
    }
)


@FEW
@given(item=ITEMS)
def test_any_entry_of_a_feed_is_a_post_or_a_dead_letter(made: Posts, item: dict[str, Any]) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [item]}
    document = read_feed(json.dumps(feed).encode(), {}, "https://www.reddit.com/x")
    listing = read_document(document, made, NOW)
    assert len(listing.things) + len(listing.rejected) <= 1


@pytest.mark.parametrize("depth", [100, 5_000])
def test_a_deep_body_is_refused_or_read_and_never_worse(made: Posts, depth: int) -> None:
    child = b'{"data":{"name":"t3_a","x":' + b"[" * depth + b"]" * depth + b"}}"
    body = b'{"kind":"Listing","data":{"children":[' + child + b"]}}"
    try:
        read_listing(body, made, NOW)
    except InvalidInput:
        assert depth > 1_000


def test_a_listing_is_read_up_to_a_hundred_things(made: Posts) -> None:
    children = [{"kind": "t3", "data": {"name": f"t3_{n}"}} for n in range(300)]
    listing = read_listing(listing_of(*children, after="t3_299"), made, NOW)
    assert len(listing.things) == 100
    assert listing.after == "t3_299"


@pytest.mark.parametrize("anchor", ["t3_a&limit=1", "", "quelque chose", "t3_" + "a" * 40])
def test_an_anchor_of_another_shape_is_none(made: Posts, anchor: str) -> None:
    assert read_listing(listing_of(after=anchor), made, NOW).after is None


@pytest.mark.parametrize(
    "told",
    [
        "[deleted]",
        "[removed]",
        "[deleted by user]",
        "[ Removed by Reddit ]",
        "[ Removed by reddit in response to a copyright notice. ]",
        " [DELETED] ",
    ],
)
def test_what_reddit_writes_in_place_of_a_text_is_known(told: str) -> None:
    assert reads_gone(told)


@pytest.mark.parametrize("said", ["[deleted] scenes", "removed", "", None, "[removed][deleted]"])
def test_a_resident_may_speak_of_deletion(said: str | None) -> None:
    assert not reads_gone(said)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Glacé.\nsubmitted by /u/residente_fictive_1\n[link]\n[comments]", "Glacé."),
        ("submitted by /u/residente_fictive_1 to r/quebec\n[link]\n[comments]", ""),
        ("submitted by [deleted] [link] [comments]", ""),
        ("Un mémoire submitted by un citoyen.", "Un mémoire submitted by un citoyen."),
    ],
)
def test_what_reddit_adds_to_a_feeds_text_is_taken_off(text: str, rest: str) -> None:
    assert without_submitter(text) == rest


def test_only_posts_and_comments_have_a_fullname() -> None:
    assert fullname("t3_1abc") == "t3_1abc"
    assert [fullname(x) for x in ("t5_abc", "t3_", "t3_A", "t3_a,t3_b", 4, None)] == [None] * 6
    assert names_in("/r/troisrivieres/comments/1abc/un_sujet/9xyz/") == ("t3_1abc", "t1_9xyz")
    assert names_in("/r/troisrivieres/comments/1abc/") == ("t3_1abc", None)
    assert names_in("/user/x") == (None, None)


def test_a_cursor_survives_and_any_other_bytes_start_anew() -> None:
    state = RedditCursor(walks={"new:x": Walk(seen={"t3_a": 0}, high=4)}, turn="new:x", failures=2)
    assert reddit_cursor.read(reddit_cursor.write(state)) == state
    for other in (None, b"", b"[]", b'{"walks": 4}', b"\xff", b"[" * 100_000):
        assert reddit_cursor.read(other) == RedditCursor()


class Simulated:
    """A listing and a walk through it, without a network."""

    def __init__(self) -> None:
        self.alive: list[int] = []
        self.last = 0
        self.brought: set[str] = set()
        self.walk = Walk()

    def publish(self, count: int) -> None:
        count = min(count, 700 - self.last)  # what Reddit shows is bounded
        self.alive += range(self.last + 1, self.last + count + 1)
        self.last += count

    def delete(self, place: int) -> None:
        if self.alive:
            del self.alive[place % len(self.alive)]

    def pages(self, count: int) -> None:
        for _ in range(count):
            self.page()

    def page(self) -> None:
        newest = self.alive[::-1]
        if self.walk.anchors:
            anchor = int(self.walk.anchors[0][3:])
            newest = newest[newest.index(anchor) + 1 :] if anchor in newest else []
        shown, rest = newest[:100], newest[100:]
        after = f"t3_{shown[-1]}" if rest else None
        listing = Listing(things=tuple(thing(n) for n in shown), after=after)
        self.brought.update(thing.name for thing in listing.things)
        self.walk, missed = onward(self.walk, listing, NOW)
        assert missed is None
        assert max(len(self.walk.seen), len(self.walk.met)) <= REMEMBERED

    def finish(self) -> None:
        self.page()
        while self.walk.anchors:
            self.page()


def thing(number: int) -> Thing:
    second = int(NOW.timestamp()) - 1_000_000 + number
    return Thing(name=f"t3_{number}", created=datetime.fromtimestamp(second, UTC))


STEPS = st.one_of(
    st.tuples(st.just("publish"), st.integers(1, 250)),
    st.tuples(st.just("delete"), st.integers(0, 400)),
    st.tuples(st.just("pages"), st.integers(1, 4)),
)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=14))
def test_whatever_is_published_and_deleted_between_pages_what_stays_is_brought(
    steps: list[tuple[str, int]],
) -> None:
    one = Simulated()
    for what, count in steps:
        getattr(one, what)(count)
    one.finish()  # the walk under way ends, and a whole one follows
    one.finish()
    assert {f"t3_{number}" for number in one.alive} <= one.brought


def test_a_towns_names_become_few_phrases() -> None:
    towns = [load_town("trois-rivieres", None), load_town("namur", None)]
    phrases = town_phrases(towns)
    assert {"Trois-Rivières", "Trois-Rivieres", "V3R", "Namur"} <= set(phrases)
    assert not [p for p in phrases if p.startswith("Ville de") or "Vieux" in p]
    assert "#3R" not in town_hashtags(towns)
    assert "#TroisRivières" in town_hashtags(towns)


def test_queries_hold_every_term_within_their_length() -> None:
    terms = [quoted(f'mot "{n}"') for n in range(100)]
    queries = packed(terms, 80)
    assert all(len(query) <= 80 for query in queries)
    assert [t for q in queries for t in q.split(" OR ")] == terms
    assert all(term.count('"') == 2 for term in terms)
    assert packed([], 80) == []


def test_a_source_reads_each_listing_once() -> None:
    given_ = RedditSettings(
        name="R", subreddits=("r/Quebec", "Quebec", "mauricie"), words=("Namur",)
    )
    assert given_.subreddits == ("Quebec", "mauricie")
    found = routes(given_, ())
    assert [route.key for route in found] == [
        "new:quebec",
        "comments:quebec",
        "new:mauricie",
        "comments:mauricie",
        'search:"Namur"',
    ]
    assert found[-1].rss() == "/search.rss?q=%22Namur%22&sort=new&type=link&limit=100"
    assert found[0].rss() == "/r/Quebec/new/.rss?limit=100"
    assert found[0].json("t3_a") == "/r/Quebec/new?limit=100&raw_json=1&after=t3_a"
