"""X's answers, lines and cursors as bytes, without a network."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.api.call import Refusal
from connectors.api.posts import Posts
from connectors.x import cursor as x_cursor
from connectors.x.answer import read_answer, read_line
from connectors.x.api import back_off, exhausted, until_reset
from connectors.x.cursor import REMEMBERED, XCursor, beginning, counted, left_today, unreachable
from connectors.x.hearing import hear
from connectors.x.lines import LONGEST, Lines
from connectors.x.posts import XPost, id_at, moment_of
from connectors.x.queries import queries
from connectors.x.settings import XSettings
from pipeline.assembly import load_town
from tests.connectors.json_values import JSONS
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.privacy import Pseudonymiser
from vigie.say import Say

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FIELDS = [
    "id",
    "text",
    "author_id",
    "edit_history_tweet_ids",
    "conversation_id",
    "lang",
    "referenced_tweets",
    "note_tweet",
    "public_metrics",
    "geo",
]
LINES = st.binary(min_size=1, max_size=20).filter(lambda b: b"\n" not in b and b.strip() == b)
PARTS = ["data", "includes", "meta", "errors", "matching_rules"]


@pytest.fixture(scope="module")
def made() -> Posts:
    context = Context(
        outbound=None,  # type: ignore[arg-type]
        clock=HeldClock(NOW),
        pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
        home=Path(),
    )
    return Posts("x", "x", XSettings(name="X", enterprise_plan=True), context)


@FEW
@given(body=st.binary(max_size=300))
def test_any_line_is_read_or_is_a_dead_letter(made: Posts, body: bytes) -> None:
    for line in (body, b'{"data":' + body + b"}"):
        answer = read_line(line, made, NOW)
        assert len(answer.posts) + len(answer.rejected) <= 200


@FEW
@given(parts=st.dictionaries(st.sampled_from(PARTS), JSONS))
def test_any_part_of_an_answer_spoils_only_itself(made: Posts, parts: dict[str, Any]) -> None:
    good = {"id": "1985000000000000000", "text": "Trois-Rivières"}
    body = json.dumps({**parts, "data": [good, parts.get("data")]}).encode()
    answer = read_answer(body, made, NOW)
    assert [post.id for post in answer.posts][:1] == [good["id"]]
    assert len(answer.posts) + len(answer.rejected) == 2


@FEW
@given(fields=st.dictionaries(st.sampled_from(FIELDS), JSONS))
def test_any_post_is_an_event_or_a_dead_letter(made: Posts, fields: dict[str, Any]) -> None:
    data = {"id": "1985000000000000000", "author_id": "5", **fields}
    answer = read_line(json.dumps({"data": data}).encode(), made, NOW)
    heard = hear(XCursor(), [answer], made, NOW)
    assert len(answer.posts) + len(answer.rejected) == 1
    for event in heard.events:
        assert event.post.published_at <= NOW
        assert event.post.revision >= 1


def test_a_reference_to_no_character_spoils_no_line(made: Posts) -> None:
    written = {"id": "1985000000000000000", "text": f"Trou &amp; bosse &#{'9' * 5_000};"}
    heard = hear(
        XCursor(), [read_line(json.dumps({"data": written}).encode(), made, NOW)], made, NOW
    )
    assert [event.post.text for event in heard.events] == ["Trou & bosse \ufffd"]


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'"x"', b"\xff", b"[" * 100_000])
def test_what_is_no_answer_is_refused(made: Posts, body: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_answer(body, made, NOW)


@FEW
@given(
    lines=st.lists(LINES),
    cuts=st.lists(st.integers(0, 300)),
)
def test_lines_are_the_same_however_they_are_cut(lines: list[bytes], cuts: list[int]) -> None:
    whole = b"".join(line + b"\r\n\r\n" for line in lines)
    places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    reader, read = Lines(), list[bytes]()
    for start, end in pairwise(places):
        read += reader.add(whole[start:end])
    assert read == lines


def test_a_line_of_the_longest_length_is_read_and_one_more_byte_is_not() -> None:
    reader = Lines()
    assert reader.add(b"x" * LONGEST + b"\n" + b"y" * (LONGEST + 1) + b"\nz\n") == [
        b"x" * LONGEST,
        b"z",
    ]
    assert reader.dropped == 1


def test_an_id_tells_its_moment() -> None:
    assert moment_of(id_at(NOW)) == NOW
    assert moment_of(id_at(NOW) - 1) < NOW
    # A public constant of the format: id 0 is of the epoch of the ids.
    assert moment_of(0) == datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)


def test_a_history_of_another_shape_is_no_history() -> None:
    assert XPost(id="5", edit_history_tweet_ids=["4", "5", "6"]).history == ["4", "5", "6"]
    assert XPost(id="5", edit_history_tweet_ids=["4"]).history == ["5"]
    assert XPost(id="5", edit_history_tweet_ids=["x", "5"]).history == ["5"]
    assert XPost(id="5").history == ["5"]


def test_a_cursor_survives_and_any_other_bytes_start_anew() -> None:
    state = XCursor(newest=id_at(NOW), heard=4, day="2026-11-23", read=5, recent=("1",), failures=1)
    assert x_cursor.read(x_cursor.write(state)) == state
    for other in (None, b"", b"[]", b'{"newest": "x"}', b"\xff", b"[" * 100_000):
        assert x_cursor.read(other) == XCursor()


def test_a_search_begins_a_minute_before_the_newest_or_at_a_time() -> None:
    hour_ago = NOW - timedelta(hours=1)
    state = XCursor(newest=id_at(hour_ago), heard=int(NOW.timestamp()) - 600)
    since = int(beginning(state, NOW)["since_id"])
    assert moment_of(since + 1) == hour_ago - timedelta(minutes=1)
    assert beginning(XCursor(), NOW) == {"start_time": "2026-11-22T13:59:00Z"}
    quiet = XCursor(newest=id_at(NOW - timedelta(days=9)), heard=int(hour_ago.timestamp()))
    assert beginning(quiet, NOW) == {"start_time": "2026-11-23T12:59:00Z"}
    assert unreachable(quiet, NOW) is None
    long_gone = XCursor(newest=5, heard=int((NOW - timedelta(days=30)).timestamp()))
    assert beginning(long_gone, NOW) == {"start_time": "2026-11-16T15:00:00Z"}
    assert unreachable(long_gone, NOW) == (
        NOW - timedelta(days=30),
        NOW - timedelta(days=7) + timedelta(hours=1),
    )


def test_a_clock_that_went_back_breaks_nothing() -> None:
    ahead = XCursor(newest=id_at(NOW), heard=int(NOW.timestamp()), day="2026-11-23", read=7)
    yesterday = NOW - timedelta(days=1)
    assert "since_id" in beginning(ahead, yesterday)
    assert unreachable(ahead, yesterday) is None
    assert left_today(ahead, 10, yesterday) == 10


def test_what_was_read_is_counted_by_the_day_of_utc_and_remembered_within_bounds() -> None:
    posts = [XPost(id=str(number)) for number in range(1, 500)]
    state = counted(XCursor(), posts, NOW)
    assert (state.read, len(state.recent), state.recent[0]) == (499, REMEMBERED, "499")
    assert left_today(state, 500, NOW) == 1
    assert left_today(state, 100, NOW) == 0
    assert counted(state, posts[:1], NOW).read == 500
    assert counted(state, posts[:1], NOW + timedelta(hours=10)).read == 1


@pytest.mark.parametrize(
    ("status", "failures", "asked", "wait"),
    [
        (None, 1, None, 0.25),
        (None, 500, None, 16),
        (503, 1, None, 5),
        (503, 3, None, 20),
        (503, 500, None, 320),
        (429, 1, None, 60),
        (429, 3, None, 240),
        (429, 3, 42.0, 42),
        (503, 1, 600.0, 600),
    ],
)
def test_x_says_how_to_back_off(
    status: int | None, failures: int, asked: float | None, wait: float
) -> None:
    why = Refusal(say=Say("", ""), status=status, retry_after=asked)
    assert back_off(why, failures) == wait


@pytest.mark.parametrize(
    ("reset", "wait"),
    [
        (str(int(NOW.timestamp()) + 90), 90),
        (str(int(NOW.timestamp()) - 90), 1),
        ("9" * 12, 3_600),
        ("9" * 5_000, None),
        ("demain", None),
        ("²", None),
    ],
)
def test_a_window_ends_when_its_header_says(reset: str, wait: float | None) -> None:
    assert until_reset({"x-rate-limit-reset": reset}, NOW) == wait
    assert exhausted({"x-rate-limit-reset": reset, "x-rate-limit-remaining": "0"}, NOW) == wait
    assert exhausted({"x-rate-limit-reset": reset, "x-rate-limit-remaining": "4"}, NOW) is None


def test_every_query_fits_in_the_search() -> None:
    towns = [load_town("trois-rivieres", None), load_town("namur", None)]
    chosen = XSettings(name="X", enterprise_plan=True)
    found = queries(chosen, towns)
    assert all(len(query) <= 512 and query.endswith(" -is:retweet") for query in found)
    for word in ('"Trois-Rivières"', '"Trois-Rivieres"', '"Namur"', "#TroisRivières"):
        assert any(word in query for query in found)
    words = tuple("x" * 98 + str(number) for number in range(10, 99))
    many = XSettings(name="X", enterprise_plan=True, words=words)
    assert all(len(query) <= 512 for query in queries(many, towns))
