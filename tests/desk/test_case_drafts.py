from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.case_drafts import EXCERPT_LIMIT, case_draft
from desk.excerpt import HANDLE_MASK, excerpt
from tests.desk.examples import TOWN, case, judged
from vigie.decision import CaseDraft
from vigie.judgement import Place
from vigie.post import Point
from vigie.privacy import EMAIL_MASK, PHONE_MASK

HERE = Point(lat=46.34, lon=-72.54)
THERE = Point(lat=46.35, lon=-72.55)


def drafted(text: str, **labels: Any) -> CaseDraft:
    made = case_draft(judged(text, service_request=case(), **labels), TOWN)
    assert made is not None
    return made


def test_the_clerk_gets_a_category_a_place_and_a_link() -> None:
    place = Place(
        text="rue A", start=0, end=5, confidence=0.9, id="rue-a", kind="street", point=HERE
    )
    made = drafted("rue A, un trou", place=place, post={"geo": THERE})
    assert made == CaseDraft(
        category="pothole",
        excerpt="rue A, un trou",
        place="rue A",
        place_id="rue-a",
        point=HERE,
        url="https://forum.example/1",
    )


def test_the_posts_own_position_serves_when_the_place_has_none() -> None:
    assert drafted("un trou ici", post={"geo": THERE}).point == THERE


def test_nobodys_traces_reach_the_clerk() -> None:
    text = (
        "Appelez-moi au 819-555-0199 ou jeanne@courriel.example, voisine de @voisin_vf "
        "et de @ami@serveur.example."
    )
    said = drafted(text).excerpt
    assert said == (
        f"Appelez-moi au {PHONE_MASK} ou {EMAIL_MASK}, "
        f"voisine de {HANDLE_MASK} et de {HANDLE_MASK}."
    )


def test_the_towns_own_coordinates_stay_readable() -> None:
    text = "J’ai écrit à @VilleFictive, à 311@ville-fictive.example et au 1 800 555-0111"
    assert drafted(text).excerpt == text


def test_what_asks_for_no_service_is_no_case() -> None:
    assert case_draft(judged("Bravo!"), TOWN) is None


def test_a_post_with_only_a_title_still_says_something() -> None:
    assert drafted("", post={"title": "Un trou rue A"}).excerpt == "Un trou rue A"


@pytest.mark.parametrize("limit", [10, 50, 280])
def test_a_cut_falls_between_words_and_is_shown(limit: int) -> None:
    said = excerpt("mot " * 200, limit, TOWN)
    assert said.endswith("mot…")
    assert len(said) <= limit


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=700), limit=st.integers(min_value=2, max_value=400))
def test_an_excerpt_is_one_short_line_whatever_the_text(text: str, limit: int) -> None:
    said = excerpt(text, limit, TOWN)
    assert len(said) <= limit
    assert len(said.splitlines()) <= 1


@settings(max_examples=50, deadline=None)
@given(before=st.integers(min_value=0, max_value=EXCERPT_LIMIT + 20))
def test_a_cut_never_uncovers_a_number(before: int) -> None:
    text = ("a" * 7 + " ") * (before // 8) + "819-555-0199 fin " + "b " * 300
    assert "555" not in excerpt(text, EXCERPT_LIMIT, TOWN)
