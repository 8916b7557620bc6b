"""Copies and edited texts join their story; quotes, retellings and most look-alikes do not."""

from __future__ import annotations

from bench.corpus_posts import CORPUS, lines
from bench.near_duplicates import gathered


def test_stories_are_gathered_as_docs_performance_says() -> None:
    there, joined, wrong = gathered(lines(CORPUS / "stories.jsonl"))
    assert joined["copy"] >= 0.95 * there["copy"]
    assert joined["edited"] >= 0.9 * there["edited"]
    assert joined["quote"] == joined["retold"] == wrong == 0
    assert joined["lookalike"] <= 0.3 * there["lookalike"]
