"""What the model is told of a post beside its words: where signs stand, how it is written."""

from __future__ import annotations

import msgspec

from enrichers.features import Featurer, number_of
from enrichers.reader import reader_of
from enrichers.signals import signals_of
from tests.enrichers.judging_for_tests import mention
from tests.enrichers.town_for_tests import TROIS_RIVIERES
from vigie.judgement import Judged
from vigie.post import Source


def told(text: str, language: str = "fr") -> set[str]:
    judged = mention(text, language=language)
    return set(signals_of(judged, reader_of(TROIS_RIVIERES, {}).read(judged)).alone)


def test_the_last_sentence_is_told_from_what_comes_before() -> None:
    found = told("Bravo pour le parc, magnifique. Un nid-de-poule devant l'entrée.")
    assert "a:sentiment/positive" in found
    assert "z:case/pothole" in found
    assert "z:sentiment/positive" not in found


def test_one_sentence_has_no_last_one() -> None:
    assert not any(name.startswith(("z:", "a:")) for name in told("Un nid-de-poule rue Royale"))


def test_what_a_contrast_opens_is_told_from_what_it_follows() -> None:
    found = told("Le parc est magnifique mais il y a un nid-de-poule")
    assert "but:case/pothole" in found
    assert "yet:sentiment/positive" in found


def test_a_word_raised_amid_others_is_told_unless_all_shouts() -> None:
    assert "^encore" in told("Le bac est ENCORE plein devant chez nous")
    assert "^encore" not in told("LE BAC EST ENCORE PLEIN DEVANT CHEZ NOUS")


def test_a_calm_emergency_is_told_by_what_it_is_made_of() -> None:
    found = told("Une dame est couchée dans le banc de neige, elle répond pas. On fait quoi?")
    assert {"emergency/person", "emergency/plight", "emergency/whom"} <= found


def test_another_country_is_told() -> None:
    assert "signs/elsewhere" in told("On a visité la Guadeloupe en février")


def heard_at(name: str) -> set[int]:
    before = mention("Un trou devant chez nous", language="fr")
    post = msgspec.structs.replace(before.mention.post, source=Source(kind="forum", name=name))
    judged = Judged(
        mention=msgspec.structs.replace(before.mention, post=post), judgement=before.judgement
    )
    reading = reader_of(TROIS_RIVIERES, {}).read(judged)
    return set(Featurer(TROIS_RIVIERES).of(judged, reading).signal.tolist())


def test_a_source_is_told_by_its_words_the_towns_name_masked() -> None:
    found = heard_at("Spotted Trois-Rivières")
    assert number_of("s:spotted") in found
    assert number_of("s:laville") in found
    assert number_of("s:rivieres") not in found
    assert number_of("kind=forum") in found
