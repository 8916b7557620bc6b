from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.alert_rule import AlertRule, When, holds
from desk.alert_rules import DEFAULT_RULES, in_effect, raise_alerts, read_rules
from desk.gathering import gatherings
from desk.hourly_series import first_hour, series
from desk.number_alerts import Telling, gathered_alert, rising_alert, spike_alert
from desk.rising_story import rises
from desk.rule_floor import RISING, AtLeast, Crowd, in_time
from desk.rule_query import address, clause, each_series
from desk.rule_times import due_at, is_muted
from desk.spikes import Seen
from tests.desk.crowds import MONDAY, TOWN, said
from vigie.errors import ConfigurationError
from vigie.judgement import Label
from vigie.post import Engagement
from vigie.query import And, Bucket, Field
from vigie.sample import REAL

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
FRENCH = Telling(MONDAY, "http://127.0.0.1:8311", "fr")
ENGLISH = Telling(MONDAY, "http://127.0.0.1:8311", "en")
SNOW = AlertRule(name="neige", spike="negative", when=When(topic=("snow",)))


def test_one_persons_storm_and_one_text_on_twelve_sites_are_told_apart_from_a_crowd() -> None:
    storm = Crowd.of([said(n, author=1) for n in range(12)])
    wire = Crowd.of([said(n, source=f"Site {n}", story="dépêche") for n in range(12)])
    floor = AtLeast(mentions=5, authors=3, clusters=3)
    assert (storm.authors, storm.clusters, wire.authors, wire.clusters) == (1, 12, 12, 1)
    assert not storm.reaches(floor)
    assert not wire.reaches(floor)
    assert Crowd.of([said(n) for n in range(5)]).reaches(floor)


def test_the_source_stands_in_for_an_author_it_does_not_name() -> None:
    from vigie.post import Author

    some = [said(n, source=f"S{n % 2}", post={"author": Author()}) for n in range(6)]
    assert Crowd.of(some).authors == 2


def test_what_was_heard_late_or_has_no_date_is_not_counted() -> None:
    late = said(1, late=7 * HOUR)
    undated = said(2, post={"published_is_known": False})
    assert in_time([late, undated, said(3, late=HOUR)]) == [said(3, late=HOUR)]


# The rows of the town's hours ------------------------------------------------------------


def test_hours_go_by_the_towns_clock_and_silent_ones_are_there_too() -> None:
    first = first_hour(MONDAY + 20 * MINUTE, 2)
    row = series(
        [Bucket("2026-11-23T14:00Z", 4), Bucket("2026-11-23T12:00Z", 1)], first, MONDAY, TOWN
    )
    assert list(row.counts) == [1, 0, 4]
    assert list(row.slots) == [7, 8, 9]  # a Monday, in Québec
    assert row.moment(2) == MONDAY


def test_a_public_holiday_goes_by_the_rhythm_of_sundays() -> None:
    new_year = datetime(2027, 1, 1, 17, tzinfo=UTC)  # a Friday
    assert list(series([], new_year, new_year, TOWN).slots) == [6 * 24 + 12]


def test_the_hour_that_comes_twice_in_autumn_is_twice_the_same_hour() -> None:
    before = datetime(2026, 11, 1, 4, tzinfo=UTC)
    row = series([], before, before + 3 * HOUR, TOWN)
    assert [slot % 24 for slot in row.slots] == [0, 1, 1, 2]


# Words ----------------------------------------------------------------------------------


def a_spike(telling: Telling, rule: AlertRule = SNOW, **seen: Any) -> Any:
    values = {"hour": 5, "window": 3, "count": 34, "expected": 12.0, "variance": 14.0}
    one = Seen(**{**values, "chance": 1e-6, **seen})
    crowd = Crowd(mentions=one.count, authors=21, clusters=30, sources=4)
    return spike_alert(rule, TOWN, one, crowd, since=MONDAY - HOUR, telling=telling)


