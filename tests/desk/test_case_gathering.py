"""Forty posts about one pothole are one case; two potholes are two."""

from __future__ import annotations

import random
from typing import Any

import pytest
from msgspec.structs import replace

from desk.case_gathering import distance, gather, reference
from desk.nameless_link import nameless_link
from tests.desk.examples import MONDAY, TOWN
from tests.desk.requests import HOLE, HOUR, TOWNS, said
from vigie.case import Case, Handoff
from vigie.judgement import Reason
from vigie.post import Point
from vigie.review import Review


def test_forty_posts_on_one_pothole_are_one_case_with_forty_links() -> None:
    records = [said(n, hours=n / 10, author=f"p{n % 31}") for n in range(40)]
    random.Random(3).shuffle(records)
    (found,) = gather(records, TOWNS)
    assert len(found.posts) == len(found.links) == 40
    assert found.voices == 31
    assert found.first_seen == MONDAY
    assert found.last_seen == MONDAY + 3.9 * HOUR
    assert found.category == "pothole"
    assert found.point == HOLE
    assert found.place == "rue des Forges"
    assert not any(f"p{n}" == post.voice for n in range(31) for post in found.posts)


def test_a_case_has_the_same_reference_when_posts_join_even_older_ones() -> None:
    (first,) = gather([said(1)], TOWNS)
    assert first.reference.startswith("VIGIE-")
    assert len(first.reference) == 16
    assert first.reference == reference(TOWN.slug, "pothole", "rue-des-forges", said(1).mention.id)
    (later,) = gather([said(1), said(2, hours=5), said(3, hours=-5)], TOWNS, [first])
    assert later.reference == first.reference
    assert len(later.posts) == 3
    assert gather([said(1), said(2, hours=5), said(3, hours=-5)], TOWNS, [later]) == []


def test_what_is_no_request_or_of_no_town_is_no_case() -> None:
    assert gather([said(1, route="monitor")], TOWNS) == []
    assert gather([said(1)], {}) == []
    no = Review(mention="x", corrections={"service_request": "false"})
    assert gather([said(1, review=no)], TOWNS) == []


def test_a_person_s_correction_decides_of_the_route_and_the_category() -> None:
    yes = Review(mention="x", corrections={"route": "invite_311", "service_category": "ice"})
    (found,) = gather([said(1, route="monitor", review=yes)], TOWNS)
    assert found.category == "ice"


@pytest.mark.parametrize(
    ("other", "together"),
    [
        ({"place": {"id": "rue-royale"}}, False),
        ({"category": "ice"}, False),
        ({"hours": 24 * 13}, True),
        ({"hours": 24 * 15}, False),
        ({"place": None, "geo": Point(lat=HOLE.lat + 0.0005, lon=HOLE.lon)}, True),
        ({"place": None, "geo": Point(lat=HOLE.lat + 0.0010, lon=HOLE.lon)}, False),
        ({"place": None}, False),
    ],
)
def test_what_makes_two_posts_one_case(other: dict[str, Any], together: bool) -> None:
    assert (len(gather([said(1), said(2, **other)], TOWNS)) == 1) is together


def test_places_that_the_gazetteer_does_not_know_are_compared_by_their_words() -> None:
    one, other = {"text": "Côte-Sainte-Anne"}, {"text": "cote sainte anne"}
    assert len(gather([said(1, place=one), said(2, place=other)], TOWNS)) == 1


def test_the_same_story_is_one_case_without_any_place() -> None:
    assert (
        len(gather([said(1, place=None, cluster="c"), said(2, place=None, cluster="c")], TOWNS))
        == 1
    )


def test_points_do_not_creep_down_a_street() -> None:
    step = 0.0006  # about 67 m
    records = [
        said(n, place=None, geo=Point(lat=HOLE.lat + n * step, lon=HOLE.lon), hours=n)
        for n in range(6)
    ]
    assert len(gather(records, TOWNS)) == 3


