"""Themes followed without the town's name: heard by the same ear, kept apart from mentions."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrichers.themes import Themes
from pipeline.ears import heard_for
from tests.pipeline.installations import make_installation, vigie
from vigie.post import Post, Source
from vigie.theme import Theme

WATCH = """
[[watch]]
name = "Train à grande vitesse"
words = ["TGV", "train à grande vitesse"]
without = ["TGV Lyria"]
"""
TEXTS = {
    "ville": "Nid-de-poule sur la rue des Forges à Trois-Rivières.",
    "thème": "Le Train à Grande-Vitesse passera-t-il par la Mauricie ? Quelle honte ce retard!!",
    "les deux": "Le TGV s’arrêtera à Trois-Rivières.",
    "écarté": "Un billet de TGV Lyria pour Lausanne.",
    "rien": "Il fait beau.",
    "dans un mot": "Les TGVistes se réunissent.",
}
SLUG = "trois-rivieres.train-a-grande-vitesse"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = make_installation(
        tmp_path / "ici",
        WATCH,
        '[[source]]\nkind = "import"\nname = "p"\nfile = "p.jsonl"',
        '[[rule]]\nname = "tout"\nwhen.sentiment = ["negative", "neutral", "positive"]',
    )
    lines = [json.dumps({"id": name, "text": text}) for name, text in TEXTS.items()]
    (home / "p.jsonl").write_text("\n".join(lines), "utf-8")
    assert vigie("--home", home, "run", "--once").code == 0
    return home


def test_a_theme_has_a_list_of_its_own_and_mentions_do_not_hold_it(home: Path) -> None:
    mentions = vigie("--home", home, "search", "--json").rows
    assert {row["text"][:12] for row in mentions} == {TEXTS["ville"][:12], TEXTS["les deux"][:12]}
    theme = vigie("--home", home, "search", f"ville:{SLUG}", "--json").rows
    assert {row["text"][:12] for row in theme} == {TEXTS["thème"][:12], TEXTS["les deux"][:12]}
    assert {row["route"] for row in theme} == {"monitor"}
    exported = vigie("--home", home, "export").out.splitlines()
    assert len(exported) == 2
    (kept,) = vigie("--home", home, "sources", "--json").rows
    assert kept["outcomes"]["kept"] == 3


def test_no_alert_is_raised_for_a_theme(home: Path) -> None:
    sent = vigie("--home", home, "alerts", "list", "--json").rows
    assert all("Grande-Vitesse" not in json.dumps(row, ensure_ascii=False) for row in sent)


def test_a_theme_of_an_unknown_town_or_named_twice_stops_the_start(tmp_path: Path) -> None:
    wrong = '[[watch]]\nname = "X"\nwords = ["x"]\ntowns = ["nulle-part"]'
    ran = vigie("--home", make_installation(tmp_path / "a", wrong), "run", "--once")
    assert ran.code == 4
    assert "nulle-part" in ran.err
    ran = vigie("--home", make_installation(tmp_path / "b", WATCH, WATCH), "run", "--once")
    assert ran.code == 4
    assert "Train à grande vitesse" in ran.err


def test_a_source_of_one_town_is_read_for_its_themes_too() -> None:
    every = ("namur", "trois-rivieres", "namur.tgv", SLUG)
    assert heard_for((), every) == every
    assert heard_for(("namur",), every) == ("namur", "namur.tgv")


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    theme = Theme(slug="a.b", town="a", name="b", words=("été",), without=("hiver",))
    themes = Themes((theme,))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    source = Source(kind="essai", name="s")
    post = Post(source=source, native_id="1", text=text, published_at=now, fetched_at=now)
    verdicts = themes.read(post)
    assert set(verdicts) <= {"a.b"}
    if verdicts:
        assert themes.names_one(text)


def test_without_themes_nothing_is_heard() -> None:
    assert not Themes(()).names_one("TGV")
