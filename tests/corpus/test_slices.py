"""Every post of the corpus is in the format, and its labels are those of the product."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vigie.labels import (
    AUTHOR_ROLES,
    CONDUCTS,
    INTENTS,
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


def test_no_id_and_no_text_stands_twice() -> None:
    every = [post for path in SLICES for post in posts(path)]
    assert len({post["id"] for post in every}) == len(every)
    assert len({post["text"].strip().lower() for post in every if len(post["text"]) > 20}) == sum(
        len(post["text"]) > 20 for post in every
    )
