"""Relevance once the model has weighed the words: where it may speak, and where rules stand."""

from __future__ import annotations

import pytest

from enrichers.heads import Decided, Head
from enrichers.relevance_settled import with_relevance
from tests.enrichers.town_for_tests import AT
from vigie.judgement import Judged, Judgement, Label, Place, Relevance
from vigie.mention import Mention
from vigie.post import Post, Source

HEAD = Head(label="relevant", classes=("no", "yes"), first=0, offsets=(0.0,), doubt=0.6)
SURE_NO, SURE_YES = Decided(0, 0.95), Decided(1, 0.95)
LIKELY_NO = Decided(0, 0.55)
STREET = Place(text="rue Royale", start=0, end=10, confidence=0.9)


def ruled(
    rule: str, *, about: bool, source: str = "Spotted du coin", kind: str = "facebook"
) -> Judged:
    verdict = Relevance(about=about, confidence=0.9, rule=rule, reason="la règle")
    post = Post(
        source=Source(kind=kind, name=source),
        native_id="1",
        text="Le lampadaire est éteint.",
        fetched_at=AT,
        published_at=AT,
    )
    return Judged(mention=Mention.of(post, "namur"), judgement=Judgement(relevance=verdict))


def settled(
    one: Judged, said: Decided, conduct: str = "ok", place: Place | None = None
) -> Relevance:
    after = Judgement(
        relevance=one.judgement.relevance,
        conduct=Label(conduct, 0.9),
        place=place,
        uncertain=("topic",),
    )
    found = with_relevance(after, one, HEAD, said, "fr").relevance
    assert found is not None
    return found


def test_a_post_that_names_no_town_is_taken_by_its_words_where_one_knows_its_source() -> None:
    after = settled(ruled("no_name", about=False), SURE_YES)
    assert (after.about, after.confidence) == (True, 0.95)
    assert "d’ici" in after.reason
    assert not settled(ruled("no_name", about=False), SURE_NO).about


def test_a_post_that_names_no_town_and_comes_from_nowhere_is_left_out() -> None:
    one = ruled("no_name", about=False, source="judge", kind="import")
    assert not settled(one, SURE_YES).about
    assert settled(one, SURE_YES, place=STREET).about, "a place says where"
    heard = ruled("no_name", about=False, source="judge", kind="bluesky")
    assert settled(heard, SURE_YES).about


@pytest.mark.parametrize("rule", ["name", "hashtag", "demonym", "former"])
def test_a_name_is_anothers_only_where_the_model_is_rather_sure(rule: str) -> None:
    assert not settled(ruled(rule, about=True), SURE_NO).about
    assert settled(ruled(rule, about=True), LIKELY_NO).about


def test_what_breaks_the_rules_is_not_set_aside_for_a_name() -> None:
    assert settled(ruled("name", about=True), SURE_NO, conduct="spam").about
    assert settled(ruled("name", about=True), SURE_NO, conduct="insult").about


@pytest.mark.parametrize("rule", ["homonym", "other_place", "common_noun"])
def test_a_homonym_that_the_rules_hear_stays_one(rule: str) -> None:
    assert not settled(ruled(rule, about=False), SURE_YES).about


def test_the_towns_own_page_is_about_it_whatever_the_model_says() -> None:
    assert settled(ruled("own_page", about=True), SURE_NO, conduct="spam").about


@pytest.mark.parametrize("rule", ["source", "reply", "local_clues"])
def test_spam_in_a_towns_group_is_not_about_the_town(rule: str) -> None:
    assert not settled(ruled(rule, about=True), SURE_YES, conduct="spam").about
    assert settled(ruled(rule, about=True), SURE_NO).about


def test_what_a_model_set_aside_comes_back_when_the_next_one_is_no_longer_sure() -> None:
    aside = ruled("name", about=False)
    assert settled(aside, LIKELY_NO).about
    assert not settled(aside, SURE_NO).about


def test_a_verdict_that_may_be_wrong_is_to_be_checked() -> None:
    one = ruled("no_name", about=False)
    after = Judgement(relevance=one.judgement.relevance, uncertain=("topic",))
    assert with_relevance(after, one, HEAD, Decided(1, 0.55), "fr").uncertain == (
        "topic",
        "relevant",
    )
    said = with_relevance(after, one, HEAD, SURE_YES, "en")
    assert said.uncertain == ("topic",)
    assert [why.label for why in said.why] == ["relevant"]
    assert said.relevance is not None
    assert "speaks as one does of here" in said.relevance.reason
