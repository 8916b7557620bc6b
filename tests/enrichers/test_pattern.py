from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enrichers.matcher import Hit, Matcher, Rule, longest
from enrichers.pattern import compile_pattern
from enrichers.words import folded, spelling, split
from vigie.say import Say


def hits(pattern: str, text: str) -> list[Hit]:
    rule = Rule("essai", "signe", 1.0, "any", pattern, Say("oui", "yes"))
    known = spelling()
    spelt = " " + " ".join(known[word] for word in split(folded(text))) + " "
    found: dict[str, list[Hit]] = {}
    Matcher([rule]).find(spelt, None, found)
    return found.get("essai", [])


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("nid de poule", "Un NID-DE-POULE énorme"),
        ("nid de poule", "des nids de poule partout"),
        ("egout", "l’égout refoule"),
        ("coeur", "au cœur de la ville"),
        ("deneig*", "on attend le déneigement"),
        ("(bac|poubelle) vide", "une poubelle vide"),
        ("pas [ete] ramasse", "pas été ramassé"),
        ("pas [ete] ramasse", "pas ramassé"),
        ("toujours pas .. repare*", "toujours pas, trois semaines plus tard, réparée"),
        ("depuis # jours", "depuis 12 jours"),
        ("depuis # jours", "depuis trois jours"),
        ("^bravo", "Allo. Bravo les gars"),
        ("^bravo", "Bravo les gars"),
        ("on fait quoi ?", "ça sent le gaz, on fait quoi??"),
        ("merci", "merciiiii"),
        ("toujours pas", "tjrs pas passé"),
        ("(jete|laisse)* .. divan", "quelqu’un a laissé un vieux divan"),
        ("(osti de (cave|clown)|epais)", "osti de clown"),
        ("🙄", "quel service 🙄🙄"),
        ("don t", "I don't know"),
        ("don t", "I don’t know"),
        ("100 %", "garanti 100%"),
        ("url", "ici https://exemple.test/a?b=c"),
    ],
)
def test_a_pattern_finds_what_a_clerk_would_expect(pattern: str, text: str) -> None:
    assert hits(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("rat", "le raton du parc"),
        ("nid de poule", "le nid. de poule"),
        ("toujours pas .. repare*", "toujours pas. On attend que ce soit réparé"),
        ("toujours pas .. repare*", "toujours pas un deux trois quatre cinq six réparé"),
        ("^bravo", "un grand bravo"),
        ("depuis # jours", "depuis des jours"),
        ("moi", "depuis trois mois"),
    ],
)
def test_a_pattern_leaves_alone_what_only_looks_like_it(pattern: str, text: str) -> None:
    assert not hits(pattern, text)


@pytest.mark.parametrize("pattern", ["", "..", "# ..", "(a|b", "a|b)", "mot(s)", "[x] ..", ","])
def test_a_pattern_that_can_find_nothing_or_everything_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern"):
        compile_pattern(pattern)


def test_many_spellings_become_one_check_rather_than_thousands_of_literals() -> None:
    many = "(" + "|".join(f"mot{n}" for n in range(40)) + ")"
    compiled = compile_pattern(f"{many} {many}")
    assert compiled.check is not None
    assert len(compiled.anchors) == 40


def test_the_longest_of_overlapping_passages_wins() -> None:
    def hit(signal: str, start: int, end: int) -> Hit:
        return Hit(Rule("x", signal, 1.0, "any", signal, Say("", "")), start, end)

    whole, part, twin, after = hit("a", 0, 10), hit("b", 3, 7), hit("c", 0, 10), hit("d", 8, 14)
    assert longest([part, after, whole, twin]) == [whole, twin, after]


SAID = (
    *("toujour", "pas", "encore", "merci", "la", "rue", "bac", "recycle", "vide", "videe"),
    *("depui", "3", "jour", ".", "!", "le", "soir"),
)


@pytest.mark.parametrize(
    "pattern",
    [
        "toujours pas .. vide*",
        "(bac|bac recycle) .. (vide|soir)*",
        "^encore .. la rue",
        "[pas] merci .. (le soir|la rue)",
        "depuis # jours [encore]",
        "bac * bac",
    ],
)
@example(words=["bac", "la", "bac", "le", "bac"])
@given(words=st.lists(st.sampled_from(SAID), max_size=12))
def test_what_is_looked_for_less_is_found_as_often(pattern: str, words: list[str]) -> None:
    spelt = f" {' '.join(words)} "
    check = compile_pattern(pattern).check
    assert check is not None
    found: dict[str, list[Hit]] = {}
    Matcher([Rule("essai", "signe", 1.0, "any", pattern, Say("oui", "yes"))]).find(
        spelt, None, found
    )
    everywhere = list(check.spans(spelt))
    assert [(hit.start, hit.end) for hit in found.get("essai", [])] == everywhere
