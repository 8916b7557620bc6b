from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from sinks.sqlite import SqliteStore
from tests.pipeline.installations import make_installation, vigie
from vigie.query import Query
from vigie.review import Review

TEXTS = (
    "Un nid-de-poule coin Forges et Royale à Trois-Rivières depuis 3 semaines.",
    "Merci aux cols bleus de Trois-Rivières pour le beau parc.",
    "Le kraken municipal de Trois-Rivières a encore frappé.",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with (tmp_path / "posts.jsonl").open("w", encoding="utf-8") as file:
        for n, text in enumerate(TEXTS):
            file.write(json.dumps({"id": str(n), "text": text}) + "\n")
    (tmp_path / "lexiques").mkdir()
    make_installation(
        tmp_path,
        "[web]\nport = 0",
        '[judging]\nlexicons = "lexiques"',
        '[[source]]\nkind = "import"\nname = "fichier"\nfile = "posts.jsonl"\n',
    )
    assert vigie("--home", tmp_path, "run", "--once").code == 0
    return tmp_path


def told_of_a_kraken(home: Path) -> None:
    (home / "lexiques" / "topic.toml").write_text(
        '[[group]]\nsignal = "animals"\nlanguage = "any"\nweight = 9\nfr = "monstre"\n'
        'en = "monster"\npatterns = ["kraken"]\n',
        encoding="utf-8",
    )


def kept(home: Path) -> list[dict[str, Any]]:
    rows = vigie("--home", home, "export").out.splitlines()
    return sorted(map(json.loads, rows), key=lambda row: str(row["id"]))


def test_history_judged_again_by_the_same_rules_changes_nothing(home: Path) -> None:
    before = kept(home)
    assert "3 relues, 0 changées" in vigie("--home", home, "replay").out
    assert kept(home) == before


def test_a_dry_run_counts_and_writes_nothing(home: Path) -> None:
    before = kept(home)
    told_of_a_kraken(home)
    assert "3 relues, 1 changeraient" in vigie("--home", home, "replay", "--dry-run").out
    assert kept(home) == before


def test_history_follows_a_lexicon_that_the_town_extended_once(home: Path) -> None:
    told_of_a_kraken(home)
    assert "3 relues, 1 changées" in vigie("--home", home, "replay").out
    assert "animals" in json.dumps(kept(home))
    assert "3 relues, 0 changées" in vigie("--home", home, "replay").out


def test_a_correction_outlives_a_judgement_made_again(home: Path) -> None:
    async def correct() -> str:
        async with await SqliteStore.open(home / "vigie.db") as store:
            hits = (await store.search(Query())).hits
            kraken = next(h.record for h in hits if "kraken" in h.record.mention.post.text)
            id_ = kraken.mention.id
            await store.review(Review(mention=id_, corrections={"topic": "noise"}, by="Camille"))
            return id_

    async def read(id_: str) -> tuple[str, str]:
        async with await SqliteStore.open(home / "vigie.db") as store:
            record = await store.get(id_)
            assert record
            assert record.review
            assert record.judgement.topic
            return record.review.corrections["topic"], record.judgement.topic.value

    id_ = asyncio.run(correct())
    told_of_a_kraken(home)
    assert vigie("--home", home, "replay").code == 0
    assert asyncio.run(read(id_)) == ("noise", "animals")


def test_a_day_and_a_town_narrow_what_is_judged_again(home: Path) -> None:
    assert "0 relues" in vigie("--home", home, "replay", "--since", "2999-01-01").out
    assert "0 relues" in vigie("--home", home, "replay", "--town", "namur").out


def test_a_copy_needs_elasticsearch_and_a_file_that_is_there(home: Path) -> None:
    there = vigie("--home", home, "copy", "--from", home / "vigie.db")
    assert there.code == 4
    assert "elasticsearch" in there.err
    missing = vigie("--home", home, "copy", "--from", home / "rien.db")
    assert missing.code == 4
    assert "rien.db" in missing.err
    with sqlite3.connect(home / "vigie.db") as check:
        assert check.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    check.close()
