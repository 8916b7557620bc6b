from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from desk.policy import RULES
from desk.routing import decide
from tests.desk.examples import MONDAY, OWN_PAGE, TOWN, case, judged
from vigie.judgement import Judgement, Label, Place, Relevance, Verdict
from vigie.labels import ROUTES

YES = Verdict(True, 0.9)
INSULT = Label("insult", 0.9)


def intent(value: str) -> Label:
    return Label(value, 0.9)


def test_what_is_not_about_the_town_is_ignored_even_if_urgent() -> None:
    homonym = Relevance(about=False, confidence=1, rule="homonym", reason="autre ville")
    decision = decide(judged(relevance=homonym, emergency=YES), TOWN, MONDAY)
    assert (decision.route, decision.draft) == ("ignore", None)
    assert decision.due.reply_at is None


LADDER: list[tuple[str, dict[str, Any]]] = [
    ("emergency", {"emergency": YES}),
    ("media_relations", {"media_request": YES}),
    ("moderate", {"conduct": INSULT}),
    ("invite_311", {"service_request": case()}),
    ("refer_elsewhere", {"owner": "courant"}),
    ("reply", {"intent": intent("question")}),
]


@pytest.mark.parametrize("step", range(len(LADDER)))
def test_the_first_article_that_applies_decides(step: int) -> None:
    labels = {key: value for _, more in LADDER[step:] for key, value in more.items()}
    assert decide(judged(**labels), TOWN, MONDAY).route == LADDER[step][0]


@pytest.mark.parametrize("role", ["town", "official"])
@pytest.mark.parametrize(("_route", "labels"), LADDER[1:])
def test_the_town_never_answers_itself(role: str, _route: str, labels: dict[str, Any]) -> None:
    spoken = judged(author_role=Label(role, 1.0), **labels)
    assert decide(spoken, TOWN, MONDAY).route == "monitor"


def test_an_emergency_told_by_the_town_is_still_an_emergency() -> None:
    spoken = judged(author_role=Label("town", 1.0), emergency=YES)
    assert decide(spoken, TOWN, MONDAY).route == "emergency"


@pytest.mark.parametrize(
    ("said", "own", "route", "article"),
    [
        ("question", False, "reply", "questions"),
        ("request", False, "reply", "questions"),
        ("idea", False, "reply", "ideas"),
        ("complaint", False, "monitor", "listening"),
        ("complaint", True, "reply", "complaints-to-the-town"),
        ("praise", False, "monitor", "listening"),
        ("praise", True, "reply", "thanks"),
        ("opinion", True, "monitor", "listening"),
        ("information", True, "monitor", "listening"),
        ("other", False, "monitor", "listening"),
    ],
)
def test_a_reply_is_owed_to_who_asks_or_speaks_to_the_town(
    said: str, own: bool, route: str, article: str
) -> None:
    post = {"source": OWN_PAGE} if own else {}
    decision = decide(judged(intent=intent(said), post=post), TOWN, MONDAY)
    assert (decision.route, decision.article) == (route, article)


def test_a_question_about_nothing_of_the_towns_is_answered_only_if_put_to_it() -> None:
    idle: dict[str, Any] = {"intent": intent("question"), "topic": Label("other", 0.9)}
    assert decide(judged("Un bon plombier?", **idle), TOWN, MONDAY).route == "monitor"
    assert decide(judged("@VilleFictive un bon plombier?", **idle), TOWN, MONDAY).route == "reply"


@pytest.mark.parametrize("said", ["question", "complaint", "idea", "praise"])
def test_the_press_is_followed_not_answered(said: str) -> None:
    article = judged(author_role=Label("press", 0.9), intent=intent(said), owner="other")
    assert decide(article, TOWN, MONDAY).route == "monitor"


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("Merci @villefictive!", "reply"),
        ("Merci @VILLEFICTIVE.", "reply"),
        ("Merci @mairesse_vf", "reply"),
        ("Merci @agent_vf", "monitor"),
        ("Merci @villefictive2", "monitor"),
        ("Merci @villefictive.autre.example", "monitor"),
        ("Écrivez à contact@villefictive", "monitor"),
    ],
)
def test_praise_counts_as_addressed_when_it_calls_the_towns_account(text: str, route: str) -> None:
    assert decide(judged(text, intent=intent("praise")), TOWN, MONDAY).route == route


