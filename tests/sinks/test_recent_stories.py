"""Of recent signatures, all those near are found, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sinks.recent_stories import RecentStories
from vigie.signature import SAME_STORY_BITS, same_story

SIGNATURES = st.integers(min_value=-(2**63), max_value=2**63 - 1)
TURNED = st.sets(st.integers(min_value=0, max_value=63), max_size=12)


def turned(signature: int, bits: set[int]) -> int:
    unsigned = signature & (2**64 - 1)
    for bit in bits:
        unsigned ^= 1 << bit
    return unsigned - 2**64 if unsigned >> 63 else unsigned


@given(SIGNATURES, st.lists(TURNED, max_size=20), st.lists(SIGNATURES, max_size=20))
def test_all_that_tell_the_same_story_are_found_and_nothing_else(
    one: int, near: list[set[int]], others: list[int]
) -> None:
    every = [*(turned(one, bits) for bits in near), *others]
    recent = RecentStories()
    for number, signature in enumerate(every):
        recent.add(number, signature, "valbois")
    found = recent.sharing(one, "valbois")
    assert sorted(found) == [n for n, other in enumerate(every) if same_story(one, other)]


@given(SIGNATURES, st.permutations(range(64)))
def test_differences_spread_over_a_whole_signature_hide_nothing(one: int, order: list[int]) -> None:
    recent = RecentStories()
    recent.add(1, turned(one, set(order[:SAME_STORY_BITS])), "valbois")
    recent.add(
        2, turned(one, {block * 16 + bit for block in range(4) for bit in (3, 11)}), "valbois"
    )
    recent.add(3, turned(one, set(order[: SAME_STORY_BITS + 1])), "valbois")
    assert sorted(recent.sharing(one, "valbois")) == [1, 2]


def test_another_town_s_story_is_not_found() -> None:
    recent = RecentStories()
    recent.add(1, 12345, "valbois")
    assert recent.sharing(12345, "namur") == []
    assert recent.sharing(12345, "valbois") == [1]


def test_each_copy_of_one_text_is_found() -> None:
    recent = RecentStories()
    for number in range(5):
        recent.add(number, -7, "valbois")
    assert sorted(recent.sharing(-7, "valbois")) == [0, 1, 2, 3, 4]
