from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from desk.alert_rules import DEFAULT_RULES, AlertRule, When, raise_alerts, read_rules
from desk.routing import decide
from tests.desk.examples import MONDAY, TOWN, case, judged
from vigie.alert import Alert
from vigie.errors import ConfigurationError
from vigie.judgement import Label, Reason, Verdict
from vigie.record import Record
from vigie.review import Review

YES = Verdict(True, 0.9)


def record(text: str = "Un texte.", *, review: Review | None = None, **labels: Any) -> Record:
    one = judged(text, **labels)
    return Record(
        mention=one.mention,
        judgement=one.judgement,
        decision=decide(one, TOWN, MONDAY),
        first_seen=MONDAY,
        review=review,
    )


def raised(one: Record, *rules: AlertRule, **more: Any) -> list[Alert]:
    return raise_alerts(rules or DEFAULT_RULES, one, MONDAY, town=TOWN, **more)


def rule(**when: Any) -> AlertRule:
    return AlertRule(name="essai", when=When(**when))


def test_an_emergency_and_a_media_request_ring_without_any_setting() -> None:
    assert [a.rule for a in raised(record(emergency=YES))] == ["emergency"]
    assert [a.severity for a in raised(record(emergency=YES))] == ["urgent"]
    assert [a.rule for a in raised(record(media_request=YES))] == ["media-request"]
    assert raised(record()) == []


def test_an_alert_knows_the_story_that_its_mention_tells() -> None:
    assert [a.story for a in raised(record(emergency=YES, cluster="c" * 32))] == ["c" * 32]
    assert [a.story for a in raised(record(emergency=YES))] == [""]


CONDITIONS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"service_request": True}, {"service_request": case()}, {}),
    ({"service_request": False}, {}, {"service_request": case()}),
    ({"service_category": ("ice",)}, {"service_request": case("ice")}, {"service_request": case()}),
    ({"sentiment": ("negative",)}, {"sentiment": Label("negative", 1)}, {}),
    ({"topic": ("snow", "water")}, {"topic": Label("water", 1)}, {}),
    ({"intent": ("idea",)}, {"intent": Label("idea", 1)}, {}),
    ({"author_role": ("press",)}, {"author_role": Label("press", 1)}, {}),
    ({"route": ("moderate",)}, {"conduct": Label("insult", 1)}, {}),
    ({"official_mentioned": True}, {"text": "Et la Mairesse?"}, {"text": "l’ami reste"}),
    ({"official_mentioned": True}, {"text": "Merci @mairesse_vf!"}, {"text": "@agent_vf"}),
    ({"official_mentioned": False}, {"text": "Bonjour"}, {"text": "LA MAIRESSE"}),
]


@pytest.mark.parametrize(("when", "rings", "silent"), CONDITIONS)
def test_each_condition_rings_for_its_case_only(
    when: dict[str, Any], rings: dict[str, Any], silent: dict[str, Any]
) -> None:
    assert raised(record(**rings), rule(**when))
    assert not raised(record(**silent), rule(**when))


def test_all_conditions_must_hold() -> None:
    both = rule(topic=("snow",), sentiment=("negative",))
    cold: dict[str, Any] = {"topic": Label("snow", 1)}
    assert not raised(record(**cold), both)
    assert raised(record(**cold, sentiment=Label("negative", 1)), both)


def test_a_label_less_sure_than_asked_does_not_ring() -> None:
    sure = rule(topic=("snow",), min_confidence=0.8)
    assert raised(record(topic=Label("snow", 0.8)), sure)
    assert not raised(record(topic=Label("snow", 0.79)), sure)


def test_sources_and_towns_can_be_chosen() -> None:
    assert raised(record(), rule(source=("Forum fictif",), town=("ville-fictive",)))
    assert not raised(record(), rule(source=("Autre",)))


def test_a_persons_correction_counts_instead_of_the_label() -> None:
    said_no = Review(mention="m", corrections={"emergency": "false"})
    said_yes = Review(mention="m", corrections={"emergency": "true"})
    assert not raised(record(emergency=YES, review=said_no))
    assert raised(record(review=said_yes))


def edited(one: Record) -> Record:
    post = replace(one.mention.post, revision=one.mention.post.revision + 1)
    return replace(one, mention=replace(one.mention, post=post))


def test_an_edition_rings_only_if_the_rule_did_not_hold_before() -> None:
    urgent = record(emergency=YES)
    assert not raised(edited(urgent), previous=urgent)
    assert raised(edited(urgent), previous=record())


