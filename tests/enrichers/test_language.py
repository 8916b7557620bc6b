from __future__ import annotations

import sys
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrichers.language import LanguageEnricher, build
from enrichers.language_detectors import DETECTORS, detector
from tests.enrichers.language_lines import (
    BELGIUM,
    ENGLISH,
    HELD_OUT,
    LINES,
    MIXED,
    OPENINGS,
    OTHERS,
    QUEBEC,
    WORDLESS,
)
from tests.enrichers.town_for_tests import NAMUR, TROIS_RIVIERES, a_judged, a_post
from vigie.errors import ConfigurationError

STAGE = build(TROIS_RIVIERES, {})
BELGIAN_STAGE = build(NAMUR, {})


def share_right(stage: LanguageEnricher, lines: list[tuple[str, str]]) -> float:
    return sum(stage.of(a_post(text)).value == code for code, text in lines) / len(lines)


def french(lines: list[str]) -> list[tuple[str, str]]:
    return [("fr", line) for line in lines]


@pytest.mark.parametrize(
    ("lines", "floor"),
    [
        (french(QUEBEC), 0.97),
        ([("en", line) for line in ENGLISH], 1.0),
        (OTHERS, 1.0),
        (MIXED, 0.85),
        (OPENINGS, 1.0),
        (LINES, 0.98),
        (HELD_OUT, 0.92),
    ],
)
def test_short_posts_are_told_apart(lines: list[tuple[str, str]], floor: float) -> None:
    assert share_right(STAGE, lines) >= floor


def test_belgian_french_is_french_in_a_town_of_four_languages() -> None:
    assert share_right(BELGIAN_STAGE, french(BELGIUM)) == 1.0
    assert share_right(BELGIAN_STAGE, OTHERS) >= 0.95


def test_the_rules_beat_the_bare_model() -> None:
    from enrichers.language import CANDIDATES
    from enrichers.language_detectors import LinguaDetector

    model = LinguaDetector(CANDIDATES)

    def likeliest(text: str) -> str:
        found = model.probabilities(text)
        return max(found, key=lambda code: found[code], default="und")

    bare = sum(likeliest(text) == code for code, text in HELD_OUT) / len(HELD_OUT)
    assert share_right(STAGE, HELD_OUT) > bare


@pytest.mark.parametrize("name", DETECTORS)
def test_each_detector_keeps_the_contract(name: str) -> None:
    model = detector(name, ("fr", "en", "nl"))
    assert name in model.version
    for text in ("Il fait nuit noire sur ma rue depuis samedi", "", "🎄", "\ud800", "0 0 0"):
        told = model.probabilities(text)
        assert set(told) <= {"fr", "en", "nl"}
        assert all(0 <= share <= 1 for share in told.values())
        assert told == pytest.approx(model.probabilities(text))
    french = model.probabilities("Il fait nuit noire sur ma rue depuis samedi")
    assert max(french, key=lambda code: french[code]) == "fr"


def test_a_detector_that_is_not_installed_is_told_with_its_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    detector.cache_clear()
    monkeypatch.setitem(sys.modules, "eld", None)
    with pytest.raises(ConfigurationError, match=r"vigie\[languages\]"):
        build(TROIS_RIVIERES, {"detector": "eld"})


def test_langdetect_can_be_chosen_and_always_answers_the_same() -> None:
    stage = build(TROIS_RIVIERES, {"detector": "langdetect"})
    assert "langdetect" in stage.version
    first = [stage.of(a_post(text)) for _, text in LINES]
    assert first == [stage.of(a_post(text)) for _, text in LINES]
    assert share_right(stage, LINES) >= 0.97


@pytest.mark.parametrize("text", WORDLESS)
def test_a_wordless_post_is_undetermined(text: str) -> None:
    label = STAGE.of(a_post(text))
    assert (label.value, label.confidence) == ("und", 1.0)


def test_a_town_s_name_does_not_make_a_post_french() -> None:
    assert STAGE.of(a_post("Loved Trois-Rivières and the rue des Forges")).value == "en"


def test_a_lone_town_s_name_is_guessed_without_assurance() -> None:
    label = STAGE.of(a_post("Trois-Rivières!"))
    assert (label.value, label.confidence) == ("fr", 0.5)


def test_what_the_source_declares_decides_only_what_words_leave_open() -> None:
    assert STAGE.of(a_post("ok", language="en")).value == "en"
    assert STAGE.of(a_post("ok")).value == "fr"
    plain = a_post("Le trottoir n’est pas déneigé depuis hier", language="en")
    assert STAGE.of(plain).value == "fr"


def test_an_answer_is_likely_in_the_language_of_what_it_answers() -> None:
    alone = STAGE.of(a_post("super")).confidence
    post = a_post("super", reply_to="Le marché est ouvert pour tout le monde ce soir")
    assert STAGE.of(post).confidence > alone


def test_a_short_text_is_read_with_its_title() -> None:
    assert STAGE.of(a_post("Photo", title="The snow removal was late again")).value == "en"


def test_accents_apart_from_their_letters_change_nothing() -> None:
    assert STAGE.of(a_post("Bravo a\u0300 l’e\u0301quipe")).value == "fr"


def test_a_batch_comes_back_in_order_with_the_model_named() -> None:
    batch = [a_judged("Merci à la ville"), a_judged("Thanks to the city"), a_judged("🎄")]
    judged = STAGE.enrich(batch)
    languages = [j.judgement.language for j in judged]
    assert [label.value for label in languages if label] == ["fr", "en", "und"]
    assert all(j.mention is b.mention for j, b in zip(judged, batch, strict=True))
    assert judged[0].judgement.models == {"language": STAGE.version}


def test_what_other_stages_said_is_kept() -> None:
    one = a_judged("Merci à la ville")
    one = msgspec.structs.replace(
        one, judgement=msgspec.structs.replace(one.judgement, models={"topic": "1"})
    )
    assert set(STAGE.enrich([one])[0].judgement.models) == {"topic", "language"}


def test_every_wrong_option_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        build(TROIS_RIVIERES, {"detector": "magie", "accuracy": "moyenne"})
    assert len(caught.value.problems) == 2


@settings(max_examples=120, deadline=None)
@given(st.text())
def test_any_text_has_a_language_and_a_sane_confidence(text: str) -> None:
    label = STAGE.of(a_post(text))
    assert label.value.isalpha()
    assert 0 <= label.confidence <= 1


@pytest.mark.parametrize("make", [str.upper, str.lower, lambda line: f"{line} 🎄 #3R @v3r_"])
def test_case_tags_and_emoji_hardly_matter(make: Callable[[str], str]) -> None:
    assert share_right(STAGE, [(code, make(text)) for code, text in LINES]) >= 0.96
