from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from desk.response_clock import BusinessClock, due
from tests.desk.examples import MONDAY, TOWN
from vigie.town import Holidays, Hours, Town

QUEBEC = ZoneInfo("America/Toronto")
DAY = (("08:30", "16:30"),)
NAMUR = replace(
    TOWN,
    timezone="Europe/Brussels",
    hours=Hours(mon=DAY, tue=DAY, wed=DAY, thu=DAY, fri=DAY),
    holidays=Holidays(country="BE"),
)
# Open through both changes of hour, at midnight, and in the hour that does not exist.
ALWAYS = (("00:00", "02:15"), ("02:20", "02:50"), ("03:00", "24:00"))
NIGHT = replace(
    TOWN,
    hours=Hours(mon=ALWAYS, tue=ALWAYS, wed=ALWAYS, thu=ALWAYS, fri=ALWAYS, sat=ALWAYS, sun=ALWAYS),
    holidays=Holidays(country="CA", subdivision="QC", categories=("public", "optional")),
)
SHORT = replace(TOWN, hours=Hours(wed=(("09:00", "09:07"),)))
CLOSED = replace(TOWN, hours=Hours())

towns = st.sampled_from([TOWN, NAMUR, NIGHT, SHORT])
moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis asks for bounds without a zone
    max_value=datetime(2027, 12, 31),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)
counts = st.integers(min_value=0, max_value=3000)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=QUEBEC)  # type: ignore[misc, arg-type]


@settings(max_examples=60, deadline=None)
@given(town=towns, start=moments, minutes=counts)
def test_the_minutes_counted_back_are_those_counted_forth(
    town: Town, start: datetime, minutes: int
) -> None:
    clock = BusinessClock(town)
    assert clock.minutes_between(start, clock.after(start, minutes)) == minutes


@settings(max_examples=60, deadline=None)
@given(town=towns, start=moments, minutes=counts)
def test_a_clock_never_runs_out_while_the_town_is_closed(
    town: Town, start: datetime, minutes: int
) -> None:
    clock = BusinessClock(town)
    end = clock.after(start, minutes)
    assert clock.is_open(end) or clock.is_open(end - timedelta(microseconds=1))
    assert end >= start


@settings(max_examples=60, deadline=None)
@given(
    town=towns,
    starts=st.tuples(moments, st.timedeltas(timedelta(), timedelta(days=9))),
    minutes=st.tuples(counts, counts),
)
def test_starting_later_or_counting_more_never_ends_earlier(
    town: Town, starts: tuple[datetime, timedelta], minutes: tuple[int, int]
) -> None:
    clock = BusinessClock(town)
    early, late = starts[0], starts[0] + starts[1]
    few, many = sorted(minutes)
    assert clock.after(early, few) <= clock.after(late, few)
    assert clock.after(early, few) <= clock.after(early, many)


@settings(max_examples=40, deadline=None)
@given(town=towns, at=moments)
def test_the_next_opening_is_open_and_nothing_before_it_counts(town: Town, at: datetime) -> None:
    clock = BusinessClock(town)
    opening = clock.next_opening(at)
    assert opening is not None
    assert clock.is_open(opening)
    assert clock.minutes_between(at, opening) == 0
    assert (opening == at) is clock.is_open(at)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (local(2026, 11, 23, 9, 0), 60, local(2026, 11, 23, 10, 0)),
        (local(2026, 11, 23, 11, 30), 60, local(2026, 11, 23, 13, 30)),
        (local(2026, 11, 23, 11, 0), 60, local(2026, 11, 23, 12, 0)),
        (local(2026, 11, 23, 12, 15), 0, local(2026, 11, 23, 13, 0)),
        (local(2026, 11, 20, 16, 0), 60, local(2026, 11, 23, 9, 0)),
        # What comes in over the weekend waits for Monday's opening.
        (local(2026, 11, 21, 3, 0), 60, local(2026, 11, 23, 9, 30)),
        (local(2026, 11, 22, 23, 59), 60, local(2026, 11, 23, 9, 30)),
        # Over the change of hour of 1 November 2026, still Monday's local hours.
        (local(2026, 10, 30, 16, 0), 60, local(2026, 11, 2, 9, 0)),
        (local(2027, 3, 12, 16, 0), 60, local(2027, 3, 15, 9, 0)),
    ],
)
def test_minutes_are_counted_in_the_towns_hours(
    start: datetime, minutes: int, end: datetime
) -> None:
    assert BusinessClock(TOWN).after(start, minutes) == end


@pytest.mark.parametrize(
    ("day", "open_for"),
    # The clocks go forward on 8 March 2026 and back on 1 November 2026.
    [(8, 23 * 60), (1, 24 * 60 + 45), (15, 23 * 60 + 45)],
)
def test_a_day_that_changes_its_hour_has_as_many_minutes_as_really_pass(
    day: int, open_for: int
) -> None:
    month = 11 if day == 1 else 3
    start = local(2026, month, day, 0, 0)
    end = start + timedelta(days=1)  # wall-clock arithmetic: the next local midnight
    counted = BusinessClock(NIGHT).minutes_between(start.astimezone(UTC), end.astimezone(UTC))
    assert counted == open_for