def test_a_closed_case_takes_nothing_more_and_a_sent_one_does() -> None:
    (found,) = gather([said(1)], TOWNS)
    closed = replace(found, handoff=Handoff(state="closed"))
    again = gather([said(1), said(2, hours=1)], TOWNS, [closed])
    assert [len(each.posts) for each in again] == [1]
    assert again[0].reference != found.reference
    sent = replace(found, handoff=Handoff(state="open"))
    (joined,) = gather([said(1), said(2, hours=1)], TOWNS, [sent])
    assert len(joined.posts) == 2


def test_a_draft_lets_go_of_what_is_no_request_any_more_and_a_sent_case_does_not() -> None:
    (found,) = gather([said(1), said(2, hours=1)], TOWNS)
    (less,) = gather([said(2, hours=1)], TOWNS, [found], since=MONDAY - HOUR)
    assert [post.at for post in less.posts] == [MONDAY + HOUR]
    sent = replace(found, handoff=Handoff(state="sent"))
    assert gather([said(2, hours=1)], TOWNS, [sent], since=MONDAY - HOUR) == []
    assert gather([said(2, hours=1)], TOWNS, [found], since=MONDAY + HOUR / 2) == []


def test_a_post_of_another_category_moves_to_another_draft() -> None:
    (found,) = gather([said(1), said(2, hours=1)], TOWNS)
    moved = gather([said(1), said(2, hours=1, category="ice")], TOWNS, [found], since=MONDAY)
    assert {(c.category, len(c.posts)) for c in moved} == {("pothole", 1), ("ice", 1)}


def test_an_excerpt_is_masked_short_and_the_best_post_s() -> None:
    best = said(
        2,
        "Nid-de-poule énorme, rue des Forges, @residente_fictive_1 au 819-555-0199. " + "a " * 400,
        hours=1,
        why=(Reason(label="service_request", reason="« nid-de-poule » @residente_fictive_1"),),
    )
    (found,) = gather([said(1, "Trou."), best], TOWNS)
    assert found.best
    assert found.best.excerpt.startswith("Nid-de-poule énorme")
    assert len(found.best.excerpt) <= 300
    assert "residente" not in found.best.excerpt
    assert "0199" not in found.best.excerpt
    assert found.evidence == ("« nid-de-poule » [compte masqué]",)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://forum.example/t/1#c3", "https://forum.example/t/1"),
        ("https://x.com/residente_fictive_1/status/123", "https://x.com/i/status/123"),
        ("https://www.instagram.com/residente/p/Abc_1/", "https://www.instagram.com/p/Abc_1/"),
        ("https://social.example/@residente_fictive_1/1", None),
        ("https://bsky.app/profile/residente.example/post/1", None),
        (
            "https://bsky.app/profile/did:plc:abc/post/1",
            "https://bsky.app/profile/did:plc:abc/post/1",
        ),
        ("https://www.facebook.com/residente.fictive/posts/1", None),
        ("https://www.facebook.com/groups/1/posts/2", "https://www.facebook.com/groups/1/posts/2"),
        ("https://reddit.com/user/residente/1", None),
        ("https://a.example/?from=residente%40b.example", None),
        ("https://a.example/?from=residente%2540b.example", None),
        ("https://nom:mot@a.example/", None),
        ("https://a.example/?tel=819-555-0199", None),
        ("javascript:alert(1)", None),
        ("https://[", None),
        (None, None),
    ],
)
def test_a_link_that_names_its_author_does_not_leave(url: str | None, kept: str | None) -> None:
    assert nameless_link(url) == kept


def test_distance_is_in_metres() -> None:
    north = Point(lat=HOLE.lat + 0.001, lon=HOLE.lon)
    assert distance(HOLE, north) == pytest.approx(111.2, abs=0.1)


def test_ten_thousand_requests_are_gathered_in_seconds() -> None:
    records = [
        said(n, place={"text": f"rue {n % 3000}"}, hours=n % 100, author=f"p{n}")
        for n in range(10_000)
    ]
    found: list[Case] = gather(records, TOWNS)
    assert len(found) == 3000
