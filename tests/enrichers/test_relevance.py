from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrichers.relevance import Screen
from enrichers.relevance_reasons import RULES
from tests.enrichers.town_for_tests import NAMUR, TROIS_RIVIERES, a_post
from vigie.town import Homonym, Town

SCREEN = Screen((TROIS_RIVIERES, NAMUR))

ABOUT_TROIS_RIVIERES = [
    ("Trois-Rivières reçoit un nouveau festival", "name"),
    ("TROIS-RIVIÈRES REÇOIT UN NOUVEAU FESTIVAL", "name"),
    ("On arrive à Trois Rivières demain", "name"),
    ("j'habite à trois-rivières depuis dix ans", "name"),
    ("D’Trois-Rivières à Québec, deux heures de route", "name"),
    ("Trois-Rivières, pas celle de la Guadeloupe: celle de la Mauricie", "name"),
    ("Living in Trois-Rivières is great", "name"),
    ("Trois-Rivière annonce ses travaux", "name"),
    ("Troi-Rivières annonce ses travaux", "name"),
    ("Trois-Riviéres annonce ses travaux", "name"),
    ("TroisRiviÃ¨res annonce ses travaux", "name"),
    ("Trois-Rivi\u00c3\u00a8res annonce ses travaux", "name"),
    ("Trois\u200b-Riv\u00adières annonce ses travaux", "name"),
    ("Trois‑Rivie\u0300res annonce ses travaux", "name"),
    ("𝐓𝐫𝐨𝐢𝐬-𝐑𝐢𝐯𝐢è𝐫𝐞𝐬 annonce ses travaux", "name"),
    ("V3R fait des siennes", "name"),
    ("Les Trifluviens sont fiers", "demonym"),
    ("une bande de trifluviennes en vacances en Guadeloupe", "demonym"),
    ("Beau matin #TroisRivières", "hashtag"),
    ("Beau matin #troisrivieres", "hashtag"),
    ("Beau matin #3R", "hashtag"),
    ("Rien de ramassé #DéneigementTroisRivières", "hashtag"),
    ("Merci @v3r_ pour le service", "handle"),
    ("Incendie à Cap-de-la-Madeleine", "former"),
    ("cap-de-la-madeleine est encore oublié", "former"),
    ("St-Louis-de-France attend ses trottoirs", "former"),
    ("il neige a trois rivieres", "ambiguous_with_context"),
    ("le maire de trois rivieres est ou", "ambiguous_with_context"),
    ("Les rues de trois rivières sont pleines de trous", "ambiguous_with_context"),
    ("bravo trois rivieres pour le deneigement", "ambiguous_with_context"),
    ("LE MAIRE DE TROIS RIVIERES EXAGÈRE ENCORE", "ambiguous_with_context"),
    ("Les résidents de TR attendent la charrue dans leur rue", "ambiguous_with_context"),
    ("Le 311 de T.-R. est fermé", "ambiguous_with_context"),
    ("potholes in trois rivieres again", "ambiguous_with_context"),
]

NOT_ABOUT_TROIS_RIVIERES = [
    ("les trois rivières se rejoignent ici", "common_noun"),
    ("ces trois rivières polluées", "common_noun"),
    ("la vallée est traversée par trois rivières", "common_noun"),
    ("Trois rivières se jettent dans le lac", "common_noun"),
    ("grâce à trois rivières, le barrage tourne", "common_noun"),
    ("il y a trois rivières dans ce parc", "common_noun"),
    ("LES TROIS RIVIÈRES SONT POLLUÉES", "common_noun"),
    ("Trois-Rivières, sous le soleil de la Guadeloupe", "homonym"),
    ("Trois-Rivières Guadeloupe", "homonym"),
    ("La mairie de Trois-Rivières, près de Basse-Terre en Guadeloupe", "homonym"),
    ("TR", "ambiguous_alone"),
    ("La règle des 3R: réduire, réutiliser, recycler", "ambiguous_alone"),
    ("un appartement rue de Trois-Rivières à Paris", "other_place"),
]

ABOUT_NAMUR = [
    ("on est bien à namur", "name"),
    ("L’Namur d’avant me manque", "name"),
    ("gare de Namur en travaux", "name"),
    ("La station Namur à Montréal n’a rien à voir avec la ville de Namur en Wallonie", "name"),
    ("Province de Namur : un accident dans la ville de Namur", "name"),
    ("Le bourgmestre de Namur visitait la rue de Namur à Bruxelles", "name"),
    ("Les Namurois se plaignent", "demonym"),
    ("Belle fête #Namur2026", "hashtag"),
    ("Belle fête #VisitNamur", "hashtag"),
    ("merci @VilledeNamur", "handle"),
    ("Incendie à Jambes ce matin", "former"),
    ("Jambes : travaux sur la nationale", "former"),
    ("Le pont de Jambes est fermé", "former"),
    ("Accident à WEPION", "former"),
    ("Travaux chaussée de Louvain à Bouge", "ambiguous_with_context"),
    ("Rue fermée à Dave, la bourgmestre s’explique", "ambiguous_with_context"),
]

