from __future__ import annotations

from datetime import date, datetime
from typing import Any

from desk.source_health import Health, health
from tests.desk.histories import DAY, HOUR, LAST, QUEBEC, forum, local, paper, rhythm
from vigie.batch import SourceStatus
from vigie.rhythm import Rhythm
from vigie.source_watch import SOURCE_STATES, Missed

FRIDAY = LAST - 2 * DAY
SATURDAY = local(LAST - DAY, 12)
NOON = local(FRIDAY, 12)


def status(
    asked: datetime, remembered: Rhythm | None = None, state: str = "working", **more: Any
) -> SourceStatus:
    """A source asked just now, and again in half an hour."""
    arrived = more.pop("arrived_at", None) or local(FRIDAY, 6)
    return SourceStatus(
        source="Le Fil",
        state=state,
        asked_at=asked,
        **{
            "answered_at": asked if state == "working" else None,
            "next_at": asked + HOUR / 2,
            "arrived_at": arrived,
            "heard_at": arrived,
            "rhythm": remembered or rhythm(paper(last=FRIDAY)),
            **more,
        },
    )


def judged(one: SourceStatus, now: datetime, **more: Any) -> Health:
    found = health(one, QUEBEC, now, **more)
    assert found.state in SOURCE_STATES
    assert found.why.fr.endswith(".")
    assert found.why.en.endswith(".")
    return found


def test_a_source_that_brought_something_within_a_day_is_working() -> None:
    assert judged(status(NOON), NOON).state == "working"
    assert judged(status(NOON), NOON).why.fr == "A apporté quelque chose il y a 6\u00a0h."


def test_a_source_silent_within_its_rhythm_is_quiet_and_beyond_it_late() -> None:
    weekdays = rhythm(paper((0, 1, 2, 3, 4)))
    quiet = judged(status(SATURDAY, weekdays), SATURDAY)
    assert quiet.state == "quiet"
    assert "ce qui lui arrive (tous les jours ouvrables, vers 6\u00a0h)" in quiet.why.fr
    late = judged(status(SATURDAY), SATURDAY)
    assert (late.state, late.since) == ("late", local(FRIDAY, 6))
    assert late.why.fr == (
        "Rien de neuf depuis 30\u00a0h ; d’habitude : du mardi au samedi, vers 6\u00a0h."
    )
    assert late.why.en == (
        "Nothing new for 30\u00a0h (usually Tuesday to Saturday, around 6\u00a0a.m.)."
    )


def test_a_sleepy_forum_is_quiet_after_ten_days() -> None:
    since = LAST - 182 * DAY
    now = local(LAST + 10 * DAY, 12)
    one = status(now, rhythm(forum(), since=since), arrived_at=local(LAST, 12))
    assert judged(one, now).state == "quiet"


def test_silence_counts_up_to_the_last_time_that_the_source_was_asked() -> None:
    friday_evening = local(FRIDAY, 20)
    asked_daily = status(friday_evening, next_at=friday_evening + DAY)
    assert judged(asked_daily, SATURDAY).state == "quiet"
    assert judged(status(SATURDAY), SATURDAY).state == "late"


def test_a_stream_is_known_up_to_now() -> None:
    left = local(FRIDAY, 7)
    assert judged(status(left, next_at=left), SATURDAY).state == "late"
    assert judged(status(left, next_at=None), SATURDAY).state == "late"


def test_an_answer_without_news_after_a_failure_never_makes_a_source_working() -> None:
    """A 304 proves that the server answers, not that the source lives."""
    back = {"failed_at": NOON - HOUR, "since": NOON - HOUR / 2, "error": "503"}
    quiet = judged(status(NOON, **back), NOON)
    assert quiet.state == "quiet"
    assert quiet.why.fr == "Répond de nouveau depuis 30\u00a0min, sans rien apporter encore."
    assert judged(status(SATURDAY, **back), SATURDAY).state == "late"
    brought = status(NOON, **{**back, "arrived_at": NOON})
    assert judged(brought, NOON).state == "working"


def test_troubles_are_told_as_they_are_since_when_and_how_often() -> None:
    failing = judged(status(NOON, state="failing", since=NOON - 7 * HOUR, failures=12), NOON)
    assert (failing.state, failing.since) == ("failing", NOON - 7 * HOUR)
    assert failing.why.fr == "Ne répond pas depuis 7\u00a0h, 12 essais de suite."
    for state, word in (
        ("blocked", "Refuse"),
        ("needs_credentials", "clé"),
        ("stopped", "plus interrogée"),
    ):
        found = judged(status(NOON, state=state, since=NOON - 2 * DAY), NOON)
        assert (found.state, found.since) == (state, NOON - 2 * DAY)
        assert word in found.why.fr
        assert "2\u00a0jours" in found.why.fr


def test_a_source_that_vigie_no_longer_asks_is_late_by_our_doing() -> None:
    asked = local(FRIDAY, 7)
    found = judged(status(asked), asked + 8 * HOUR)
    assert (found.state, found.neglected) == ("late", True)
    assert "Vigie ne l’a pas interrogée depuis 8\u00a0h" in found.why.fr
    daily = status(asked, next_at=asked + DAY)
    assert not judged(daily, asked + 3 * DAY).neglected
    assert judged(daily, asked + 5 * DAY).neglected


def test_a_new_source_and_one_never_asked_are_quiet() -> None:
    assert health(None, QUEBEC, NOON).state == "quiet"
    fresh = SourceStatus(source="Le Fil", state="working", asked_at=NOON, since=NOON - 3 * DAY)
    assert judged(fresh, NOON).why.fr == "Répond, mais n’a encore rien apporté en 3\u00a0jours."
    month = date(2026, 11, 10)
    young = rhythm(paper(first=month, last=FRIDAY), since=month)
    found = judged(status(local(LAST, 12), young), local(LAST, 12))
    assert found.state == "quiet"
    assert "son rythme n’est pas encore connu" in found.why.fr


def test_a_file_read_to_its_end_is_never_late() -> None:
    found = judged(status(NOON, next_at=None), NOON + 90 * DAY, once=True)
    assert found.state == "quiet"


def test_a_hole_is_no_silence() -> None:
    hole = Missed(at=SATURDAY, since=local(FRIDAY, 9), until=SATURDAY)
    assert judged(status(SATURDAY, missed=(hole,)), SATURDAY).state == "quiet"