def test_praise_for_someone_else_is_not_referred_to_them() -> None:
    thanks = judged(intent=intent("praise"), owner="courant")
    assert decide(thanks, TOWN, MONDAY).route == "monitor"


def test_a_referral_names_who_is_in_charge() -> None:
    decision = decide(judged(owner="courant"), TOWN, MONDAY)
    assert decision.referral == "courant"
    assert any("Électricité Fictive" in why for why in decision.why)
    assert decision.draft is not None
    assert decision.draft.text == "Cela relève de Électricité Fictive (1 800 555-0111)."


def test_a_problem_of_someone_unlisted_is_referred_without_a_name() -> None:
    decision = decide(judged(owner="other"), TOWN, MONDAY)
    assert (decision.route, decision.referral) == ("refer_elsewhere", None)
    assert decision.draft is not None
    assert decision.draft.text == "Cela relève de l’organisme responsable."


def test_a_breach_cites_the_clause_of_the_netiquette() -> None:
    decision = decide(judged(conduct=INSULT), TOWN, MONDAY)
    assert any("article 4" in why and "On n’insulte personne." in why for why in decision.why)


def test_what_else_the_mention_is_is_said_too() -> None:
    decision = decide(judged(conduct=INSULT, service_request=case()), TOWN, MONDAY)
    assert decision.route == "moderate"
    assert "C’est aussi une demande de service." in decision.why


def test_only_an_invitation_to_the_front_door_drafts_a_case() -> None:
    assert decide(judged(service_request=case()), TOWN, MONDAY).case is not None
    assert decide(judged(service_request=case(), conduct=INSULT), TOWN, MONDAY).case is None


def test_an_uncertain_label_that_decides_is_to_be_checked() -> None:
    doubtful = judged(service_request=case(), uncertain=("service_request",))
    sure = judged(service_request=case(), uncertain=("topic",))
    assert any(why.startswith("À vérifier") for why in decide(doubtful, TOWN, MONDAY).why)
    assert not any(why.startswith("À vérifier") for why in decide(sure, TOWN, MONDAY).why)


def test_an_emergency_heard_late_says_to_check_first() -> None:
    post = judged(emergency=YES)
    fresh, late = (decide(post, TOWN, MONDAY + timedelta(hours=h)) for h in (1, 13))
    assert fresh.route == late.route == "emergency"
    assert len(late.why) == len(fresh.why) + 1


def test_history_runs_no_clock_and_says_so() -> None:
    old = {"published_at": MONDAY - timedelta(days=31)}
    decision = decide(judged(intent=intent("question"), post=old), TOWN, MONDAY)
    assert decision.route == "reply"
    assert (decision.due.temporary_at, decision.due.reply_at) == (None, None)
    assert any("aucun délai" in why for why in decision.why)


def test_reasons_are_in_the_towns_interface_language() -> None:
    english = replace(TOWN, interface="en")
    decision = decide(judged(service_request=case()), english, MONDAY)
    assert decision.why[0].startswith("A complaint or service request")


def test_a_mention_that_no_stage_has_judged_is_listened_to() -> None:
    silent = replace(judged("Bonjour"), judgement=Judgement())
    assert decide(silent, TOWN, MONDAY).route == "monitor"


def test_the_place_of_a_case_comes_from_the_judgement() -> None:
    place = Place(text="rue des Forges", start=0, end=14, confidence=0.9, id="rue-des-forges")
    decision = decide(judged("rue des Forges", service_request=case(), place=place), TOWN, MONDAY)
    assert decision.case is not None
    assert (decision.case.place, decision.case.place_id) == ("rue des Forges", "rue-des-forges")


def test_every_route_is_reached_by_a_rule() -> None:
    assert {rule.route for rule in RULES} == set(ROUTES)


def test_the_policy_page_shows_the_very_table_that_decides() -> None:
    page = Path(__file__).parents[2] / "docs" / "policy.md"
    text = page.read_text(encoding="utf-8")
    table_part = text.partition("## La table")[2].partition("\n## ")[0]
    rows = [line for line in table_part.splitlines() if line.startswith("| `")]
    shown = [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows]
    table = [[r.article, r.route, r.because.fr, r.because.en] for r in RULES]
    assert shown == table
    for rule in RULES:
        assert f"### {rule.article}\n" in text
