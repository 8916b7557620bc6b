"""YouTube's bodies, recorded and hostile, without any network."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.youtube.api import Listing, read_listing
from connectors.youtube.comments import NOWHERE, Where, read_comments, read_threads
from connectors.youtube.cursor import Leaf, Walk, onward, read_cursor, write_cursor
from connectors.youtube.errors import Trouble
from connectors.youtube.figures import read_figures
from connectors.youtube.lists import digest, read_spotted, read_videos
from connectors.youtube.posts import Under, YouTubePosts
from connectors.youtube.settings import YouTubeSettings
from tests.connectors.youtube_world import bare_context

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture
def writer() -> YouTubePosts:
    return _writer()


def _writer() -> YouTubePosts:
    return YouTubePosts(YouTubeSettings(name="YouTube"), bare_context())


def listing(payloads: Path, name: str) -> Listing:
    found = read_listing((payloads / "youtube" / name).read_bytes())
    assert isinstance(found, Listing)
    return found


@pytest.mark.parametrize(
    ("name", "count", "more"),
    [
        ("comment_thread_single.json", 1, False),
        ("comment_threads_all_to_me.json", 4, False),
        ("comment_threads_by_channel.json", 2, False),
        ("comment_threads_by_video_paged_1.json", 5, True),
        ("comment_threads_by_video_paged_2.json", 5, False),
    ],
)
def test_recorded_threads_are_read(
    payloads: Path, writer: YouTubePosts, name: str, count: int, more: bool
) -> None:
    page = read_threads(listing(payloads, name), NOWHERE, writer, NOW)
    assert len(page.threads) == count
    assert page.rejected == ()
    assert bool(page.leaf.token) is more
    assert page.leaf.newest >= page.leaf.oldest > 0


def test_a_recorded_thread_keeps_its_fields(payloads: Path, writer: YouTubePosts) -> None:
    page = read_threads(listing(payloads, "comment_threads_all_to_me.json"), NOWHERE, writer, NOW)
    post = writer.comment(page.threads[1].top, page.threads[1].under, NOW)
    assert post.native_id == "Ugw5zYU6n9pmIgAZWvN4AaABAg"
    assert post.text == "Kgpd hb ix fsgxcqgyg !"
    assert post.published_at == datetime(2019, 12, 1, 3, 36, 10, tzinfo=UTC)
    assert (post.revision, post.edited_at) == (1, None)
    assert post.url == f"https://www.youtube.com/watch?v=JE8xdDp5B8Q&lc={post.native_id}"
    assert (post.engagement.likes, post.engagement.replies) == (1, 0)
    # A comment on the channel itself stands under no video.
    alone = writer.comment(page.threads[3].top, page.threads[3].under, NOW)
    assert (alone.url, alone.in_reply_to, alone.engagement.replies) == (None, None, 1)
    assert post.author.pseudonym != alone.author.pseudonym


def test_recorded_replies_are_read(payloads: Path, writer: YouTubePosts) -> None:
    page = listing(payloads, "comments_by_parent_paged_1.json")
    replies, rejected = read_comments(page.items, writer, NOW)
    assert [reply.text for reply in replies] == [
        "xnmy lo oon ffiup dupre!",
        "grac qw dok doqqkh tuuda!",
    ]
    assert rejected == []
    assert page.next_page_token
    post = writer.comment(replies[0], Under(video="JE8xdDp5B8Q"), NOW)
    assert post.in_reply_to == post.conversation == "Ugw5zYU6n9pmIgAZWvN4AaABAg"


@pytest.mark.parametrize(
    ("name", "count", "first"),
    [
        ("search_by_keywords_p1.json", 25, "gQ_1zX-F_No"),
        ("search_by_keywords_p2.json", 25, None),
        ("search_by_location.json", 5, "OU4d3O_VZCk"),
    ],
)
def test_recorded_searches_are_read(
    payloads: Path, writer: YouTubePosts, name: str, count: int, first: str | None
) -> None:
    spotted, rejected, leaf = read_spotted(listing(payloads, name), writer, NOW, search=True)
    assert len({one.id for one in spotted}) == count
    assert rejected == []
    assert leaf.token
    assert first in (None, spotted[0].id)


def test_recorded_videos_are_read(payloads: Path, writer: YouTubePosts) -> None:
    videos, rejected = read_videos(listing(payloads, "videos_info_multi.json"), writer, NOW)
    assert [video.id for video in videos] == ["D-lhorsDlUQ", "ovdbrdCIP7U"]
    assert rejected == []
    post = writer.video(videos[0], NOW)
    assert post.native_id == "video:D-lhorsDlUQ"
    assert post.title == "What are Actions on Google (Assistant on Air)"
    assert post.text.startswith("Fx etd ujapp gmddqxz")
    assert post.published_at == datetime(2019, 3, 21, 20, 37, 49, tzinfo=UTC)
    assert post.declared_language == "en"
    assert post.engagement.views is None  # the statistics were not asked for
    assert digest(videos[0]) != digest(videos[1])


def test_html_is_read_where_plain_text_was_asked_for(writer: YouTubePosts) -> None:
    def text(**snippet: str) -> str:
        raw = {"id": "a", "snippet": {"publishedAt": "2026-11-01T00:00:00Z", **snippet}}
        (comment,), _ = read_comments([msgspec.Raw(json.dumps(raw).encode())], writer, NOW)
        return writer.comment(comment, Under(), NOW).text

    assert text(textDisplay="L&#39;été<br />arrive") == "L'été\narrive"
    assert text(textDisplay="J’aime <3 ma ville") == "J’aime <3 ma ville"
    assert text(textDisplay="<b>x</b>", textOriginal="a < b & c") == "a < b & c"


def test_threads_that_are_not_public_are_nobodys_business(writer: YouTubePosts) -> None:
    thread = {
        "id": "a",
        "snippet": {
            "isPublic": False,
            "topLevelComment": {"id": "a", "snippet": {"publishedAt": "2026-11-01T00:00:00Z"}},
        },
    }
    page = read_threads(Listing(kind="", items=[raw(thread)]), NOWHERE, writer, NOW)
    assert (page.threads, page.rejected) == ((), ())


def test_a_list_without_items_is_a_list_and_another_body_is_not() -> None:
    empty = read_listing(b'{"kind": "youtube#videoListResponse"}')
    assert isinstance(empty, Listing)
    assert empty.items == []
    for body in (b"{}", b"[]", b"", b"\xff", b'{"kind": "x"}', b"[" * 100_000, b'{"items": []}'):
        assert isinstance(read_listing(body), Trouble)


def raw(item: object) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(item).encode())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False)
    | st.sampled_from(
        ["2026-11-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "a", "\ud800"]
    )
    | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "snippet",
                    "publishedAt",
                    "updatedAt",
                    "topLevelComment",
                    "totalReplyCount",
                    "replies",
                    "comments",
                    "textDisplay",
                    "authorChannelId",
                    "videoId",
                    "contentDetails",
                    "statistics",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=14,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(items=st.lists(JSON, max_size=3), at=st.sampled_from(["2026-11-01T00:00:00", "0001-01-01"]))
def test_any_items_become_posts_or_dead_letters(items: list[object], at: str) -> None:
    writer = _writer()
    whole = {"snippet": {"topLevelComment": {"id": "a", "snippet": {"publishedAt": at}}}}
    page = Listing(kind="", items=[raw(item) for item in [*items, whole, {"id": "b"}]])
    threads = read_threads(page, Where(titles={"v": "t"}), writer, NOW)
    assert len(threads.threads) + len(threads.rejected) <= 200
    assert threads.rejected  # {"id": "b"} is no thread
    for thread in threads.threads:
        writer.comment(thread.top, thread.under, NOW)
    comments, letters = read_comments(page.items, writer, NOW)
    assert len(comments) + len(letters) == len(page.items)
    videos, letters = read_videos(page, writer, NOW)
    assert len(videos) + len(letters) == len(page.items)
    for video in videos:
        writer.video(video, NOW)
    for search in (True, False):
        read_spotted(page, writer, NOW, search=search)
    read_figures(page, "YouTube", NOW)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_are_a_listing_or_a_trouble(body: bytes) -> None:
    read_listing(body)
    read_cursor(body)


@given(
    st.lists(st.tuples(st.integers(0, 10**10), st.integers(0, 10**10), st.booleans()), max_size=8)
)
@settings(max_examples=60, deadline=None)
def test_a_mark_never_goes_back_nor_ahead_of_the_clock(leaves: list[tuple[int, int, bool]]) -> None:
    now, walk = 1_790_000_000, Walk()
    for number, (newest, oldest, more) in enumerate(leaves):
        leaf = Leaf(newest=newest, oldest=oldest, token=f"t{number}" if more else "")
        after, going = onward(walk, leaf, now, 3)
        assert walk.mark <= after.mark <= now
        assert going is bool(after.token)
        walk = after
    assert read_cursor(write_cursor(msgspec.structs.replace(read_cursor(None), turn=3))).turn == 3