def test_a_spike_says_how_much_more_than_when_with_what_to_do_and_the_list() -> None:
    alert = a_spike(FRENCH)
    assert alert.title == (
        "Ville-Fictive · Deux fois plus de publications négatives sur « déneigement et glace »"
    )
    assert alert.reason == (
        "Deux fois plus de publications négatives sur « déneigement et glace » qu’un lundi à cette "
        "heure : 34 en 3 h au lieu de 12 ; 21 personnes, 30 textes différents."
    )
    assert "311" in alert.advice
    assert alert.url == ("http://127.0.0.1:8311/?town=ville-fictive&sentiment=negative&topic=snow")
    assert (alert.mention, alert.town, alert.rule) == ("", "ville-fictive", "neige")


def test_a_spike_is_told_in_english_too() -> None:
    assert a_spike(ENGLISH).reason == (
        "Twice as many negative posts about “snow and ice” as on a Monday at this hour: 34 in 3 h "
        "instead of 12; 21 people, 30 different texts."
    )


@pytest.mark.parametrize(
    ("count", "expected", "opening"),
    [
        (16, 10.0, "Nettement plus de publications"),
        (50, 10.0, "Cinq fois plus de publications"),
        (900, 10.0, "Bien plus de publications"),
        (7, 0.04, "Bien plus de publications"),
    ],
)
def test_the_multiple_is_in_words(count: int, expected: float, opening: str) -> None:
    volume = AlertRule(name="tout", spike="volume")
    alert = a_spike(FRENCH, volume, count=count, expected=expected, window=24)
    assert alert.reason.startswith(f"{opening} qu’un lundi ordinaire : {count} en 24 h")


def test_the_same_episode_has_one_id_whatever_is_counted_since() -> None:
    assert a_spike(FRENCH).id == a_spike(ENGLISH, count=80).id
    assert a_spike(FRENCH).id != a_spike(FRENCH, AlertRule(name="b", spike="volume")).id


def test_small_numbers_keep_a_decimal_with_the_comma_of_french() -> None:
    assert "au lieu de 1,5 ;" in a_spike(FRENCH, count=9, expected=1.5).reason
    assert "instead of 1.5;" in a_spike(ENGLISH, count=9, expected=1.5).reason


def test_the_clause_and_the_list_of_a_rule_are_the_same_thing() -> None:
    rule = AlertRule(name="r", spike="place:parc-du-moulin", when=When(emergency=True))
    assert clause(rule, "valbois") == And(
        (
            Field("town", ("valbois",)),
            Field("place", ("parc-du-moulin",)),
            Field("emergency", ("true",)),
            REAL,
        )
    )
    assert address(rule, "valbois", "http://x/") == (
        "http://x/?q=place%3Aparc-du-moulin+emergency%3Atrue&town=valbois"
    )


def test_the_series_of_a_rule_share_its_false_alarms() -> None:
    rule = AlertRule(name="r", spike="topic:*", at_least=AtLeast(per_month=1, mentions=9))
    some = each_series(rule)
    assert {"topic:snow", "topic:noise"} <= {one.spike for one in some}
    assert sum((one.at_least or AtLeast()).per_month or 0 for one in some) == pytest.approx(1)
    assert all(one.at_least and one.at_least.mentions == 9 for one in some)
    assert each_series(SNOW) == [SNOW]


# Rising stories -------------------------------------------------------------------------


def a_story(count: int, minutes: int = 10, **more: Any) -> list[Any]:
    return [
        said(n, MONDAY + n * minutes * MINUTE, source=f"Site {n % 3}", story="h", **more)
        for n in range(count)
    ]


def test_a_story_is_told_at_each_step_once() -> None:
    found = rises("h", a_story(80, 4), RISING)
    assert [(one.step, one.crowd.mentions) for one in found] == [(0, 8), (1, 24), (2, 72)]
    assert found == rises("h", list(reversed(a_story(80, 4))), RISING)
    assert rises("h", a_story(30, 4), RISING) == found[:2]


@pytest.mark.parametrize(
    "story",
    [
        a_story(7),
        a_story(40, 60),  # one an hour is no fast growth
        a_story(40, author=1),
        a_story(40, late=7 * HOUR),
        [said(n, MONDAY, source="Un seul site", story="h") for n in range(40)],
    ],
)
def test_a_story_below_a_floor_is_not_told(story: list[Any]) -> None:
    assert rises("h", story, RISING) == []