NOT_ABOUT_NAMUR = [
    ("à la station Namur, panne ce matin", "homonym"),
    ("la STM ferme Namur sur la ligne orange", "homonym"),
    ("Station Namur : quartier Hippodrome. Namur ouvre à 5 h.", "homonym"),
    ("Rendez-vous porte de Namur à Ixelles", "homonym"),
    ("province de Namur: vigilance jaune", "homonym"),
    ("Un café rue de Namur à Bruxelles", "other_place"),
    ("Jambes lourdes ?", "ambiguous_alone"),
    ("Merci à Dave pour tout", "ambiguous_alone"),
    ("Dave a gagné", "ambiguous_alone"),
    ("Champion du monde!", "ambiguous_alone"),
    ("Bouge de là!", "ambiguous_alone"),
    ("Loyers trop chers", "ambiguous_alone"),
    ("Jean Champion à Jambes-les-Bains", "ambiguous_alone"),
]

NOBODY = [
    "Bonjour tout le monde",
    "mal aux jambes",
    "ça bouge à la télé, dave est champion",
    "les loyers augmentent",
    "un trottoir très propre",
    "canoe on three rivers",
    "namuriste",
    "",
    "🎄❤️",
    "\x00\ud800",
]


@pytest.mark.parametrize(
    ("town", "text", "rule"),
    [(TROIS_RIVIERES, *case) for case in ABOUT_TROIS_RIVIERES]
    + [(NAMUR, *case) for case in ABOUT_NAMUR],
)
def test_a_post_about_the_town_is_kept(town: Town, text: str, rule: str) -> None:
    verdict = SCREEN.read(a_post(text))[town.slug]
    assert (verdict.about, verdict.rule) == (True, rule), verdict
    assert verdict.names
    assert verdict.confidence >= 0.5


@pytest.mark.parametrize(
    ("town", "text", "rule"),
    [(TROIS_RIVIERES, *case) for case in NOT_ABOUT_TROIS_RIVIERES]
    + [(NAMUR, *case) for case in NOT_ABOUT_NAMUR],
)
def test_a_namesake_is_set_aside_with_its_reason(town: Town, text: str, rule: str) -> None:
    verdict = SCREEN.read(a_post(text))[town.slug]
    assert (verdict.about, verdict.rule) == (False, rule), verdict
    assert verdict.reason


@pytest.mark.parametrize("text", NOBODY)
def test_a_post_that_names_no_town_gets_no_verdict(text: str) -> None:
    assert SCREEN.read(a_post(text)) == {}


def test_one_reading_serves_all_towns() -> None:
    verdicts = SCREEN.read(a_post("Namur et Trois-Rivières se jumellent"))
    assert {slug: v.about for slug, v in verdicts.items()} == {
        "namur": True,
        "trois-rivieres": True,
    }


def test_the_title_is_read_too() -> None:
    verdict = SCREEN.read(a_post("Le budget monte.", title="Taxes à Trois-Rivières"))
    assert verdict["trois-rivieres"].about


def test_an_account_named_for_the_town_counts_even_when_the_profile_lists_none() -> None:
    bare = Screen((msgspec.structs.replace(NAMUR, accounts=()),))
    assert bare.read(a_post("Bien reçu @VilleDeNamur"))["namur"].rule == "handle"
    assert not bare.read(a_post("Bien reçu @NamurPizza"))["namur"].about


def test_a_proper_noun_of_a_namesake_is_one_only_with_its_capital() -> None:
    somme = Homonym(name="Trois-Rivières, dans la Somme", context=("Somme",))
    screen = Screen((msgspec.structs.replace(TROIS_RIVIERES, homonyms=(somme,)),))
    kept = screen.read(a_post("La somme de 3 M$ va à Trois-Rivières"))
    assert kept["trois-rivieres"].about
    gone = screen.read(a_post("Trois-Rivières est une commune de la Somme"))
    assert not gone["trois-rivieres"].about


def test_names_are_given_as_written() -> None:
    verdict = SCREEN.read(a_post("À TROIS-RIVIÈRES, les trifluviennes de #3r"))["trois-rivieres"]
    assert verdict.names == ("TROIS-RIVIÈRES", "trifluviennes", "#3r")


def test_the_own_page_needs_no_name() -> None:
    own = frozenset({"namur"})
    verdicts = SCREEN.read(a_post("Et ma rue?", own=True), own)
    assert [(slug, v.about, v.rule) for slug, v in verdicts.items()] == [
        ("namur", True, "own_page")
    ]


