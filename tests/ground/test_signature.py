from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import combinations
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ground.stories import COPIED, OTHERS, POST, RELEASE, RETOLD
from vigie.clustering import choose_cluster
from vigie.decision import Decision
from vigie.judgement import Judgement
from vigie.mention import Mention
from vigie.post import Post, Source
from vigie.record import Record
from vigie.signature import KEPT, WIDTH, is_signature, resemblance, same_story, signature

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
HASHES = st.sets(st.integers(0, 2**32 - 1), min_size=1, max_size=KEPT)


def sign(text: str) -> bytes:
    signed = signature(text)
    assert signed is not None
    return signed


def a_record(site: str, text: str, *, minutes: int = 0, cluster: str | None = None) -> Record:
    post = Post(
        source=Source(kind="feed", name=site),
        native_id="1",
        text=text,
        fetched_at=AT,
        published_at=AT,
    )
    return Record(
        mention=Mention.of(post, "trois-rivieres"),
        judgement=Judgement(cluster=cluster),
        decision=Decision(route="monitor", article="monitor"),
        first_seen=AT + timedelta(minutes=minutes),
        signature=signature(text),
    )


def gathered(texts: list[str]) -> list[str]:
    """Write the texts one after the other, as the pipeline does; return their clusters."""
    written: list[Record] = []
    for minute, text in enumerate(texts):
        new = a_record(f"site-{minute}", text, minutes=minute)
        cluster = choose_cluster(new.mention.id, new.signature, written)
        written.append(a_record(f"site-{minute}", text, minutes=minute, cluster=cluster))
    return [record.judgement.cluster or "" for record in written]


@pytest.mark.parametrize("retold", RETOLD)
def test_a_release_retold_is_the_same_story(retold: str) -> None:
    assert same_story(sign(RELEASE), sign(retold))


@pytest.mark.parametrize("copy", COPIED)
def test_a_copied_post_is_the_same_story(copy: str) -> None:
    assert same_story(sign(POST), sign(copy))


@pytest.mark.parametrize("other", OTHERS)
def test_another_story_a_quotation_or_an_answer_is_not(other: str) -> None:
    assert not any(same_story(sign(other), sign(text)) for text in (*RETOLD, *COPIED))


def test_other_stories_are_not_one_another() -> None:
    assert not any(same_story(sign(one), sign(two)) for one, two in combinations(OTHERS, 2))


def test_the_same_complaint_about_two_streets_is_two_stories() -> None:
    one = "La gratte n’est pas passée rue Laviolette ce matin, merci la ville"
    assert not same_story(sign(one), sign(one.replace("Laviolette", "Sainte-Cécile")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "merci la ville",
        "🎄 " * 50,
        "@a @b @c #d #e https://x.example/f g h i j k",
        "a b c d e f g h i j",
        "non " * 40,
    ],
)
def test_so_little_text_has_no_signature(text: str) -> None:
    assert signature(text) is None


def test_accents_case_handles_and_addresses_do_not_count() -> None:
    assert sign(POST) == sign(f"@voisin {POST.upper()} https://exemple.example/a?b=c #neige")


def test_the_signature_is_the_same_on_every_machine() -> None:
    assert sign(RELEASE)[:12].hex() == "0026e6f5034a20bb05b41ea4"


def test_a_page_without_end_is_read_in_part() -> None:
    assert signature((POST + " ") * 20_000) is not None


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_has_a_signature_of_at_most_256_bytes_or_none(text: str) -> None:
    signed = signature(text)
    assert signed is None or (is_signature(signed) and len(signed) <= KEPT * WIDTH == 256)


@given(HASHES, HASHES)
def test_resemblance_is_the_same_both_ways_and_whole_only_to_itself(
    one: set[int], other: set[int]
) -> None:
    mine, theirs = (pack(f">{len(s)}I", *sorted(s)) for s in (one, other))
    assert resemblance(mine, theirs) == resemblance(theirs, mine) <= 1
    assert (resemblance(mine, theirs) == 1) == (one == other)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 400), st.integers(0, 2**16))
def test_resemblance_is_near_the_share_of_pairs_that_two_texts_have_in_common(
    mine: int, theirs: int, shared: int, seed: int
) -> None:
    invented = random.Random(seed).sample(range(2**32), mine + theirs + shared)
    first, second = set(invented[theirs:]), set(invented[: theirs + shared])
    one, other = (
        pack(f">{len(kept)}I", *kept) for kept in (sorted(s)[:KEPT] for s in (first, second))
    )
    exact = len(first & second) / len(first | second)
    assert abs(resemblance(one, other) - exact) < (0.001 if len(first | second) <= KEPT else 0.3)


def test_what_is_no_signature_is_known() -> None:
    assert not any(map(is_signature, (b"", b"abc", b"\x00" * 260)))


def test_twelve_sites_with_one_release_are_one_story() -> None:
    assert len(set(gathered(RETOLD))) == 1


def test_stories_stay_apart_in_one_stream() -> None:
    mixed = [text for pair in zip(RETOLD, COPIED + OTHERS, strict=False) for text in pair]
    clusters = gathered(mixed)
    assert len(set(clusters[::2])) == 1
    assert len(set(clusters)) == 2 + len(RETOLD) - len(COPIED)


def test_a_story_s_cluster_is_its_first_mention() -> None:
    first = a_record("site-0", RELEASE)
    assert gathered(RETOLD[:3]) == [first.mention.id] * 3


def test_a_mention_is_not_its_own_twin_when_it_is_written_again() -> None:
    old = a_record("site-0", RELEASE, cluster="another")
    assert choose_cluster(old.mention.id, old.signature, [old]) == old.mention.id


def test_a_text_too_short_to_compare_is_a_story_of_its_own() -> None:
    others = [a_record("site-0", RELEASE), a_record("site-1", "Merci!")]
    assert choose_cluster("abc", None, others) == "abc"
    assert choose_cluster("abc", sign(POST), others) == "abc"


def test_of_two_stories_as_near_the_first_seen_is_joined() -> None:
    late, early = a_record("a", RELEASE, minutes=9), a_record("b", RELEASE, minutes=1)
    assert choose_cluster("abc", late.signature, [late, early]) == early.mention.id