def test_an_edition_of_what_a_person_called_off_does_not_ring() -> None:
    called_off = record(
        emergency=YES, review=Review(mention="m", corrections={"emergency": "false"})
    )
    assert not raised(edited(record(emergency=YES)), previous=called_off)


def test_history_brought_by_an_import_wakes_nobody() -> None:
    old = {"published_at": MONDAY - timedelta(days=31)}
    assert raised(record(emergency=YES, post={"published_at": MONDAY - timedelta(days=29)}))
    assert not raised(record(emergency=YES, post=old))


def test_the_same_edition_gives_the_same_alert_and_another_gives_another() -> None:
    urgent = record(emergency=YES)
    assert raised(urgent) == raised(urgent)
    later = raise_alerts(DEFAULT_RULES, urgent, MONDAY + timedelta(days=1), town=TOWN)
    assert later[0].id == raised(urgent)[0].id
    assert raised(edited(urgent))[0].id != raised(urgent)[0].id


def test_an_alert_says_why_and_what_to_do_but_not_who() -> None:
    text = "Fil tombé rue A! @voisine_vf 819-555-0199 " + "détails " * 100
    why = (Reason(label="emergency", reason="« fil tombé » : danger", start=0, end=10),)
    (alert,) = raised(record(text, emergency=YES, why=why))
    assert "danger" in alert.reason
    assert "911" in alert.advice
    assert alert.summary["route"] == "urgence"
    assert len(alert.summary["excerpt"]) <= 280
    assert "voisine_vf" not in str(alert)
    assert "0199" not in str(alert)


def test_media_relations_advice_gives_their_address_and_forbids_a_public_answer() -> None:
    (alert,) = raised(record(media_request=YES))
    assert "Ne répondez pas publiquement" in alert.advice
    assert "medias@ville-fictive.example" in alert.advice


def test_an_alert_links_to_the_page_or_else_to_the_post() -> None:
    urgent = record(emergency=YES)
    (page,) = raised(urgent, base_url="http://127.0.0.1:8311/")
    assert page.url == f"http://127.0.0.1:8311/mention/{urgent.mention.id}"
    assert raised(urgent)[0].url == "https://forum.example/1"


def test_the_reader_chooses_the_language() -> None:
    (alert,) = raise_alerts(DEFAULT_RULES, record(emergency=YES), MONDAY, "en", town=TOWN)
    assert alert.reason.startswith("An emergency is reported")
    assert alert.summary["route"] == "emergency"


def test_rules_are_read_from_settings() -> None:
    (read,) = read_rules(
        [
            {
                "name": "neige",
                "severity": "low",
                "targets": ["equipe"],
                "when": {"topic": ["snow"], "emergency": False, "min_confidence": 1},
            }
        ],
        {"equipe"},
    )
    assert read == AlertRule(
        name="neige",
        when=When(topic=("snow",), emergency=False, min_confidence=1),
        severity="low",
        targets=("equipe",),
    )


GOOD: dict[str, Any] = {"name": "r", "when": {"emergency": True}}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"naem": "x"}, "naem"),
        ({"name": ""}, "name"),
        ({"name": 3}, "name"),
        ({"severity": "grave"}, "grave"),
        ({"severity": ["urgent"]}, "severity"),
        ({"targets": "equipe"}, "targets"),
        ({"targets": ["absente"]}, "absente"),
        ({"when": {}}, "when"),
        ({"when": "emergency"}, "when"),
        ({"when": {"min_confidence": 0.5}}, "min_confidence"),
        ({"when": {"emergency": "oui"}}, "when.emergency"),
        ({"when": {"topic": "snow"}}, "when.topic"),
        ({"when": {"topic": []}}, "when.topic"),
        ({"when": {"topic": ["neige"]}}, "neige"),
        ({"when": {"urgence": True}}, "when.urgence"),
        ({"when": {"emergency": True, "min_confidence": 2}}, "min_confidence"),
        ({"when": {"emergency": True, "min_confidence": True}}, "min_confidence"),
    ],
)
def test_each_bad_key_is_named(change: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_rules([{**GOOD, **change}], {"equipe"})
    (problem,) = caught.value.problems
    assert named in problem.fr
    assert named in problem.en


def test_every_problem_of_every_rule_is_told_at_once() -> None:
    bad: list[dict[str, Any]] = [
        {"name": "a", "when": {"topic": ["x"]}, "severity": "y"},
        {"when": {"z": 1}},
        GOOD,
        GOOD,
    ]
    with pytest.raises(ConfigurationError) as caught:
        read_rules(bad)
    assert len(caught.value.problems) == 5
