"""`vigie train` from this checkout gives the model that is shipped, as good as is recorded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from enrichers.place_templates import tokens_of
from enrichers.weights import weights
from pipeline.corpus_files import files_for
from pipeline.evaluation.figures import Figure
from pipeline.labelled import Towns, listed_towns
from pipeline.training.examples import Example, read_examples
from pipeline.training.making import Made, make
from pipeline.training.places import Fitted, fit_places
from pipeline.training.telling import unseen_figures

pytestmark = pytest.mark.timeout(1500)

CORPUS = Path(__file__).parents[2] / "corpus"
#: Cross-validated figures when the model was shipped, and by how much they may fall.
RECORDED = json.loads((Path(__file__).parent / "recorded.json").read_text("utf-8"))
MARGIN = 0.015
#: Posts whose answers must be those of the shipped model.
REFERENCE = "qc-hiver"


@pytest.fixture(scope="module")
def places() -> Fitted:
    return fit_places(files_for(CORPUS, "train"), Towns(listed_towns(CORPUS)))


@pytest.fixture(scope="module")
def examples(places: Fitted) -> list[Example]:
    towns = Towns(listed_towns(CORPUS))
    return read_examples(files_for(CORPUS, "train"), towns, finders=places.without)


@pytest.fixture(scope="module")
def made(examples: list[Example], places: Fitted) -> Made:
    return make(examples, places.whole)


@pytest.fixture(scope="module")
def told(made: Made, examples: list[Example]) -> dict[str, list[Figure]]:
    return unseen_figures(made, examples)


def test_the_shipped_model_was_made_from_this_corpus(made: Made) -> None:
    assert weights().version == made.weights.version


def test_training_again_gives_the_shipped_models_answers(
    made: Made, examples: list[Example]
) -> None:
    features = [one.features for one in examples if one.group == REFERENCE]
    shipped = weights().scores(features)
    again = made.weights.scores(features)
    for ours, theirs in zip(weights().heads, made.heads, strict=True):
        said = [one.place for one in ours.decide(shipped)]
        assert said == [one.place for one in theirs.decide(again)], ours.label
    assert np.abs(shipped - again).max() < 0.01


def test_training_again_finds_the_same_places(made: Made, examples: list[Example]) -> None:
    shipped, again = weights().finder, made.weights.finder
    assert shipped
    assert again
    for one in examples:
        if one.group == REFERENCE:
            tokens = tokens_of(one.judged.mention.post.text)
            marks = ["O"] * len(tokens)
            assert shipped.best(tokens, marks) == again.best(tokens, marks), one.id


@pytest.mark.parametrize(
    "row", RECORDED, ids=lambda row: f"{row['of']}-{row['label']}-{row['name']}"
)
def test_no_cross_validated_figure_falls(
    told: dict[str, list[Figure]], row: dict[str, object]
) -> None:
    figure = next(
        f for f in told[str(row["of"])] if (f.label, f.name) == (row["label"], row["name"])
    )
    recorded = float(str(row["value"]))
    if row["name"] == "angry_flagged":
        assert figure.value <= recorded + MARGIN
    else:
        assert figure.value >= recorded - MARGIN
