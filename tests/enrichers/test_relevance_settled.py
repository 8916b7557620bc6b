"""What the model says of relevance is put beside what the rules had heard."""

from __future__ import annotations

import msgspec
import pytest

from enrichers.heads import Decided, Head
from enrichers.relevance_settled import with_relevance
from vigie.judgement import Judgement, Reason, Relevance

HEAD = Head(label="relevant", classes=("no", "yes"), first=0, offsets=(0.0,))
HERE, AWAY = Decided(1, 0.9), Decided(0, 0.9)


def heard(rule: str, *, about: bool) -> Judgement:
    verdict = Relevance(about=about, confidence=0.9, rule=rule, reason="les règles l’ont dit")
    why = (
        Reason(label="relevant", reason=verdict.reason, start=3, end=9),
        Reason(label="topic", reason="la neige", start=0, end=2),
    )
    return Judgement(relevance=verdict, why=why)


@pytest.mark.parametrize("rule", ["own_page", "homonym"])
def test_the_towns_own_page_and_a_known_homonym_are_certain(rule: str) -> None:
    before = heard(rule, about=rule == "own_page")
    assert with_relevance(before, HEAD, AWAY, "fr") == before
    assert with_relevance(before, HEAD, HERE, "fr") == before


def test_a_post_that_names_nothing_may_be_about_the_town() -> None:
    after = with_relevance(heard("no_name", about=False), HEAD, HERE, "fr")
    assert after.relevance is not None
    assert after.relevance.about
    told = [reason for reason in after.why if reason.label == "relevant"]
    assert [(one.start, one.reason) for one in told] == [(None, after.relevance.reason)]
    assert "ailleurs" in after.relevance.reason


def test_a_name_borne_by_something_else_is_set_aside() -> None:
    after = with_relevance(heard("name", about=True), HEAD, AWAY, "en")
    assert after.relevance is not None
    assert not after.relevance.about
    assert "another place" in after.relevance.reason
    assert any(reason.label == "topic" for reason in after.why)


def test_agreeing_with_the_rules_keeps_their_reason() -> None:
    before = heard("name", about=True)
    after = with_relevance(before, HEAD, Decided(1, 0.7), "fr")
    assert after.why == before.why
    assert after.relevance is not None
    assert after.relevance.confidence == 0.7


def test_what_is_not_sure_is_to_be_checked_by_a_person() -> None:
    before = msgspec.structs.replace(heard("name", about=True), uncertain=("topic", "relevant"))
    assert with_relevance(before, HEAD, Decided(1, 0.55), "fr").uncertain == ("topic", "relevant")
    assert with_relevance(before, HEAD, HERE, "fr").uncertain == ("topic",)


def test_judging_again_finds_the_same() -> None:
    once = with_relevance(heard("name", about=True), HEAD, AWAY, "fr")
    again = with_relevance(once, HEAD, AWAY, "fr")
    assert again.relevance is not None
    assert once.relevance is not None
    assert again.relevance == once.relevance
    assert again.relevance.rule == "name"


def test_without_a_verdict_nothing_is_said() -> None:
    assert with_relevance(Judgement(), HEAD, AWAY, "fr") == Judgement()
