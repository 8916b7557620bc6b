from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from pipeline.chain import Chain, ordered
from pipeline.judging import BROKEN_AFTER, judge_safely
from vigie.codec import decode
from vigie.errors import ConfigurationError
from vigie.judgement import Judged, Judgement, Label
from vigie.mention import Mention
from vigie.post import Post, Source

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)


class Stage:
    """A stage that writes its name into `models`, and breaks on the word « bris »."""

    version = "1"

    def __init__(self, name: str, needs: set[str], gives: set[str]) -> None:
        self.name = name
        self.needs = frozenset(needs)
        self.gives = frozenset(gives)

    def enrich(self, batch: Sequence[Judged]) -> list[Judged]:
        return [self._one(judged) for judged in batch]

    def _one(self, judged: Judged) -> Judged:
        if judged.mention.post.text == "bris":
            raise RuntimeError("les mots de quelqu’un")
        said = replace(judged.judgement, topic=Label("snow", 1.0))
        return replace(judged, judgement=said)


def judged(text: str, native_id: str = "1") -> Judged:
    post = Post(
        source=Source(kind="feed", name="journal"),
        native_id=native_id,
        text=text,
        fetched_at=NOW,
        published_at=NOW,
    )
    return Judged(mention=Mention.of(post, "namur"), judgement=Judgement())


def test_a_stage_comes_after_what_it_needs() -> None:
    late = Stage("intent", {"topic", "language"}, {"intent"})
    middle = Stage("topic", {"language"}, {"topic"})
    first = Stage("language", {"relevance"}, {"language"})
    assert [s.name for s in ordered([late, middle, first])] == ["language", "topic", "intent"]


def test_two_stages_that_give_the_same_field_both_come_before_who_needs_it() -> None:
    reader = Stage("reader", {"why"}, {"x"})
    one, other = Stage("one", set(), {"why"}), Stage("other", set(), {"why"})
    assert ordered([reader, one, other])[-1] is reader


@pytest.mark.parametrize(
    "stages",
    [
        [Stage("a", {"nobody"}, {"x"})],
        [Stage("a", {"y"}, {"x"}), Stage("b", {"x"}, {"y"})],
    ],
)
def test_an_order_that_cannot_work_refuses_to_start(stages: list[Stage]) -> None:
    with pytest.raises(ConfigurationError, match="a besoin de"):
        ordered(stages)


def test_one_impossible_text_spoils_only_itself() -> None:
    chain = Chain([Stage("topic", set(), {"topic"})])
    batch = [judged("bien", "1"), judged("bris", "2"), judged("bien aussi", "3")]
    done = judge_safely(chain, batch, NOW)
    assert [one.mention.post.native_id for one in done.judged] == ["1", "3"]
    letter = done.dead[0]
    assert letter.where == batch[1].mention.id
    assert "mots" not in letter.why
    assert decode(letter.raw, Post) == batch[1].mention.post


def test_a_broken_stage_stops_rather_than_empty_a_source() -> None:
    chain = Chain([Stage("topic", set(), {"topic"})])
    batch = [judged("bris", str(n)) for n in range(BROKEN_AFTER)]
    with pytest.raises(ConfigurationError, match="de suite"):
        judge_safely(chain, batch, NOW)
