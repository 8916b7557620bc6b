from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.enrichers.judging_for_tests import judge, judge_by_rules, mention, stages
from tests.enrichers.town_for_tests import NAMUR, TROIS_RIVIERES
from vigie.judgement import Judgement
from vigie.labels import AUTHOR_ROLES, CONDUCTS, INTENTS, SENTIMENTS, SERVICE_CATEGORIES, TOPICS

_WORDS = st.sampled_from(
    (
        *("merci", "nid-de-poule", "pas", "l’égout", "🙄", "?", "!", "3", "##", "déneigé", "hier"),
        *("le", "feu", "ostie", "«", "https://a.test", "\n", "œuf", "E\u0301te\u0301", "trop…pas"),
        *("\u202e", "\x00", ":(", "a*b", "(x", "[y]", "ma", "rue", "toujours", "vous"),
    )
)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300), title=st.text(max_size=60))
def test_any_string_is_a_text(text: str, title: str) -> None:
    assert_is_whole(judge(text, title=title), text)


@settings(max_examples=60, deadline=None)
@given(words=st.lists(_WORDS, max_size=30), town=st.sampled_from([TROIS_RIVIERES, NAMUR]))
def test_any_words_in_any_order_are_judged_with_passages_inside_the_text(words, town) -> None:
    text = " ".join(words)
    assert_is_whole(judge(text, town=town), text)


@pytest.mark.parametrize("text", ["", " ", "\n", "?", "a" * 500_000, "😀" * 3000, "\ud800"])
def test_strange_texts_are_judged_too(text: str) -> None:
    assert_is_whole(judge(text), text)


def assert_is_whole(judgement: Judgement, text: str) -> None:
    assert judgement.sentiment is not None
    assert judgement.sentiment.value in SENTIMENTS
    assert judgement.topic is not None
    assert judgement.topic.value in TOPICS
    assert judgement.intent is not None
    assert judgement.intent.value in INTENTS
    assert judgement.conduct is not None
    assert judgement.conduct.value in CONDUCTS
    assert judgement.author_role is not None
    assert judgement.author_role.value in AUTHOR_ROLES
    case = judgement.service_request
    assert case is not None
    assert case.category in SERVICE_CATEGORIES if case.yes else case.category is None
    for label in (judgement.sentiment, judgement.topic, judgement.intent, judgement.conduct):
        assert 0 <= label.confidence <= 1
    for reason in judgement.why:
        assert reason.reason
        assert (reason.start is None) == (reason.end is None)
        if reason.start is not None and reason.end is not None:
            assert 0 <= reason.start < reason.end <= len(text)


def test_each_stage_gives_exactly_what_it_declares() -> None:
    batch = [mention("Nid-de-poule rue Royale depuis hier, merci de réparer")]
    for stage in stages():
        before = batch[0].judgement
        batch = stage.enrich(batch)
        after = batch[0].judgement
        changed = {
            name
            for name in msgspec.structs.asdict(before)
            if getattr(before, name) != getattr(after, name)
        }
        assert changed - {"why", "uncertain", "models"} <= stage.gives
        assert after.models[stage.name] == stage.version


def test_a_batch_comes_back_in_its_order() -> None:
    texts = [
        "Merci pour le parc!",
        "Y'a le feu dans le bloc, vite!",
        "À quelle heure ouvre l’aréna?",
    ]
    batch = [mention(text) for text in texts]
    for stage in stages():
        batch = stage.enrich(batch)
    assert [item.mention.post.text for item in batch] == texts
    assert [item.judgement.intent.value for item in batch if item.judgement.intent] == [
        "praise",
        "emergency",
        "question",
    ]


def test_a_reason_shows_its_very_words_through_accents_and_squeezed_spaces() -> None:
    text = "Allô!!   Le\u00a0NID-DE-POULE\tde   la rue Royale n’est toujours   pas réparé"
    spans = {
        text[r.start : r.end] for r in judge(text).why if r.start is not None and r.label != "topic"
    }
    assert "NID-DE-POULE" in spans
    assert "toujours   pas" in spans


def test_a_reason_found_in_the_title_has_no_passage() -> None:
    judgement = judge("Voir la suite.", title="Nid-de-poule géant rue Royale")
    topic = [r for r in judgement.why if r.label == "topic"]
    assert topic
    assert topic[0].start is None


def test_reasons_are_told_in_the_language_of_the_town() -> None:
    english = msgspec.structs.replace(TROIS_RIVIERES, slug="trois-rivieres-en", interface="en")
    text = "Merci beaucoup pour le beau travail!"
    french = {r.reason for r in judge(text).why}
    assert "remerciement ou compliment" in french
    assert "thanks or praise" in {r.reason for r in judge(text, town=english).why}


def test_rules_of_another_language_are_silent_once_the_language_is_known() -> None:
    text = "A huge hole in the road, please fix it"
    assert judge_by_rules(text, language="en").service_request.yes  # type: ignore[union-attr]
    assert not judge_by_rules(text, language="fi").service_request.yes  # type: ignore[union-attr]
