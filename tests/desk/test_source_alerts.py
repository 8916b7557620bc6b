from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from desk.alert_rules import DEFAULT_RULES, AlertRule, When, in_effect, raise_alerts, read_rules
from desk.coverage import Listened
from desk.source_alerts import Looked, Speaking, look
from desk.source_health import health
from tests.desk.examples import MONDAY, TOWN
from tests.desk.histories import DAY, HOUR, LAST, QUEBEC, local, paper, rhythm
from tests.desk.test_alert_rules import record
from vigie.alert import Alert
from vigie.batch import SourceStatus
from vigie.errors import ConfigurationError
from vigie.rhythm import hour_of
from vigie.source_watch import TOLD_OF, Missed, Watched

RULE = AlertRule(name="source-health", when=When(source_state=TOLD_OF))
SOURCE = Listened(name="Le Fil", kind="feed", towns=(TOWN.slug,), calendar=QUEBEC)
SPEAKING = Speaking(town=TOWN.slug, town_name=TOWN.name, page_url="http://127.0.0.1:8311")
FRIDAY = LAST - 2 * DAY
NOON = local(FRIDAY, 12)
REMEMBERED = rhythm(paper(last=FRIDAY))


def status(state: str = "working", at: datetime = NOON, **more: Any) -> SourceStatus:
    return SourceStatus(
        source="Le Fil",
        state=state,
        asked_at=at,
        **{
            "next_at": at + HOUR,
            "answered_at": at,
            "arrived_at": local(FRIDAY, 6),
            "rhythm": REMEMBERED,
            "since": at,
            **more,
        },
    )


def looked(
    one: SourceStatus,
    now: datetime | None = None,
    *,
    after: Looked | None = None,
    rules: tuple[AlertRule, ...] = (RULE,),
    **more: Any,
) -> Looked:
    """Look at a source, after having looked at it before."""
    now = now or one.asked_at
    one = replace(one, watched=after.watched if after else None)
    found = health(one, QUEBEC, now)
    values = {"speaking": SPEAKING, **more}
    return look(rules, SOURCE, one, found, now=now, **values)


def only(one: Looked) -> Alert:
    (alert,) = one.alerts
    return alert


def failing(hours: float, since: datetime = NOON) -> SourceStatus:
    at = since + hours * HOUR
    return status("failing", at, since=since, failures=9, note="Erreur 503.", failed_at=at)


def test_a_source_that_becomes_late_is_told_once_and_its_return_once() -> None:
    saturday = local(LAST - DAY, 12)
    first = looked(status(at=saturday))
    alert = only(first)
    assert alert.title == "Ville-Fictive · Source muette · Le Fil"
    assert alert.reason.startswith("Rien de neuf depuis 30\u00a0h ; d’habitude")
    assert "vigie source preview" in alert.advice
    assert (alert.severity, alert.source, alert.mention) == ("normal", "Le Fil", "")
    assert alert.url == "http://127.0.0.1:8311/couverture"
    second = looked(status(at=saturday + DAY), after=first)
    assert second.alerts == ()
    news = saturday + 2 * DAY
    fresh = {"arrived_at": news, "rhythm": REMEMBERED.with_arrivals([hour_of(news)])}
    back = looked(status(at=news, **fresh), after=second)
    assert only(back).title == "Ville-Fictive · Source de nouveau entendue · Le Fil"
    assert only(back).severity == "low"
    assert only(back).reason.startswith("Le silence a duré 3\u00a0jours.")
    assert looked(status(at=news + HOUR, **fresh), after=back).alerts == ()


def test_a_failure_is_told_after_six_hours_and_only_then() -> None:
    first = looked(failing(5.9))
    assert first.alerts == ()
    assert first.watched == Watched(source="Le Fil", state="failing")
    told = looked(failing(6), after=first)
    assert only(told).title.endswith("Source en panne · Le Fil")
    assert only(told).reason == "Ne répond pas depuis 6\u00a0h, 9 essais de suite. Erreur 503."
    assert looked(failing(50), after=told).alerts == ()
    answers = status(at=NOON + 51 * HOUR, failed_at=NOON + 50 * HOUR, arrived_at=NOON - HOUR)
    answers = replace(answers, rhythm=None)
    assert "La panne a duré" in only(looked(answers, after=told)).reason


def test_a_rule_may_wait_longer_for_a_failure() -> None:
    patient = AlertRule(name="lente", when=When(source_state=("failing",), failing_hours=24))
    assert looked(failing(23), rules=(patient,)).alerts == ()
    assert looked(failing(24), rules=(patient,)).alerts


@pytest.mark.parametrize(
    ("state", "words", "advice"),
    [
        ("blocked", "Refuse Vigie", "Ne contournez pas"),
        ("needs_credentials", "clé", "vigie doctor"),
        ("stopped", "plus interrogée", "retirez-la"),
    ],
)
def test_what_a_person_must_act_on_is_told_at_once(state: str, words: str, advice: str) -> None:
    alert = only(looked(status(state, NOON)))
    assert words in alert.reason
    assert advice in alert.advice
    assert alert.summary["source_state"]


def test_one_trouble_after_another_is_told_without_an_all_clear_between() -> None:
    told = looked(failing(7))
    refused = looked(status("blocked", NOON + 8 * HOUR), after=told)
    assert "qui nous refuse" in only(refused).title
    (kept,) = refused.watched.told
    assert kept.state == "blocked"