def test_a_rising_story_shows_its_first_text_and_forgets_with_it() -> None:
    rule = AlertRule(name="histoires", rising=True)
    first, second = rises("h", a_story(24, 4), RISING)
    alert = rising_alert(rule, TOWN, first, FRENCH)
    assert alert.mention == first.first.mention.id
    assert alert.reason == (
        "Le même texte, ou presque, 8 fois en 6 h, dans 3 sources, par 8 personnes."
    )
    assert alert.url == "http://127.0.0.1:8311/?q=cluster%3Ah&town=ville-fictive"
    assert alert.id != rising_alert(rule, TOWN, second, FRENCH).id
    assert "residente_fictive" not in str(alert)


# Mentions that come together --------------------------------------------------------------


def gathers(**fields: Any) -> AlertRule:
    return AlertRule(name="ensemble", **fields)


def test_mentions_ring_once_enough_people_said_it_within_the_hours() -> None:
    rule = gathers(at_least=AtLeast(mentions=4, authors=3, hours=2))
    some = [said(n, MONDAY + n * 10 * MINUTE, author=n % 3) for n in range(6)]
    (one,) = gatherings(rule, some, MONDAY + HOUR)
    assert (one.at, one.crowd.mentions, one.crowd.authors) == (some[3].first_seen, 4, 3)
    assert gatherings(rule, [said(n, MONDAY + n * HOUR) for n in range(6)], MONDAY) == []


def test_a_cool_down_keeps_silent_and_what_was_told_is_not_told_again() -> None:
    rule = gathers(cool_down_hours=2)
    some = [said(n, MONDAY + n * 30 * MINUTE) for n in range(9)]
    assert [one.at for one in gatherings(rule, some, MONDAY)] == [
        some[0].first_seen,
        some[4].first_seen,
        some[8].first_seen,
    ]
    after = gatherings(rule, some, MONDAY, some[4].first_seen)
    assert [one.at for one in after] == [some[8].first_seen]
    assert after[0].crowd.mentions == 4
    assert gatherings(rule, some, MONDAY, some[8].first_seen) == []


def test_a_digest_tells_once_a_slot_when_the_slot_is_over() -> None:
    rule = gathers(digest_hours=24)
    some = [said(n, MONDAY + n * HOUR) for n in range(30)]
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    assert gatherings(rule, some, midnight - MINUTE) == []
    (one,) = gatherings(rule, some, midnight + HOUR)
    assert (one.at, one.crowd.mentions) == (midnight, 10)
    alert = gathered_alert(rule, TOWN, one, FRENCH)
    assert alert.reason == "10 publications en 24 h ; 10 personnes, 10 textes différents."
    assert "Message fictif" not in str(alert)


# Conditions and times ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "rings", "silent"),
    [
        ({"min_reach": 500}, {"engagement": Engagement(views=500)}, {}),
        ({"min_reach": 9}, {"engagement": Engagement(likes=5, shares=4)}, {}),
        ({"between": ("18:00", "10:00")}, {}, {"published_at": MONDAY + HOUR}),
        ({"between": ("09:00", "10:00")}, {}, {"published_at": MONDAY - MINUTE}),
    ],
)
def test_reach_and_hours_are_conditions(when: Any, rings: Any, silent: Any) -> None:
    rule = AlertRule(name="r", when=When(**when))
    assert holds(rule, said(1, post=rings), TOWN)
    assert not holds(rule, said(1, post=silent), TOWN)


def test_kind_and_conduct_are_conditions() -> None:
    rule = AlertRule(name="r", when=When(kind=("feed",), conduct=("threat",)))
    assert holds(rule, said(1, conduct=Label("threat", 0.9)), TOWN)
    assert not holds(rule, said(1), TOWN)