QUEBEC_HOLIDAYS = [
    (2026, 1, 1),  # jour de l'An
    (2026, 4, 3),  # Vendredi saint
    (2026, 5, 18),  # Journée nationale des patriotes
    (2026, 6, 24),  # Fête nationale
    (2026, 7, 1),  # fête du Canada
    (2026, 9, 7),  # fête du Travail
    (2026, 10, 12),  # Action de grâce
    (2026, 12, 25),  # Noël
    (2027, 1, 1),
    (2027, 3, 26),
    (2027, 5, 24),
    (2027, 6, 24),
    (2027, 7, 1),
    (2027, 9, 6),
    (2027, 10, 11),
    (2027, 12, 25),
]
BELGIAN_HOLIDAYS = [
    (2026, 1, 1),  # nouvel an
    (2026, 4, 6),  # lundi de Pâques
    (2026, 5, 1),  # fête du Travail
    (2026, 5, 14),  # Ascension
    (2026, 5, 25),  # lundi de Pentecôte
    (2026, 7, 21),  # fête nationale
    (2026, 8, 15),  # Assomption
    (2026, 11, 1),  # Toussaint
    (2026, 11, 11),  # Armistice
    (2026, 12, 25),  # Noël
    (2027, 3, 29),
    (2027, 5, 6),
    (2027, 5, 17),
]


@pytest.mark.parametrize("day", QUEBEC_HOLIDAYS)
def test_quebec_is_closed_on_its_holidays(day: tuple[int, int, int]) -> None:
    assert BusinessClock(TOWN).is_holiday(date(*day))
    assert not BusinessClock(TOWN).is_open(local(*day, 10, 0))


@pytest.mark.parametrize("day", BELGIAN_HOLIDAYS)
def test_namur_is_closed_on_belgiums_holidays(day: tuple[int, int, int]) -> None:
    assert BusinessClock(NAMUR).is_holiday(date(*day))


@pytest.mark.parametrize("day", [(2026, 6, 25), (2026, 7, 21), (2026, 11, 11), (2026, 5, 14)])
def test_quebec_works_on_ordinary_days(day: tuple[int, int, int]) -> None:
    assert BusinessClock(TOWN).is_open(local(*day, 10, 0))


def test_easter_monday_is_closed_only_where_the_profile_says_so() -> None:
    with_easter = replace(TOWN, holidays=replace(TOWN.holidays, categories=("public", "optional")))
    assert BusinessClock(TOWN).is_open(local(2026, 4, 6, 10, 0))
    assert not BusinessClock(with_easter).is_open(local(2026, 4, 6, 10, 0))
    assert not BusinessClock(with_easter).is_open(local(2026, 6, 24, 10, 0))


def test_the_town_adds_and_works_through_holidays() -> None:
    own = replace(TOWN.holidays, closed=("2026-12-24",), open=("2026-07-01",))
    clock = BusinessClock(replace(TOWN, holidays=own))
    assert not clock.is_open(local(2026, 12, 24, 10, 0))
    assert clock.is_open(local(2026, 7, 1, 10, 0))


def test_a_town_that_never_opens_is_said_to_be_so() -> None:
    clock = BusinessClock(CLOSED)
    assert clock.next_opening(MONDAY) is None
    assert clock.minutes_between(MONDAY, MONDAY + timedelta(days=30)) == 0
    with pytest.raises(ValueError, match="no opening hours"):
        clock.after(MONDAY, 1)
    assert due("reply", MONDAY, CLOSED).reply_at is None


def test_minutes_are_not_counted_backwards() -> None:
    clock = BusinessClock(TOWN)
    assert clock.minutes_between(MONDAY, MONDAY - timedelta(days=1)) == 0
    with pytest.raises(ValueError, match="forwards"):
        clock.after(MONDAY, -1)


SATURDAY = local(2026, 11, 21, 22, 0)


def test_an_emergency_counts_real_minutes_on_a_saturday_night() -> None:
    assert due("emergency", SATURDAY, TOWN).reply_at == local(2026, 11, 21, 22, 15)


def test_a_reply_has_two_clocks_in_business_hours() -> None:
    clocks = due("reply", SATURDAY, TOWN)
    assert clocks.temporary_at == local(2026, 11, 23, 9, 30)
    assert clocks.reply_at == local(2026, 11, 24, 9, 30)


@pytest.mark.parametrize(
    ("route", "at"),
    [
        ("media_relations", local(2026, 11, 23, 10, 30)),
        ("moderate", local(2026, 11, 24, 9, 30)),
        ("monitor", None),
        ("ignore", None),
    ],
)
def test_other_routes_have_one_clock_or_none(route: str, at: datetime | None) -> None:
    clocks = due(route, SATURDAY, TOWN)
    assert (clocks.temporary_at, clocks.reply_at) == (None, at)
