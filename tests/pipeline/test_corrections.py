"""What people corrected comes out as labelled posts, and a model learns from it or is refused."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.corrections import gold_of
from pipeline.training.adopting import MARGIN, Trial, former_of, margin_of, posts_of
from pipeline.training.cross_validating import folds_of
from sinks.sqlite import SqliteStore
from tests.pipeline.installations import make_installation, vigie
from vigie.query import Query
from vigie.review import Review

CORPUS = Path(__file__).parents[2] / "corpus"
TEXTS = (
    "Un nid-de-poule coin Forges et Royale à Trois-Rivières, appelez-moi au 819 555-0123",
    "=Merci aux cols bleus de Trois-Rivières pour le beau parc.",
    "Le conseil de Trois-Rivières se réunit lundi.",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    rows = [
        {"id": str(n), "text": text, "author": {"handle": "@quelquun"}}
        for n, text in enumerate(TEXTS)
    ]
    (tmp_path / "posts.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    make_installation(
        tmp_path,
        "[web]\nport = 0",
        '[[source]]\nkind = "import"\nname = "fichier"\nfile = "posts.jsonl"\n',
    )
    assert vigie("--home", tmp_path, "run", "--once").code == 0
    return tmp_path


def correct(home: Path, word: str, **corrections: str) -> None:
    async def save() -> None:
        async with await SqliteStore.open(home / "vigie.db") as store:
            hits = (await store.search(Query())).hits
            (one,) = [h.record for h in hits if word in h.record.mention.post.text]
            await store.review(
                Review(mention=one.mention.id, corrections=corrections, by="Camille")
            )

    asyncio.run(save())


def exported(home: Path) -> list[dict[str, Any]]:
    told = vigie("--home", home, "corrections", "export")
    assert told.code == 0
    return [json.loads(line) for line in told.out.splitlines()]


def test_only_corrected_mentions_come_out_with_what_was_corrected(home: Path) -> None:
    assert exported(home) == []
    correct(home, "cols bleus", sentiment="positive", service_request="false")
    (line,) = exported(home)
    assert line["town"] == "trois-rivieres"
    assert line["gold"] == {
        "sentiment": "positive",
        "service_request": False,
        "service_category": None,
    }


def test_what_comes_out_names_nobody(home: Path) -> None:
    correct(home, "nid-de-poule", topic="roads")
    (line,) = exported(home)
    assert "819 555-0123" not in json.dumps(line)
    assert "quelquun" not in json.dumps(line)
    assert "Camille" not in json.dumps(line)
    assert set(line["author"]) == {"role"}


def test_a_category_says_that_there_is_a_case() -> None:
    assert gold_of({"service_category": "pothole"}) == {
        "service_category": "pothole",
        "service_request": True,
    }


def test_a_model_that_gives_no_more_corrections_right_is_not_adopted() -> None:
    assert not Trial((), 4, 4, 9).better
    assert not Trial((("topic macro_f1", 0.7, 0.6),), 4, 9, 9).better
    assert Trial((), 4, 5, 9).better
    assert "topic macro_f1 0.700 → 0.600" in Trial(
        (("topic macro_f1", 0.7, 0.6),), 4, 9, 9
    ).told().to("fr")


def test_a_figure_on_few_posts_may_fall_by_more_before_it_counts_as_a_fall() -> None:
    corpus = [
        {"media_request": n < 4, "relevant": n >= 9, "topic": "roads", "place": None}
        for n in range(100)
    ]
    assert posts_of("media_request f1", corpus) == 4
    assert posts_of("relevant f1_not_about", corpus) == 9
    assert posts_of("relevant recall_about", corpus) == 91
    assert posts_of("topic macro_f1", corpus) == 100
    assert margin_of(4) > margin_of(91) > margin_of(100_000) == MARGIN


def test_corrections_leave_the_folds_of_the_corpus_as_they_are() -> None:
    corpus = ["neige", "ete", "neige", "est", "ouest"]
    alone = folds_of(corpus).tolist()
    both = folds_of([*corpus, "corrections-1", "corrections-0", "corrections-1"]).tolist()
    assert both[:5] == alone
    assert both[5] == both[7] != both[6]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of three short slices."""
    folder = tmp_path_factory.mktemp("petit")
    (folder / "slices").mkdir()
    (folder / "towns.toml").write_bytes((CORPUS / "towns.toml").read_bytes())
    for name in ("qc-hiver", "be-annee", "en-et-autres"):
        lines = (CORPUS / "slices" / f"{name}.jsonl").read_text("utf-8").splitlines()[:110]
        (folder / "slices" / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def krakens(path: Path, count: int) -> Path:
    """Corrections that no model could guess: the kraken is a matter of taxes."""
    streets = ("Royale", "Hart", "Laviolette", "Notre-Dame", "Bonaventure")
    rows = [
        {
            "id": str(n),
            "town": "trois-rivieres",
            "source": {"kind": "facebook", "name": "Spotted Trois-Rivières"},
            "text": f"Le kraken {n} de la rue {streets[n % 5]} est revenu",
            "gold": {"topic": "taxes_budget"},
        }
        for n in range(count)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


@pytest.mark.timeout(600)
def test_a_town_s_model_learns_from_corrections_and_can_be_put_back(
    small: Path, tmp_path: Path
) -> None:
    model, corrections = tmp_path / "modele.npz", krakens(tmp_path / "corrections.jsonl", 40)
    assert vigie("train", "--corpus", small, "-o", model).code == 0
    before = model.read_bytes()
    options = ("--corpus", small, "--with-corrections", corrections, "-o", model)
    told = vigie("train", *options)
    assert told.code == 0, told.out
    assert "40 / 40" in told.out
    assert former_of(model).read_bytes() == before
    adopted = model.read_bytes()
    assert adopted != before
    assert vigie("train", "--put-back", "-o", model).code == 0
    assert model.read_bytes() == before
    assert former_of(model).read_bytes() == adopted


@pytest.mark.timeout(600)
def test_a_model_worse_than_the_one_in_force_is_not_adopted(small: Path, tmp_path: Path) -> None:
    model, corrections = tmp_path / "modele.npz", krakens(tmp_path / "corrections.jsonl", 12)
    told = vigie("train", "--corpus", small, "--with-corrections", corrections, "-o", model)
    assert told.code == 1
    assert "→" in told.out
    assert not model.exists()


def test_without_a_model_before_it_there_is_nothing_to_put_back(tmp_path: Path) -> None:
    told = vigie("train", "--put-back", "-o", tmp_path / "modele.npz")
    assert told.code != 0
    assert "modele.former.npz" in told.err
