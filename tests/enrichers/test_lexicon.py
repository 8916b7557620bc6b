from __future__ import annotations

from pathlib import Path

import pytest

from enrichers.lexicon import NAMES, rules
from enrichers.pattern import compile_pattern
from tests.enrichers.judging_for_tests import mention, stages
from vigie.errors import ConfigurationError
from vigie.judgement import Judgement
from vigie.labels import AUTHOR_ROLES, CONDUCTS, SERVICE_CATEGORIES, TOPICS

_ADDED = """
[[group]]
signal = "water_leak"
weight = 3
fr = "la conduite du vieux quartier fuit"
en = "the old quarter’s pipe leaks"
patterns = ["la grande serpentine coule"]
"""


def judged_with(folder: Path, text: str) -> Judgement:
    batch = [mention(text)]
    for stage in stages(options={"lexicons": str(folder)}):
        batch = stage.enrich(batch)
    return batch[0].judgement


def test_a_town_adds_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(_ADDED, "utf-8")
    text = "La grande serpentine coule dans ma rue depuis trois jours."
    found = judged_with(tmp_path, text).service_request
    assert found is not None
    assert (found.yes, found.category) == (True, "water_leak")


def test_what_a_town_added_is_told_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(_ADDED, "utf-8")
    text = "La grande serpentine coule dans ma rue depuis trois jours."
    reasons = [r.reason for r in judged_with(tmp_path, text).why if r.label == "service_category"]
    assert reasons == ["la conduite du vieux quartier fuit"]


def test_every_mistake_of_a_folder_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(_ADDED.replace("weight", "wieght"), "utf-8")
    (tmp_path / "topic.toml").write_text("[[group", "utf-8")
    (tmp_path / "sujets.toml").write_text(_ADDED, "utf-8")
    (tmp_path / "signs.toml").write_text(_ADDED.replace("la grande", "(la grande"), "utf-8")
    with pytest.raises(ConfigurationError) as raised:
        rules(tmp_path)
    told = str(raised.value)
    assert [name in told for name in ("case", "topic", "sujets", "signs")] == [True] * 4
    assert "wieght" in told


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="n’existe pas"):
        rules(tmp_path / "absent")


def test_the_house_has_every_lexicon_and_every_pattern_compiles() -> None:
    house = rules()
    assert {rule.lexicon for rule in house} == set(NAMES)
    assert all(compile_pattern(rule.pattern).anchors for rule in house)


@pytest.mark.parametrize(
    ("lexicon", "labels"),
    [
        ("topic", {*TOPICS, "none"} - {"none"}),
        ("case", set(SERVICE_CATEGORIES)),
        ("conduct", set(CONDUCTS) - {"ok"}),
        ("author_role", set(AUTHOR_ROLES) - {"citizen", "unknown"}),
    ],
)
def test_every_label_has_words_and_no_word_has_an_unknown_label(
    lexicon: str, labels: set[str]
) -> None:
    signals = {rule.signal for rule in rules() if rule.lexicon == lexicon}
    ours = {s for s in signals if not s.startswith("not_")} - {"none", "mild"}
    assert ours == labels


def test_every_rule_that_counts_has_a_reason_in_both_languages() -> None:
    mute = [r.pattern for r in rules() if r.weight and not (r.reason.fr and r.reason.en)]
    assert mute == []
