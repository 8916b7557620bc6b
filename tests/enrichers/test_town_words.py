"""What a town adds to the lexicons is obeyed, whatever the trained model would say."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrichers import place, weighing
from enrichers.reader import reader_of
from enrichers.town_words import said_by_town
from tests.enrichers.judging_for_tests import mention, stages
from tests.enrichers.town_for_tests import TROIS_RIVIERES
from vigie.judgement import Judgement

GROUP = '[[group]]\nsignal = "{}"\nlanguage = "any"\nweight = 9\nfr = "mot"\nen = "word"\n'


def added(folder: Path, lexicon: str, signal: str, pattern: str) -> Path:
    text = GROUP.format(signal) + f'patterns = ["{pattern}"]\n'
    (folder / f"{lexicon}.toml").write_text(text, encoding="utf-8")
    return folder


def judge(text: str, lexicons: Path) -> Judgement:
    """Judge one French text with a town's own lexicons beside those of the house."""
    options = {"lexicons": lexicons}
    batch = [mention(text, language="fr")]
    for stage in (
        place.build(TROIS_RIVIERES, options),
        *stages(options=options),
        weighing.build(TROIS_RIVIERES, options),
    ):
        batch = stage.enrich(batch)
    return batch[0].judgement


@pytest.mark.parametrize("text", ["Le kraken municipal", "Merci au kraken pour le beau parc"])
def test_a_topic_of_the_towns_own_stands(tmp_path: Path, text: str) -> None:
    folder = added(tmp_path, "topic", "animals", "kraken")
    said = judge(text, lexicons=folder)
    assert said.topic
    assert said.topic.value == "animals"
    assert any(reason.reason == "mot" for reason in said.why if reason.label == "topic")


def test_a_case_of_the_towns_own_stands_with_its_category(tmp_path: Path) -> None:
    folder = added(tmp_path, "case", "graffiti", "gribouille")
    said = judge("Une gribouille au 12, rue Royale, pouvez-vous passer?", lexicons=folder)
    assert said.service_request
    assert said.service_request.category == "graffiti"


def test_an_emergency_of_the_towns_own_stands_and_is_no_case(tmp_path: Path) -> None:
    folder = added(tmp_path, "emergency", "danger", "code orange")
    said = judge("code orange au coin de Royale", lexicons=folder)
    assert said.emergency
    assert said.emergency.yes
    assert said.service_request
    assert not said.service_request.yes


def test_without_a_word_of_the_towns_own_nothing_is_withheld_from_the_model(
    tmp_path: Path,
) -> None:
    folder = added(tmp_path, "topic", "animals", "kraken")
    before = [mention("Un nid-de-poule sur la rue Royale", language="fr")]
    for stage in stages():
        before = stage.enrich(before)
    reading = reader_of(TROIS_RIVIERES, {"lexicons": folder}).read(before[0])
    assert said_by_town(before[0].judgement, reading) == frozenset()


def test_a_rule_that_was_not_obeyed_decides_nothing(tmp_path: Path) -> None:
    folder = added(tmp_path, "topic", "animals", "kraken")
    reader = reader_of(TROIS_RIVIERES, {"lexicons": folder})
    assert said_by_town(Judgement(), reader.read_text("Le kraken")) == frozenset()