def test_an_owner_that_does_not_listen_is_ignored() -> None:
    assert SCREEN.read(a_post("Et ma rue?", own=True), frozenset({"ailleurs"})) == {}


def test_an_answer_to_a_post_about_the_town_is_about_it() -> None:
    post = a_post("Il était temps!", reply_to="Trois-Rivières refait ses trottoirs")
    assert SCREEN.read(post)["trois-rivieres"].rule == "reply"


def test_an_answer_to_a_namesake_is_not() -> None:
    post = a_post("Il était temps!", reply_to="La station Namur rouvre, dit la STM")
    assert not any(v.about for v in SCREEN.read(post).values())


def test_judging_always_gives_a_verdict() -> None:
    verdict = SCREEN.judge(a_post("Bonjour tout le monde"), "namur")
    assert (verdict.about, verdict.rule, verdict.names) == (False, "no_name", ())


def test_judging_takes_the_own_page_as_the_town_s() -> None:
    assert SCREEN.judge(a_post("Et ma rue?", own=True), "namur").rule == "own_page"


def test_two_local_places_speak_for_the_town_when_it_is_judged() -> None:
    post = a_post("Un trou rue des Forges, un autre boulevard des Récollets")
    assert SCREEN.judge(post, "trois-rivieres").rule == "local_clues"
    assert not SCREEN.judge(post, "namur").about


def test_one_local_place_is_a_guess_for_a_post_that_is_judged_for_the_town() -> None:
    verdict = SCREEN.judge(a_post("Un trou rue des Forges"), "trois-rivieres")
    assert (verdict.about, verdict.rule) == (True, "local_clues")
    assert verdict.confidence < 0.6
    assert SCREEN.read(a_post("Un trou rue des Forges")) == {}


@pytest.mark.parametrize(
    ("source", "slug"),
    [
        ("Spotted Trois-Rivières", "trois-rivieres"),
        ("r/troisrivieres", "trois-rivieres"),
        ("Expats in Namur", "namur"),
    ],
)
def test_a_source_that_bears_the_town_s_name_speaks_of_it(source: str, slug: str) -> None:
    post = a_post("La fontaine est à sec", source_name=source)
    assert SCREEN.judge(post, slug).rule == "source"
    assert SCREEN.read(post)[slug].rule == "source"


def test_a_source_named_for_a_namesake_takes_the_name_away() -> None:
    post = a_post("Marché de nuit à Trois-Rivières vendredi", source_name="Plein air Guadeloupe")
    verdict = SCREEN.judge(post, "trois-rivieres")
    assert (verdict.about, verdict.rule) == (False, "homonym")
    assert "Guadeloupe" in verdict.reason


def test_a_source_named_for_the_town_does_not_make_a_namesake_of_it() -> None:
    post = a_post("La station Namur rouvre, dit la STM", source_name="Expats in Namur")
    assert not SCREEN.judge(post, "namur").about


def test_a_far_namesake_does_not_take_a_long_article_away() -> None:
    article = "Trois-Rivières adopte son budget. " + "Les élus en débattent encore. " * 20
    article += "Un élu revient de la Guadeloupe."
    assert SCREEN.read(a_post(article))["trois-rivieres"].about


def test_reasons_are_in_the_town_s_language_and_name_the_homonym() -> None:
    english = msgspec.structs.replace(NAMUR, interface="en")
    post = a_post("à la station Namur, panne ce matin")
    assert "métro Namur à Montréal" in SCREEN.read(post)["namur"].reason
    assert "something else" in Screen((english,)).read(post)["namur"].reason


def test_braces_in_a_post_stay_words() -> None:
    post = a_post("{town} {0} trois rivières polluées")
    assert SCREEN.read(post)["trois-rivieres"].reason.startswith("«\u00a0trois rivières")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["Namur", "rue de", "à", "#", "@", "-", "é", "\n", "TR"])))
def test_any_run_of_words_gets_known_rules_and_sane_confidences(words: list[str]) -> None:
    for verdict in SCREEN.read(a_post(" ".join(words))).values():
        assert verdict.rule in RULES
        assert 0 <= verdict.confidence <= 1


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_around_a_name_is_read(text: str) -> None:
    assert "trois-rivieres" in SCREEN.read(a_post(f"{text} Trois-Rivières {text}"))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="bcdfghjklpqwxz éà’\n-", max_size=40))
def test_the_ear_never_misses_a_name_between_any_words(text: str) -> None:
    for name in ("Namur", "TR", "#3R", "Wépion", "trifluvien"):
        assert SCREEN.read(a_post(f"{text} {name} {text}"))


def test_a_page_made_to_be_slow_is_read_in_part() -> None:
    verdict = SCREEN.read(a_post("Namur rue " * 50_000, title="Trois-Rivières " * 50_000))
    assert verdict["trois-rivieres"].about
