"""Before and after: windows that compare, conclusions that hold, and those not drawn."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desk.comparing import compare
from desk.windows import windows
from vigie.comparison import Side

MONDAY = date(2026, 11, 16)


def side(total: int, negative: int, **others: dict[str, int]) -> Side:
    each, left = divmod(total, 14)
    return Side(
        days=tuple(each + (place < left) for place in range(14)),
        stories=(1,) * total,
        sentiments={"negative": negative, "neutral": total - negative},
        topics=others.get("topics", {"snow": total}),
        sources=others.get("sources", {"Forum": total}),
        negative=others.get("hard", {}),
    )


def test_both_sides_have_as_many_of_each_weekday_and_leave_the_day_out() -> None:
    found = windows(MONDAY, 2, date(2027, 1, 1))
    assert found
    assert found.before == (date(2026, 11, 2), MONDAY)
    assert found.after == (date(2026, 11, 17), date(2026, 12, 1))


@given(some.dates(date(2020, 1, 1), date(2030, 1, 1)), some.integers(1, 8), some.integers(-3, 100))
def test_windows_are_equal_past_and_apart(on: date, weeks: int, passed: int) -> None:
    today = on + timedelta(days=passed)
    found = windows(on, weeks, today)
    if passed < 2:
        assert found is None
        return
    assert found
    before, after = found
    assert before.days == after.days <= 7 * weeks
    assert before.until <= on < after.first
    assert after.until <= today
    weekdays = [
        sorted((span.first + timedelta(days=place)).weekday() for place in range(span.days))
        for span in found
    ]
    assert weekdays[0] == weekdays[1]


def test_a_clear_rise_is_concluded_and_a_small_one_is_not() -> None:
    found = compare(side(300, 60), side(300, 150))
    assert [change.verdict for change in found.sentiments] == ["less", "more"]
    assert found.sentiments[0].value == "neutral"
    found = compare(side(300, 60), side(300, 66))
    assert {change.verdict for change in found.sentiments} == {"unclear"}


def test_few_mentions_conclude_nothing_however_different() -> None:
    found = compare(side(12, 0), side(12, 12))
    assert {change.verdict for change in found.sentiments} == {"few"}
    assert found.volume.verdict == "few"
    assert found.volume.ratio is None


def test_a_side_without_any_mention_concludes_nothing() -> None:
    found = compare(side(0, 0), side(100, 40))
    assert found.volume.verdict == "few"
    assert {change.verdict for change in found.sentiments} == {"few"}


def test_a_rise_made_of_one_story_s_repeats_is_not_concluded() -> None:
    after = side(300, 150)
    voices = Side(
        days=after.days,
        stories=(120, *(1,) * 180),
        sentiments=after.sentiments,
        topics=after.topics,
        sources=after.sources,
    )
    assert compare(side(300, 60), after).sentiments[1].verdict == "more"
    assert compare(side(300, 60), voices).sentiments[1].verdict == "few"


def test_a_volume_that_jumps_from_day_to_day_concludes_less() -> None:
    steady = compare(side(140, 10), side(210, 10)).volume
    bursts = Side(
        days=(105, *(0,) * 12, 105),
        stories=(1,) * 210,
        sentiments={"negative": 10, "neutral": 200},
        topics={},
        sources={"Forum": 210},
    )
    jumping = compare(side(140, 10), bursts).volume
    assert steady.verdict == "more"
    assert jumping.verdict == "unclear"
    assert jumping.ratio == steady.ratio == 1.5


def test_a_new_source_is_told_and_left_out_of_the_same_sources() -> None:
    found = compare(
        side(140, 10, sources={"Forum": 130, "Blogue": 10}),
        side(280, 20, sources={"Forum": 130, "Journal": 148, "Un seul": 2}),
    )
    assert found.volume.verdict == "more"
    assert found.appeared == ("Journal",)
    assert found.silent == ("Blogue",)
    assert (found.same_sources.before, found.same_sources.after) == (130, 130)
    assert found.same_sources.verdict == "unclear"


def test_nothing_is_found_nineteen_times_in_twenty_where_nothing_changed() -> None:
    # All labels together: the intervals are widened for how many are compared.
    random, false = Random(20261116), 0
    topics = ["snow", "roads", "waste", "water", "noise", "parking", "lighting", "animals"]
    for _ in range(200):
        sides = []
        for _side in range(2):
            drawn = random.choices(topics, weights=[8, 7, 6, 5, 4, 3, 2, 2], k=200)
            sides.append(side(200, 60, topics={t: drawn.count(t) for t in topics}))
        found = compare(*sides)
        false += any(change.verdict in {"more", "less"} for change in found.topics)
    assert false / 200 <= 0.05


def test_the_negative_tone_of_each_topic_is_compared() -> None:
    found = compare(
        side(300, 60, hard={"snow": 30}),
        side(300, 200, hard={"snow": 200}),
    )
    assert [(change.value, change.verdict) for change in found.negative] == [("snow", "more")]
    assert found.negative[0].before / found.negative[0].before_of == pytest.approx(0.1)
    assert found.comparisons == 4
