from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from desk.case_post import case_category, case_post
from desk.corrected import consequences, decide_corrected
from desk.redrafting import redraft
from desk.routing import decide
from tests.desk.examples import MONDAY, OWN_PAGE, TOWN, case, judged
from vigie.judgement import Label, Place
from vigie.record import Record
from vigie.review import Review
from vigie.town import Spot

PLACED = replace(
    TOWN, gazetteer=(Spot(id="rue-b", name="rue Bêta", kind="street", district="nord"),)
)


def corrected(labels: dict[str, object] | None = None, /, **corrections: str) -> Record:
    one = judged("Un trou, quand?", post={"source": OWN_PAGE}, **(labels or {}))
    return Record(
        mention=one.mention,
        judgement=one.judgement,
        decision=decide(one, TOWN, MONDAY),
        first_seen=MONDAY,
        review=Review(mention=one.mention.id, corrections=corrections),
    )


def a_hole(**corrections: str) -> Record:
    return corrected({"service_request": case(), "intent": Label("question", 0.9)}, **corrections)


def test_without_corrections_nothing_follows_and_the_decision_is_the_machines() -> None:
    one = a_hole()
    assert decide_corrected(one, TOWN, MONDAY) is one.decision
    assert consequences(one, TOWN, MONDAY) == {}


def test_a_route_that_a_person_chose_brings_its_article_clock_draft_and_reason() -> None:
    chosen = decide_corrected(a_hole(route="moderate"), TOWN, MONDAY)
    assert (chosen.route, chosen.article, chosen.case) == ("moderate", "netiquette", None)
    assert chosen.due.temporary_at is None
    assert chosen.due.reply_at is not None
    assert chosen.why[0] == "L’équipe a choisi cette orientation."
    reply = decide_corrected(a_hole(route="reply"), TOWN, MONDAY)
    assert reply.article == "questions"
    assert reply.draft is not None
    assert reply.draft.template == "reply"
    assert "question" in reply.why[0]
    followed = decide_corrected(a_hole(route="monitor"), TOWN, MONDAY)
    assert followed.article == "listening"
    assert (followed.due.reply_at, followed.draft) == (None, None)


def test_the_route_chosen_stands_above_the_other_corrections() -> None:
    one = a_hole(route="reply", emergency="true")
    assert decide_corrected(one, TOWN, MONDAY).route == "reply"
    assert "route" not in consequences(one, TOWN, MONDAY)


def test_inviting_to_the_front_door_makes_a_case_unless_it_was_said_to_be_none() -> None:
    one = corrected(route="invite_311")
    assert consequences(one, TOWN, MONDAY) == {"service_request": "true"}
    decision = decide_corrected(one, TOWN, MONDAY)
    assert decision.case is not None
    assert decision.case.category == "other_request"
    followed = replace(one, review=replace(one.review, consequences={"service_request": "true"}))  # type: ignore[type-var]
    assert case_category(followed) == "other_request"
    neither = corrected(route="invite_311", service_request="false")
    assert decide_corrected(neither, TOWN, MONDAY).case is None


@pytest.mark.parametrize(
    ("corrections", "follows"),
    [
        ({"service_request": "false"}, {"route": "reply", "service_category": ""}),
        ({"emergency": "true"}, {"route": "emergency"}),
        ({"relevant": "false"}, {"route": "ignore"}),
        ({"media_request": "true"}, {"route": "media_relations"}),
        ({"conduct": "insult"}, {"route": "moderate"}),
        ({"author_role": "official"}, {"route": "monitor"}),
        ({"topic": "snow"}, {}),
        ({"service_category": "ice"}, {}),
        ({"place": "rue-b"}, {"district": "nord"}),
        ({"place": "inconnue"}, {}),
    ],
)
def test_what_follows_from_each_correction(
    corrections: dict[str, str], follows: dict[str, str]
) -> None:
    assert consequences(a_hole(**corrections), PLACED, MONDAY) == follows


def test_a_category_given_says_that_there_is_a_case() -> None:
    follows = consequences(corrected(service_category="ice"), TOWN, MONDAY)
    assert follows == {"service_request": "true", "route": "invite_311"}


def test_a_corrected_place_goes_to_the_draft_the_case_and_the_front_door() -> None:
    machine = Place(text="rue A", start=0, end=5, confidence=0.9, id="rue-a")
    one = a_hole(place="rue-b")
    one = replace(one, judgement=replace(one.judgement, place=machine))
    decision = decide_corrected(one, PLACED, MONDAY)
    assert decision.draft is not None
    assert "Lieu : rue Bêta." in decision.draft.text
    assert case_post(one, PLACED).place_id == "rue-b"
    nowhere = replace(one, review=Review(mention="m", corrections={"place": ""}))
    assert case_post(nowhere, PLACED).place is None


def test_another_template_of_the_route_is_filled_and_no_other_route_s() -> None:
    one = a_hole()
    ice = redraft(one, TOWN, MONDAY, "ice")
    assert ice is not None
    assert ice.text == "La glace est signalée au 311."
    assert redraft(one, TOWN, MONDAY, "thanks") is None
    assert redraft(one, TOWN, MONDAY + timedelta(days=9), "") is None