def test_an_alert_waits_for_the_end_of_quiet_hours_in_the_towns_time() -> None:
    rule = AlertRule(name="r", quiet_hours=("22:00", "07:00"))
    assert due_at(rule, TOWN, MONDAY) == MONDAY  # 9:00
    late = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)  # 23:30 on Monday
    assert due_at(rule, TOWN, late) == datetime(2026, 11, 24, 12, tzinfo=UTC)
    early = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)  # 6:30
    assert due_at(rule, TOWN, early) == datetime(2026, 11, 23, 12, tzinfo=UTC)
    urgent = AlertRule(name="r", severity="urgent", quiet_hours=("22:00", "07:00"))
    assert due_at(urgent, TOWN, late) == late


def test_a_muted_rule_says_nothing_before_its_date() -> None:
    rule = AlertRule(name="r", mute_until=MONDAY + HOUR)
    assert is_muted(rule, MONDAY)
    assert not is_muted(rule, MONDAY + HOUR)
    assert raise_alerts([rule], said(1), MONDAY, town=TOWN) == []
    assert raise_alerts([rule], said(1), MONDAY + HOUR, town=TOWN)


def test_a_rule_about_numbers_never_rings_for_one_mention() -> None:
    one = said(1, sentiment=Label("negative", 1), topic=Label("snow", 1))
    rules = [SNOW, AlertRule(name="h", rising=True), gathers(cool_down_hours=1)]
    assert raise_alerts(rules, one, MONDAY, town=TOWN) == []


def test_a_rule_about_numbers_leaves_the_built_in_ones_in_place() -> None:
    assert in_effect([SNOW]) == (SNOW, *DEFAULT_RULES)
    assert in_effect([]) == DEFAULT_RULES
    own = AlertRule(name="m", when=When(emergency=True))
    watch = tuple(rule for rule in DEFAULT_RULES if rule.about == "source")
    assert in_effect([SNOW, own]) == (SNOW, own, *watch)


def test_rules_about_numbers_are_read_from_settings() -> None:
    spike, rising, digest = read_rules(
        [
            {
                "name": "neige",
                "spike": "topic:snow",
                "when": {"sentiment": ["negative"]},
                "at_least": {"mentions": 8, "times": 2, "per_month": 0.25},
                "cool_down_hours": 12,
                "quiet_hours": ["22:00", "07:00"],
                "mute_until": "2026-12-24",
            },
            {"name": "histoires", "rising": True},
            {"name": "résumé", "when": {"topic": ["waste"]}, "digest_hours": 24},
        ]
    )
    assert (spike.about, rising.about, digest.about) == ("spike", "rising", "gathered")
    assert spike.at_least == AtLeast(mentions=8, times=2.0, per_month=0.25)
    assert spike.mute_until == datetime(2026, 12, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"spike": "neige"}, "spike"),
        ({"spike": "topic:xyz"}, "topic"),
        ({"spike": "author:x"}, "spike"),
        ({"spike": "volume", "digest_hours": 3}, "digest_hours"),
        ({"spike": "volume", "when": {"min_reach": 4}}, "when.min_reach"),
        ({"spike": "volume", "when": {"emergency": False}}, "when.emergency"),
        ({"rising": "oui"}, "rising"),
        ({"at_least": {"people": 3}}, "at_least.people"),
        ({"at_least": {"mentions": 2.5}}, "at_least.mentions"),
        ({"at_least": [3]}, "at_least"),
        ({"cool_down_hours": 0}, "cool_down_hours"),
        ({"digest_hours": "24"}, "digest_hours"),
        ({"quiet_hours": ["22:00"]}, "quiet_hours"),
        ({"quiet_hours": ["22:00", "25:00"]}, "quiet_hours"),
        ({"quiet_hours": ["22:00", "07:00"], "severity": "urgent"}, "quiet_hours"),
        ({"mute_until": "demain"}, "mute_until"),
        ({"when": {"between": ["8", "9"]}}, "when.between"),
        ({"when": {"min_reach": 0}}, "when.min_reach"),
    ],
)
def test_each_mistake_of_a_rule_is_told_in_both_languages(
    change: dict[str, Any], told: str
) -> None:
    rule = {"name": "r", "when": {"topic": ["snow"]}, **change}
    with pytest.raises(ConfigurationError) as caught:
        read_rules([rule])
    assert any(told in problem.fr and told in problem.en for problem in caught.value.problems)
