from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.codec import decode, encode
from vigie.errors import InvalidInput
from vigie.mention import Mention, mention_id
from vigie.post import Post, Source

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def a_post(text: str) -> Post:
    return Post(
        source=Source(kind="feed", name="journal"),
        native_id="1",
        text=text,
        fetched_at=AT,
        published_at=AT,
    )


@given(st.text())
def test_a_mention_comes_back_from_the_wire_as_it_was(text: str) -> None:
    mention = Mention.of(a_post(text), "trois-rivieres")
    assert decode(encode(mention), Mention) == mention


def test_a_lone_surrogate_does_not_stop_the_wire() -> None:
    mention = Mention.of(a_post("avant \ud800 après"), "trois-rivieres")
    assert decode(encode(mention), Mention).post.text == "avant ? après"


def test_every_wire_form_says_its_schema_version() -> None:
    assert json.loads(encode(a_post("bonjour")))["schema_version"] == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"\xff", b'{"schema_version":1,"kind":"post","body":{}}', b"[1]"],
)
def test_what_is_not_the_wire_form_is_an_invalid_input(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        decode(data, Post)


def test_a_newer_schema_is_refused_rather_than_misread() -> None:
    data = encode(a_post("bonjour")).replace(b'"schema_version":1', b'"schema_version":2')
    with pytest.raises(InvalidInput, match="plus récent"):
        decode(data, Post)


def test_another_kind_is_refused() -> None:
    with pytest.raises(InvalidInput, match="attendu"):
        decode(encode(a_post("bonjour")), Mention)


@given(st.lists(st.text(), min_size=3, max_size=3), st.lists(st.text(), min_size=3, max_size=3))
def test_two_different_posts_never_share_an_id(one: list[str], other: list[str]) -> None:
    assert (mention_id(*one) == mention_id(*other)) == (one == other)