def test_a_source_still_late_after_a_failure_is_not_said_to_be_heard_again() -> None:
    told = looked(failing(30))
    late = looked(status(at=local(LAST - DAY, 20), failed_at=NOON + 30 * HOUR), after=told)
    assert only(late).title.endswith("Source muette · Le Fil")


def test_each_hole_is_told_once() -> None:
    gap = Missed(at=NOON, since=NOON - 3 * HOUR, until=NOON - HOUR)
    flood = Missed(at=NOON + HOUR, posts=1500)
    first = looked(status(missed=(gap,)))
    assert only(first).reason == "Rien n’a été entendu pendant 2\u00a0h."
    second = looked(status(at=NOON + HOUR, missed=(gap, flood)), after=first)
    assert only(second).reason.startswith("1\u202f500 publications n’ont pu être lues")
    assert looked(status(at=NOON + 2 * HOUR, missed=(gap, flood)), after=second).alerts == ()
    old = NOON + 8 * DAY
    assert looked(status(at=old, missed=(gap,), arrived_at=old, rhythm=None)).alerts == ()


def test_two_watchers_give_the_same_alerts_and_another_trouble_others() -> None:
    saturday = local(LAST - DAY, 12)
    one, other = looked(status(at=saturday)), looked(status(at=saturday + HOUR))
    assert only(one).id == only(other).id
    assert only(looked(failing(7))).id != only(one).id
    assert only(looked(failing(7, since=NOON + DAY))).id != only(looked(failing(7))).id
    renamed = replace(RULE, name="autre")
    assert only(looked(status(at=saturday), rules=(renamed,))).id != only(one).id


def test_each_rule_tells_for_itself_of_the_sources_towns_and_troubles_it_names() -> None:
    saturday = status(at=local(LAST - DAY, 12))

    def rings(**when: Any) -> bool:
        rule = AlertRule(name="r", when=When(**{"source_state": ("late",), **when}))
        return bool(looked(saturday, rules=(rule,)).alerts)

    assert rings()
    assert rings(source=("Le Fil", "Autre"))
    assert not rings(source=("Autre",))
    assert rings(town=(TOWN.slug,))
    assert not rings(town=("ailleurs",))
    assert not rings(source_state=("failing", "gap"))
    two = (RULE, AlertRule(name="b", when=When(source_state=("late",)), severity="urgent"))
    assert {a.severity for a in looked(saturday, rules=two).alerts} == {"normal", "urgent"}


def test_a_source_that_vigie_no_longer_asks_is_not_told_of() -> None:
    """Whoever watches over Vigie itself is told of that (`deploy/prometheus`)."""
    one = looked(status(), NOON + 2 * DAY)
    assert (one.alerts, one.watched.state) == ((), "late")


def test_an_alert_about_a_source_of_many_towns_names_none_and_speaks_english() -> None:
    one = looked(status(at=local(LAST - DAY, 12)), speaking=Speaking(language="en"))
    assert only(one).title == "Silent source · Le Fil"
    assert only(one).reason.startswith("Nothing new for 30\u00a0h (usually")
    assert (only(one).town, only(one).url) == ("", None)


def test_a_rule_about_sources_rings_for_no_mention() -> None:
    one = record("Fil tombé rue A!")
    assert raise_alerts((RULE,), one, MONDAY, town=TOWN) == []


def test_the_rule_about_sources_stays_unless_the_settings_speak_of_sources() -> None:
    neige = AlertRule(name="neige", when=When(topic=("snow",)))
    mine = AlertRule(name="sources", when=When(source_state=("late",)))
    off = AlertRule(name="source-health", enabled=False)
    assert in_effect(()) == DEFAULT_RULES
    assert [rule.name for rule in in_effect((neige,))] == ["neige", "source-health"]
    assert [r.name for r in in_effect((mine,))] == ["sources", "emergency", "media-request"]
    assert [r.name for r in in_effect((off,))] == ["emergency", "media-request"]
    assert [r.name for r in in_effect((neige, off))] == ["neige"]


def test_rules_about_sources_are_read_from_settings() -> None:
    read = read_rules(
        [
            {
                "name": "panne",
                "when": {"source_state": ["failing"], "failing_hours": 12, "source": ["Le Fil"]},
            },
            {"name": "source-health", "enabled": False},
        ]
    )
    assert read[0].when.failing_hours == 12
    assert read[0].about_sources
    assert not read[1].enabled


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ({"when": {"source_state": ["mute"]}}, "mute"),
        ({"when": {"source_state": []}}, "source_state"),
        ({"when": {"source_state": ["late"], "topic": ["snow"]}}, "when.topic"),
        ({"when": {"failing_hours": 3}}, "when.failing_hours"),
        ({"when": {"source_state": ["failing"], "failing_hours": -1}}, "when.failing_hours"),
        ({"when": {"emergency": True}, "enabled": "non"}, "enabled"),
        ({"enabled": True}, "when"),
    ],
)
def test_each_mistake_in_a_rule_about_sources_is_named(rule: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_rules([{"name": "r", **rule}])
    (problem,) = caught.value.problems
    assert named in problem.fr
    assert named in problem.en


def test_the_end_of_a_watch_of_months_keeps_one_line_of_memory() -> None:
    """What is remembered does not grow with what was told."""
    after: Looked | None = None
    for week in range(8):
        since = NOON + timedelta(weeks=week)
        after = looked(failing(7, since), after=after)
        back = since + 8 * HOUR
        after = looked(status(at=back, arrived_at=back, rhythm=None), after=after)
        assert len(after.alerts) == 1
    assert after is not None
    assert after.watched.told == ()
