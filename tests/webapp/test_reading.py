from __future__ import annotations

import html
import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from starlette.datastructures import QueryParams

from tests.desk.examples import MONDAY, TOWN
from webapp.highlighting import Span, clip, marked
from webapp.mentions.asked import FILTERS, PERIODS, VIEWS, Asked
from webapp.moments import Moments
from webapp.reader import Reader
from webapp.typography import typeset

NAMUR = replace(TOWN, timezone="Europe/Brussels", usage="belgium")

spans = st.lists(
    st.builds(
        Span,
        st.integers(-5, 60),
        st.integers(-5, 60),
        st.sampled_from(["", "raison", '"<b>']),
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=50), marks=spans)
def test_marking_changes_no_word_of_the_text(text: str, marks: list[Span]) -> None:
    shown = html.unescape(re.sub(r"</?mark[^>]*>", "", str(marked(text, marks))))
    plain = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text)
    assert shown == html.unescape(html.escape(plain))


@settings(max_examples=100, deadline=None)
@given(marks=spans)
def test_marks_never_cross_each_other(marks: list[Span]) -> None:
    depth = 0
    for tag in re.findall(r"</?mark", str(marked("x" * 50, marks))):
        depth += -1 if tag.startswith("</") else 1
        assert depth in (0, 1)
    assert depth == 0


def test_overlapping_reasons_are_one_mark_with_both_notes() -> None:
    said = str(marked("un grand trou", [Span(3, 13, "a"), Span(9, 13, "b")]))
    assert said == 'un <mark class="reason" title="a · b">grand trou</mark>'


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="ab \n", max_size=900), marks=spans, limit=st.integers(30, 300))
def test_a_window_is_short_and_holds_the_first_mark(
    text: str, marks: list[Span], limit: int
) -> None:
    start, end = clip(text, marks, limit)
    assert 0 <= start <= end <= len(text)
    assert end - start <= max(limit, 0) or len(text) <= limit
    first = min((m.start for m in marks if 0 <= m.start < len(text)), default=None)
    if first is not None:
        assert start <= first <= end


words = st.text(alphabet="aé&=?#+ %\"'<", max_size=12)
asked = st.builds(
    Asked,
    words=words.map(str.strip),
    filters=st.dictionaries(
        st.sampled_from((*FILTERS, "town")),
        st.lists(words.filter(bool), min_size=1, max_size=3, unique=True).map(tuple),
        max_size=3,
    ),
    period=st.sampled_from(list(PERIODS)),
    view=st.sampled_from(VIEWS),
    after=words,
).map(lambda a: a if a.after else a.varied())


@settings(max_examples=150, deadline=None)
@given(asked=asked)
def test_an_address_gives_back_the_list_that_it_came_from(asked: Asked) -> None:
    assert Asked.of(QueryParams(asked.question.removeprefix("?"))) == asked


@settings(max_examples=60, deadline=None)
@given(first=asked, bookmarks=st.lists(st.text("abc", min_size=1, max_size=4), max_size=30))
def test_newer_undoes_older_for_twenty_pages(first: Asked, bookmarks: list[str]) -> None:
    pages = [first.varied()]
    for bookmark in bookmarks:
        pages.append(pages[-1].older(bookmark))
    here = Asked.of(QueryParams(pages[-1].question.removeprefix("?")))
    for expected in pages[-2::-1][:20]:
        back = here.newer()
        assert back is not None
        assert back.after == expected.after
        here = Asked.of(QueryParams(back.question.removeprefix("?")))


def test_an_absurd_address_asks_for_the_plain_list() -> None:
    absurd = QueryParams("period=99y&view=x&humeur=y&q=" + "a" * 9000 + "&topic=" * 50)
    read = Asked.of(absurd)
    assert (read.period, read.view, len(read.words), read.filters) == ("7d", "all", 500, {})


@pytest.mark.parametrize(
    ("at", "french", "belgian", "english"),
    [
        (MONDAY, "9 h", "15h", "9:00 a.m."),
        (MONDAY + timedelta(minutes=5), "9 h 05", "15h05", "9:05 a.m."),
        (MONDAY + timedelta(hours=3), "12 h", "18h", "12:00 p.m."),
        (MONDAY + timedelta(hours=15), "0 h", "6h", "12:00 a.m."),
    ],
)
def test_times_are_the_towns_in_its_usage(
    at: datetime, french: str, belgian: str, english: str
) -> None:
    assert Moments("fr", MONDAY, TOWN).time(at).replace("\u00a0", " ") == french
    assert Moments("fr", MONDAY, NAMUR).time(at) == belgian
    assert Moments("en", MONDAY, TOWN).time(at) == english


@pytest.mark.parametrize(
    ("ago", "french", "english"),
    [
        (timedelta(seconds=20), "à l’instant", "just now"),
        (timedelta(minutes=5), "il y a 5 min", "5 min ago"),
        (timedelta(hours=30), "il y a 30 h", "30 h ago"),
        (timedelta(days=4), "il y a 4 jours", "4 days ago"),
        (timedelta(hours=-2), "dans 2 h", "in 2 h"),
    ],
)
def test_a_moment_is_told_from_now(ago: timedelta, french: str, english: str) -> None:
    for language, said in (("fr", french), ("en", english)):
        written = Moments(language, MONDAY, TOWN).ago(MONDAY - ago)
        assert written.replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        (
            datetime(2026, 12, 1, 5, tzinfo=MONDAY.tzinfo),
            "mardi 1er décembre",
            "Tuesday, December 1",
        ),
        (
            datetime(2027, 1, 2, 4, tzinfo=MONDAY.tzinfo),
            "vendredi 1er janvier 2027",
            "Friday, January 1, 2027",
        ),
    ],
)
def test_a_day_is_the_towns_day(at: datetime, french: str, english: str) -> None:
    assert Moments("fr", MONDAY, TOWN).day(at) == french
    assert Moments("en", MONDAY, TOWN).day(at) == english


@pytest.mark.parametrize(
    ("hours", "said"),
    [(1, "aujourd’hui à 10 h"), (24, "demain à 9 h"), (-24, "hier à 9 h"), (48, "mercredi 25")],
)
def test_near_days_go_by_their_name(hours: int, said: str) -> None:
    written = Moments("fr", MONDAY, TOWN).soon(MONDAY + timedelta(hours=hours))
    assert written.replace("\u00a0", " ").startswith(said)


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("fr", 0, "0 mention"),
        ("fr", 1, "1 mention"),
        ("fr", 2, "2 mentions"),
        ("en", 0, "0 mentions"),
        ("en", 1, "1 mention"),
        ("en", 1234, "1,234 mentions"),
    ],
)
def test_numbers_agree_with_what_they_count(language: str, number: int, said: str) -> None:
    assert Reader(language, MONDAY, (TOWN,)).count("mentions", number) == said


def test_french_spaces_do_not_break() -> None:
    assert typeset("Sûr : « oui » ; 5 %") == ("Sûr\u00a0: «\u00a0oui\u00a0»\u00a0; 5\u00a0%")
