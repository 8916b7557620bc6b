"""`vigie train`: what it refuses, what it tells; the whole training is in tests/quality."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from enrichers.heads import Head
from pipeline.cli.entry import app
from pipeline.corpus_files import files_for
from pipeline.training.fitting import Task, fit
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
