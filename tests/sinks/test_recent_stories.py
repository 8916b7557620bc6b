"""Of recent signatures, those that tell the same story are found, and few others."""

from __future__ import annotations

import random
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinks.recent_stories import RecentStories
from vigie.signature import KEPT, resemblance, same_story

HASHES = st.sets(st.integers(min_value=0, max_value=2**32 - 1), min_size=40, max_size=150)


def signed(hashes: set[int]) -> bytes:
    kept = sorted(hashes)[:KEPT]
    return pack(f">{len(kept)}I", *kept)


def invented(seed: int, count: int = 80) -> set[int]:
    return {random.Random(seed * 1000 + n).getrandbits(32) for n in range(count)}


@settings(max_examples=200, deadline=None)
@given(HASHES, st.data())
def test_nearly_the_same_text_is_found(hashes: set[int], data: st.DataObject) -> None:
    few = data.draw(st.sets(st.integers(0, 2**32 - 1), max_size=len(hashes) // 10))
    recent = RecentStories()
    recent.add(7, signed(hashes), "valbois")
    assert recent.sharing(signed(hashes | few), "valbois") in ([7], [])
    assert recent.sharing(signed(hashes), "valbois") == [7]


def test_of_texts_that_share_half_of_their_pairs_hardly_one_is_missed() -> None:
    recent, missed = RecentStories(), 0
    for n in range(500):
        mine, theirs = invented(2 * n, 90), invented(2 * n + 1, 30)
        shared = set(sorted(mine)[::3]) ^ mine  # two thirds stay: 60 of 90 + 30
        recent.add(n, signed(mine), "valbois")
        assert 0.35 < resemblance(signed(mine), signed(shared | theirs)) < 0.75
        missed += n not in recent.sharing(signed(shared | theirs), "valbois")
    assert missed <= 10


def test_unrelated_texts_are_not_looked_at() -> None:
    recent = RecentStories()
    for n in range(2_000):
        recent.add(n, signed(invented(n)), "valbois")
    assert recent.sharing(signed(invented(10_000)), "valbois") == []


def test_what_was_merged_into_order_is_found_as_what_is_fresh() -> None:
    recent = RecentStories()
    for n in range(5_000):  # merged several times
        recent.add(n, signed(invented(n % 2_500)), "valbois")
    assert sorted(recent.sharing(signed(invented(3)), "valbois")) == [3, 2_503]


def test_another_town_s_story_is_not_found() -> None:
    recent = RecentStories()
    recent.add(1, signed(invented(1)), "valbois")
    assert recent.sharing(signed(invented(1)), "namur") == []
    assert recent.sharing(signed(invented(1)), "valbois") == [1]


def test_words_that_everyone_writes_do_not_hide_the_latest_copies() -> None:
    everyone = set(sorted(invented(0))[:6])
    recent = RecentStories()
    for n in range(3_000):
        recent.add(n, signed(everyone | {1_000_000_000 + 20 * n + m for m in range(20)}), "valbois")
    recent.add(3_000, signed(invented(5)), "valbois")
    assert recent.sharing(signed(invented(5)), "valbois")[0] == 3_000


def test_a_text_copied_without_end_still_finds_its_copies() -> None:
    recent = RecentStories()
    for n in range(3_000):
        recent.add(n, signed(invented(1)), "valbois")
    found = recent.sharing(signed(invented(1)), "valbois")
    assert len(found) >= 16


@pytest.mark.parametrize("few", [1, 2])
def test_a_signature_of_a_hash_or_two_is_found_by_what_it_has(few: int) -> None:
    recent = RecentStories()
    recent.add(1, signed(set(range(few))), "valbois")
    assert recent.sharing(signed(set(range(few))), "valbois") == [1]


def test_what_tells_the_same_story_is_told_by_resemblance_and_length() -> None:
    long, short = invented(1, 60), invented(2, 10)
    assert same_story(signed(long), signed(set(sorted(long)[8:]) | invented(3, 8)))
    assert not same_story(signed(short), signed(set(sorted(short)[2:]) | invented(4, 2)))
