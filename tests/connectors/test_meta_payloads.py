"""Recorded bodies of Meta's API and webhooks are all read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.facebook.calls import read_page_call
from connectors.facebook.comments import read_comments
from connectors.facebook.events import FacebookEvents
from connectors.facebook.feed import read_feed
from connectors.facebook.settings import FacebookSettings
from connectors.instagram.calls import CallReader
from connectors.instagram.comments import RemarksReader
from connectors.instagram.events import InstagramEvents, Thread
from connectors.instagram.media import read_others
from connectors.instagram.settings import InstagramSettings
from connectors.meta.errors import explain
from connectors.meta.listing import read_listing
from tests.connectors.outbound import PlainOutbound
from tests.doubles.meta import told
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.outbound import Fetched
from vigie.post import Deleted, Post, Published
from vigie.privacy import Pseudonymiser
from vigie.say import Say

PAGE = "1234567890321"
ACCOUNT = "17841406338772941"
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

# What each call tells: ids published, ids gone, how many words are to be asked for.
CALLS: dict[str, tuple[list[str], list[str], int]] = {
    "feed-comment-add-211": (["901097836652708_903438993085259"], [], 0),
    "feed-comment-add-25": (["901097836652708_903438993085259"], [], 0),
    "feed-comment-add-with-photo": (["901097836652708_903438993085259"], [], 0),
    "feed-comment-edited-25": (["900728623356296_900744590021366"], [], 0),
    "feed-comment-hide": ([], ["900728623356296_900744590021366"], 0),
    "feed-comment-remove-25": ([], ["905578656204626_905579239537901"], 0),
    "feed-post-add-25": ([f"{PAGE}_7293787835232"], [], 0),
    "feed-post-edit": ([f"{PAGE}_7293787835232"], [], 0),
    "feed-post-hide": ([], [f"{PAGE}_7293787835232"], 0),
    "feed-post-remove-25": ([], [f"{PAGE}_901097836652708"], 0),
    "feed-reaction-add": ([], [], 0),
    "feed-status-add-25": ([f"{PAGE}_930145403745849"], [], 0),
    "feed-two-entries-25": ([], [], 0),
    "mention-comment-add": (["7363534231324_3754798971271444"], [], 0),
    "mention-post-add": ([], [], 1),
    "mention-post-add-real": ([f"{PAGE}_98722536423179"], [], 0),
    "ratings-comment-add-25": ([], [], 1),
}


@pytest.fixture
def bodies(payloads: Path) -> Path:
    return payloads / "facebook_instagram"


@pytest.fixture
def context(outbound: PlainOutbound, tmp_path: Path) -> Context:
    return Context(
        outbound=outbound,
        clock=HeldClock(NOW),
        pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
        home=tmp_path,
    )


def page(context: Context, page_id: str = PAGE, **settings: Any) -> FacebookEvents:
    return FacebookEvents(FacebookSettings(name="Page", page_id=page_id, **settings), context)


@pytest.fixture
def account(context: Context) -> InstagramEvents:
    return InstagramEvents(InstagramSettings(name="Compte", account_id=ACCOUNT, days=90), context)


def posts(events: list[Any]) -> list[Post]:
    return [event.post for event in events if isinstance(event, Published)]


def test_every_recorded_call_is_in_the_table(bodies: Path) -> None:
    assert {path.stem for path in (bodies / "webhooks").iterdir()} == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_a_recorded_call_tells_what_it_tells(bodies: Path, context: Context, name: str) -> None:
    body = (bodies / "webhooks" / f"{name}.json").read_bytes()
    heard = read_page_call(body, page(context), NOW)
    published, gone, wishes = CALLS[name]
    assert [post.native_id for post in posts(heard.events)] == published
    assert [e.native_id for e in heard.events if isinstance(e, Deleted)] == gone
    assert len(heard.wishes) == wishes
    assert heard.rejected == []
    for post in posts(heard.events):
        assert post.text
        assert post.source.own
        assert (post.revision > 1) == ("edit" in name)
        assert post.published_is_known == ("edit" not in name)
        assert post.published_at <= NOW


def test_recorded_calls_name_their_authors_by_pseudonym(bodies: Path, context: Context) -> None:
    def only(name: str) -> Post:
        body = (bodies / "webhooks" / f"{name}.json").read_bytes()
        (post,) = posts(read_page_call(body, page(context), NOW).events)
        return post

    newer, older = only("feed-comment-add-211"), only("feed-comment-add-25")
    assert newer == older  # « from » and « sender_id » are one person
    assert newer.author.role == "town"
    assert newer.in_reply_to == newer.conversation == f"{PAGE}_901097836652708"
    assert newer.published_at.timestamp() == 1_449_135_003
    visitor = only("feed-post-add-25")
    assert visitor.author.role is None
    assert visitor.author.pseudonym
    assert visitor.published_at.timestamp() == 1_454_707_020  # the call's own date
    assert only("mention-comment-add").author.pseudonym is None
    assert only("feed-post-edit").revision == 1_467_890_409


def test_a_recorded_page_of_a_feed(bodies: Path, context: Context) -> None:
    listing = read_listing((bodies / "facebook_posts_feeds_default_fields_p1.json").read_bytes())
    assert listing.onward == {"after": "after"}
    recent = datetime(2021, 7, 12, 12, 0, tzinfo=UTC)
    read = read_feed(listing, {}, page(context, "19292868552"), recent)
    assert read.rejected == []
    # The fifth was published before the horizon, and moved since.
    assert len(posts(read.events)) == len(read.posts) == 5
    first = posts(read.events)[0]
    assert first.native_id == "19292868552_10158349356748553"
    assert first.url == "https://www.facebook.com/19292868552/posts/10158349356748553/"
    assert (first.engagement.replies, first.engagement.likes, first.engagement.shares) == (
        13,
        125,
        10,
    )
    assert first.published_at == datetime(2021, 7, 9, 19, 9, 52, tzinfo=UTC)
    assert read.posts[first.native_id].moved == "2021-07-12T01:03:23+0000|13"
    assert not read.reached


def test_a_recorded_older_feed_has_no_cursors_and_is_old(bodies: Path, context: Context) -> None:
    listing = read_listing((bodies / "facebook_posts_feed_fields_p1.json").read_bytes())
    assert listing.onward == {"until": "1624385168", "__paging_token": "__paging_token"}
    then = datetime(2021, 7, 5, 0, 0, tzinfo=UTC)
    read = read_feed(listing, {}, page(context, "4", days=4), then)
    assert [post.native_id for post in posts(read.events)] == [
        "4_10113477241177441",
        "4_10113449068715281",
    ]
    assert read_feed(listing, {}, page(context, "4"), NOW).reached


def test_recorded_comments_of_another_s_page(bodies: Path, context: Context) -> None:
    events = page(context, "19292868552", own=False)
    post = "19292868552_10158407654328553"
    heard: list[Post] = []
    onwards = []
    for number in (1, 2):
        body = (bodies / f"facebook_comments_comments_p{number}.json").read_bytes()
        listing = read_listing(body)
        read = read_comments(listing, post, quote="Nouvelle", known={}, events=events, now=NOW)
        assert read.rejected == []
        heard += posts(read.events)
        onwards.append(listing.onward)
    assert onwards == [{"after": "after"}, None]
    assert len({each.native_id for each in heard}) == 15
    assert heard[0].native_id == "10158407654328553_10158407835073553"
    assert heard[0].in_reply_to == post
    assert heard[0].reply_to_text == "Nouvelle"
    reply = heard[5]
    assert reply.native_id == "10158407654328553_10158409983033553"
    assert reply.in_reply_to == "10158407654328553_10158407903973553"
    assert reply.reply_to_text is None
    assert {each.author.pseudonym for each in heard} == {None}
    assert heard[1].engagement.replies == 2


def test_the_recorded_error_names_what_is_missing(bodies: Path) -> None:
    body = (bodies / "error.json").read_bytes()
    denied = Say("refusé", "denied")
    refusal = explain(Fetched(status=400, headers={}, body=body, url="x"), NOW, denied)
    assert refusal is not None
    assert (refusal.state, refusal.code, refusal.say) == ("blocked", 100, denied)


def test_recorded_comments_of_instagram(bodies: Path, account: InstagramEvents) -> None:
    listing = read_listing((bodies / "instagram_medias_comments_p1.json").read_bytes())
    thread = Thread(id="17846368219941692", caption="Neige")
    read = RemarksReader(thread, {}, account, NOW).read(listing)
    assert [post.native_id for post in posts(read.events)] == [
        "17858154961981086",
        "17874875428706419",
    ]
    assert posts(read.events)[0].published_at == datetime(2020, 6, 1, 10, 56, 52, tzinfo=UTC)
    assert posts(read.events)[0].conversation == "17846368219941692"
    assert listing.onward == {"after": "after"}
    assert read.rejected == []


def test_recorded_media_that_tag_the_account(bodies: Path, account: InstagramEvents) -> None:
    listing = read_listing((bodies / "instagram_users_tagged_medias.json").read_bytes())
    then = datetime(2021, 3, 17, 0, 0, tzinfo=UTC)
    read = read_others(listing, {}, account, then, names_us=True)
    assert len(read.seen) == 5
    assert [post.native_id for post in posts(read.events)] == [
        "elsewhere:17892354025952911",
        "elsewhere:17997587032316367",
    ]
    assert posts(read.events)[0].url == "https://www.instagram.com/p/CMeo7rcJvTi/"
    assert posts(read.events)[0].engagement.likes == 2
    assert (listing.onward, read.rejected) == (None, [])


def test_recorded_media_of_a_hashtag_without_caption_say_nothing(
    bodies: Path, account: InstagramEvents
) -> None:
    body = (bodies / "instagram_hashtags_hashtag_recent_medias_p1.json").read_bytes()
    listing = read_listing(body)
    read = read_others(listing, {}, account, NOW, names_us=False)
    assert (len(read.seen), read.events, read.rejected, read.fresh) == (5, [], [], True)
    assert listing.onward == {"after": "after"}


@pytest.mark.parametrize(
    ("name", "native_id", "text"),
    [
        ("mentioned_comment", "elsewhere:17967008497439572", "@qkfyaioc kxuh"),
        ("mentioned_media", "elsewhere:17889114512354744", "@qwgafqap oou"),
    ],
)
def test_recorded_answers_about_mentions(
    bodies: Path, account: InstagramEvents, name: str, native_id: str, text: str
) -> None:
    value = {"comment_id": "1"} if name == "mentioned_comment" else {"media_id": "2"}
    call = told("instagram", ACCOUNT, "mentions", NOW, **value)
    (wish,) = CallReader(account, {}).read(json.dumps(call).encode(), NOW).wishes
    said = wish.words((bodies / f"instagram_users_{name}.json").read_bytes())
    assert said is not None
    assert (said.post.native_id, said.post.text) == (native_id, text)
    assert said.post.source.own
    assert bool(said.post.author.pseudonym) == (name == "mentioned_comment")
