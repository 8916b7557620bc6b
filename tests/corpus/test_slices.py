"""Every post of the corpus is in the format, and its labels are those of the product."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from vigie.labels import (
    AUTHOR_ROLES,
    CONDUCTS,
    INTENTS,
    LABELS,
    SENTIMENTS,
    SERVICE_CATEGORIES,
    TOPICS,
)

SLICES = sorted((Path(__file__).parents[2] / "corpus" / "slices").glob("*.jsonl"))


def posts(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", SLICES, ids=lambda path: path.stem)
def test_every_label_is_one_of_ours(path: Path) -> None:
    for post in posts(path):
        gold = post["gold"]
        assert gold["sentiment"] in SENTIMENTS, post["id"]
        assert gold["topic"] in TOPICS, post["id"]
        assert gold["intent"] in INTENTS, post["id"]
        assert gold["conduct"] in CONDUCTS, post["id"]
        assert gold["author_role"] in AUTHOR_ROLES, post["id"]
        assert (gold["service_category"] in SERVICE_CATEGORIES) == gold["service_request"]
        assert not (gold["emergency"] and gold["service_request"]), post["id"]


@pytest.mark.parametrize("path", SLICES, ids=lambda path: path.stem)
def test_every_place_is_an_exact_passage(path: Path) -> None:
    for post in posts(path):
        place = post["gold"]["place"]
        if place:
            assert post["text"][place["start"] : place["end"]] == place["text"], post["id"]


def test_a_pair_is_two_posts_with_opposite_verdicts_and_its_name_is_its_own() -> None:
    verdicts: dict[str, list[bool]] = {}
    for path in SLICES:
        for post in posts(path):
            if post["pair"]:
                verdicts.setdefault(post["pair"], []).append(post["gold"]["service_request"])
    assert {pair: said for pair, said in verdicts.items() if sorted(said) != [False, True]} == {}


def test_no_id_and_no_text_stands_twice() -> None:
    every = [post for path in SLICES for post in posts(path)]
    assert len({post["id"] for post in every}) == len(every)
    assert len({post["text"].strip().lower() for post in every if len(post["text"]) > 20}) == sum(
        len(post["text"]) > 20 for post in every
    )


@pytest.mark.parametrize("path", SLICES, ids=lambda path: path.stem)
def test_both_readings_are_there_and_differ_only_in_labels(path: Path) -> None:
    readings = posts(path.parents[1] / "readings" / path.name)
    assert [row["id"] for row in readings] == [post["id"] for post in posts(path)]
    for row in readings:
        for reading in ("first", "second"):
            assert row.get(reading, {}).keys() <= set(LABELS), row["id"]


@pytest.mark.parametrize("path", SLICES, ids=lambda path: path.stem)
def test_a_minimal_pair_is_two_posts(path: Path) -> None:
    pairs = Counter(post["pair"] for post in posts(path) if post["pair"])
    assert set(pairs.values()) <= {2}


@pytest.mark.parametrize("path", SLICES, ids=lambda path: path.stem)
def test_labels_that_go_together_agree(path: Path) -> None:
    for post in posts(path):
        gold = post["gold"]
        assert (gold["intent"] == "emergency") == gold["emergency"], post["id"]
        assert (gold["intent"] == "media_request") == gold["media_request"], post["id"]
        assert gold["relevant"] or not post["source"]["own"], post["id"]


def test_the_readme_counts_what_is_there() -> None:
    readme = (SLICES[0].parents[1] / "README.md").read_text("utf-8")
    for path in SLICES:
        assert f"| `slices/{path.name}` | {len(posts(path))} |" in readme, path.name
