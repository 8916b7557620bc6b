"""`vigie train`: what it refuses, what it tells; the whole training is in tests/quality."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from enrichers.features import Features
from enrichers.heads import Head
from pipeline.cli.entry import app
from pipeline.corpus_files import files_for
from pipeline.training.fitting import Task, fit
from pipeline.training.layer import Asked, fit_layer
from pipeline.training.matrix import known_of, matrix_of
from pipeline.training.quantising import quantised
from pipeline.training.tuning import head_of
from vigie.errors import ConfigurationError

ROOT = Path(__file__).parents[2]


def test_the_uses_of_the_datasheet_share_no_file() -> None:
    uses = [set(files_for(ROOT / "corpus", use)) for use in ("train", "test", "week")]
    assert all(path.is_file() for use in uses for path in use)
    assert sum(map(len, uses)) == len(set().union(*uses))


def test_a_folder_without_posts_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="train"):
        files_for(tmp_path, "train")


def test_too_few_posts_are_not_learnt_from(tmp_path: Path) -> None:
    (tmp_path / "slices").mkdir()
    line = {"id": "1", "town": "namur", "text": "Un trou", "gold": {"sentiment": "neutral"}}
    (tmp_path / "slices" / "a.jsonl").write_text(json.dumps(line), "utf-8")
    out = tmp_path / "m.npz"
    told = CliRunner().invoke(app, ["train", "--corpus", str(tmp_path), "-o", str(out)])
    assert isinstance(told.exception, ConfigurationError)
    assert "200" in str(told.exception)
    assert not out.exists()


def rows(words: list[list[int]]) -> list[tuple[np.ndarray, ...]]:
    nothing = np.zeros(0, np.uint32)
    return [(np.array(some, np.uint32), nothing, nothing, nothing, nothing) for some in words]


def test_what_is_seen_once_is_not_learnt() -> None:
    assert known_of(rows([[1, 2], [2, 3], [3]])).tolist() == [2, 3]


def test_a_post_weighs_the_same_however_long() -> None:
    seen = rows([[1, 2], [1, 2, 3, 4]])
    matrix = matrix_of(seen, np.array([1, 2, 3, 4], np.uint32))
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    assert np.allclose(lengths, 1)


def test_training_twice_gives_the_same_whole_numbers() -> None:
    seen = rows([[1, 2], [1, 3], [2, 3], [1], [2], [3]] * 5)
    known = known_of(seen)
    matrix = matrix_of(seen, known)
    task = Task("emergency", ("no", "yes"))
    truth = np.array([1, 0, 0, 1, 0, 0] * 5)
    made = [
        quantised(known, fit(matrix, [truth], [task], np.ones(30)), (), "essai") for _ in range(2)
    ]
    assert (made[0]._table == made[1]._table).all()


def test_a_layer_learns_what_no_sum_of_words_can_say() -> None:
    either = [[1, 9], [2, 9], [1, 2], [9]] * 60  # yes with one of both words, no with both
    matrix = matrix_of(rows(either), np.array([1, 2, 9], np.uint32))
    truth = np.array([1, 1, 0, 0] * 60)
    layer = fit_layer(matrix, [Asked(slice(0, 1), truth)], np.ones(len(truth)))
    assert ((layer.scores(matrix)[:, 0] > 0) == (truth == 1)).all()


def test_a_label_that_does_not_apply_teaches_the_layer_nothing() -> None:
    matrix = matrix_of(rows([[1], [2]] * 20), np.array([1, 2], np.uint32))
    yes, none = np.array([1, 0] * 20), np.full(40, -1)
    asked = [Asked(slice(0, 1), yes), Asked(slice(1, 3), none)]
    layer = fit_layer(matrix, asked, np.ones(40))
    assert (layer.level[1:3] == 0).all()
    assert layer.level[0] != 0


def test_whole_numbers_say_what_was_fitted() -> None:
    known = np.array([1, 2, 3], np.uint32)
    seen = rows([[1, 2], [1, 3], [2, 3], [1], [2], [3]] * 5)
    matrix = matrix_of(seen, known)
    task = Task("sentiment", ("negative", "neutral", "positive"))
    fitted = fit(matrix, [np.array([0, 1, 2, 0, 1, 2] * 5)], [task], np.ones(30))
    made = quantised(known, fitted, (), "essai")
    posts = [Features(row[0], [], *(np.zeros(0, np.uint32) for _ in range(3))) for row in seen]
    assert np.abs(made.scores(posts) - fitted.scores(matrix)).max() < 0.01


@pytest.mark.parametrize("truth", [np.ones(30, np.int64), np.zeros(30, np.int64)])
def test_where_training_has_one_side_only_it_is_what_is_said(truth: np.ndarray) -> None:
    seen = rows([[1, 2], [1, 3], [2, 3], [1], [2], [3]] * 5)
    matrix = matrix_of(seen, known_of(seen))
    task = Task("relevant", ("no", "yes"), leaning=True)
    scores = fit(matrix, [truth], [task], np.ones(30)).scores(matrix)
    head = head_of(task, 0, scores, truth)
    assert {one.place for one in head.decide(scores)} == {truth[0]}


def test_a_word_of_one_side_is_learnt_faster_when_leanings_count() -> None:
    seen = rows([[1, 3], [1, 3], [1], [2, 3], [2, 3], [2]] * 10)
    matrix = matrix_of(seen, np.array([1, 2, 3], np.uint32))
    truth = np.array([1, 1, 1, 0, 0, 0] * 10)
    worth = [
        np.abs(fit(matrix, [truth], [task], np.ones(60)).weights[:, 0])
        for task in (
            Task("relevant", ("no", "yes"), 0.1),
            Task("relevant", ("no", "yes"), 0.1, leaning=True),
        )
    ]
    assert worth[1][0] > worth[0][0]
    assert worth[1][2] <= worth[0][2] + 1e-9


def test_the_threshold_of_relevance_looks_for_what_is_elsewhere() -> None:
    scores = np.array([[4.0], [3.0], [2.0], [1.0], [-1.0], [-2.0]])
    truth = np.array([1, 1, 1, 0, 0, 0])
    head = head_of(Task("relevant", ("no", "yes")), 0, scores, truth)
    assert [one.place for one in head.decide(scores)] == [1, 1, 1, 0, 0, 0]


def test_an_emergencys_threshold_looks_for_recall_first() -> None:
    scores = np.array([[3.0], [1.0], [0.5], [-2.0], [-3.0], [-3.0]])
    truth = np.array([1, 1, 0, 1, 0, 0])
    emergency = head_of(Task("emergency", ("no", "yes")), 0, scores, truth)
    assert [one.place for one in emergency.decide(scores)] == [1, 1, 1, 1, 0, 0]


def test_hardly_a_civil_post_is_flagged() -> None:
    classes = ("insult", "ok")
    random = np.random.default_rng(3)
    civil = np.column_stack([random.normal(0, 1, 500), random.normal(1, 1, 500)])
    rude = np.column_stack([random.normal(4, 1, 60), random.normal(-1, 1, 60)])
    truth = np.array([1] * 500 + [0] * 60)
    head: Head = head_of(Task("conduct", classes), 0, np.vstack([civil, rude]), truth)
    flagged = [one.place == 0 for one in head.decide(civil)]
    assert sum(flagged) / len(flagged) <= 0.012
