"""`vigie eval`: figures that can be checked by hand, intervals, peers, the report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline.cli.entry import app
from pipeline.evaluation.answers import Answer
from pipeline.evaluation.confusion import confusions, worst
from pipeline.evaluation.figures import Figure, f1_of, figures, interval, macro, overlap
from pipeline.evaluation.peers import peer_answers
from pipeline.evaluation.reliability import calibration_error, reliability
from pipeline.evaluation.report import report
from pipeline.evaluation.table import table
from pipeline.labelled import labelled_lines
from vigie.errors import ConfigurationError

PLAIN: Mapping[str, Any] = {
    "relevant": True,
    "language": "fr",
    "sentiment": "neutral",
    "topic": "roads",
    "intent": "request",
    "service_request": True,
    "service_category": "pothole",
    "place": None,
    "media_request": False,
    "emergency": False,
    "conduct": "ok",
    "author_role": "citizen",
}


def answer(
    gold: Mapping[str, Any] | None = None,
    said: Mapping[str, Any] | None = None,
    *,
    pair: str | None = None,
    traps: tuple[str, ...] = (),
    text: str = "Un trou rue Royale",
) -> Answer:
    return Answer(
        "1",
        "namur",
        text,
        "forum",
        traps,
        pair,
        {**PLAIN, **(gold or {})},
        {**PLAIN, **(said or {})},
    )


def value(found: list[Answer], label: str, name: str) -> Figure:
    return next(f for f in figures(found) if (f.label, f.name) == (label, name))


def test_the_figures_are_those_of_the_hand() -> None:
    right, missed, invented = (
        answer(),
        answer(said={"service_request": False}),
        answer(gold={"service_request": False, "service_category": None}),
    )
    told = value([right, right, missed, invented], "service_request", "f1")
    assert told.value == pytest.approx(2 * 2 / (3 + 3))
    assert told.posts == 4


def test_a_figure_lies_within_its_interval() -> None:
    found = [answer(), answer(said={"sentiment": "negative"})] * 40
    for figure in figures(found):
        if not np.isnan(figure.value):
            assert figure.low <= figure.value <= figure.high


def test_more_posts_make_a_narrower_interval() -> None:
    mixed = [answer(), answer(said={"topic": "snow"})]
    few, many = value(mixed * 10, "topic", "macro_f1"), value(mixed * 200, "topic", "macro_f1")
    assert many.high - many.low < few.high - few.low


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60))
def test_macro_f1_is_between_none_and_all(pairs: list[tuple[int, int]]) -> None:
    gold, said = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])
    assert 0 <= macro(gold, said) <= 1
    assert macro(gold, gold) == 1


def test_a_class_that_nobody_names_has_no_f1() -> None:
    assert np.isnan(f1_of(5)(np.array([0, 1]), np.array([1, 0])))
    assert interval(np.array([1, 1]), np.array([1, 1]), f1_of(1)) == (1.0, 1.0, 1.0)


def test_both_sides_of_a_pair_must_be_right() -> None:
    other = {"service_request": False, "service_category": None}
    whole = [answer(pair="a"), answer(other, other, pair="a")]
    half = [answer(pair="b"), answer(other, pair="b")]
    assert value([*whole, *half], "service_request", "pairs").value == 0.5


def test_an_angry_but_civil_post_that_is_flagged_is_counted() -> None:
    civil = answer(traps=("angry_civil",))
    flagged = answer(said={"conduct": "insult"}, traps=("angry_civil",))
    assert value([civil, civil, civil, flagged], "conduct", "angry_flagged").value == 0.25


def test_a_place_is_found_when_half_of_it_is_common() -> None:
    gold = {"place": {"text": "rue Royale", "start": 8, "end": 18, "id": None}}
    near = {"place": {"text": "Royale", "start": 12, "end": 18, "id": None}}
    far = {"place": {"text": "Un trou", "start": 0, "end": 7, "id": None}}
    assert overlap(gold["place"], near["place"]) == 0.6
    assert value([answer(gold, near)], "place", "span_f1").value == 1
    assert value([answer(gold, far)], "place", "span_f1").value == 0
    assert value([answer(gold, near), answer(gold)], "place", "span_f1").value == pytest.approx(
        2 / 3
    )


def test_another_language_is_another_whichever_it_is() -> None:
    assert (
        value([answer({"language": "nl"}, {"language": "de"})], "language", "accuracy").value == 1
    )


def test_confusion_counts_what_is_taken_for_what() -> None:
    found = [answer(), answer(said={"topic": "snow"}), answer(said={"topic": "snow"})]
    topic = next(one for one in confusions(found) if one.label == "topic")
    at = topic.classes.index
    assert topic.counts[at("roads")][at("snow")] == 2


def test_the_worst_errors_are_the_surest() -> None:
    sure = answer(said={"topic": "snow", "confidence": {"topic": 0.9}}, text="sûr")
    unsure = answer(said={"topic": "snow", "confidence": {"topic": 0.4}}, text="hésite")
    assert [error.text for error in worst([unsure, sure, answer()], "topic")] == ["sûr", "hésite"]


def test_reliability_compares_what_is_said_with_what_is_so() -> None:
    right = answer(said={"confidence": {"topic": 0.75}})
    wrong = answer(said={"topic": "snow", "confidence": {"topic": 0.75}})
    (only,) = reliability([right, wrong], "topic")
    assert (only.confidence, only.right, only.posts) == (0.75, 0.5, 2)
    assert calibration_error([only]) == 0.25


def test_a_peer_gives_only_what_it_can() -> None:
    (told,) = peer_answers("langdetect", [answer(text="Quand passe la collecte des ordures?")])
    assert told.said == {"language": "fr"}
    (told,) = peer_answers("negative", [answer(said={"sentiment": "negative"})])
    assert told.said == {"service_request": True}
    (told,) = peer_answers("keyword", [answer()])
    assert told.said["service_request"] is True


def test_an_unknown_peer_is_told_with_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match="keyword"):
        peer_answers("devin", [answer()])


def test_a_table_shows_a_dash_where_a_peer_says_nothing() -> None:
    columns = {"vigie": figures([answer()]), "keyword": []}
    lines = table(columns, "fr").splitlines()
    assert lines[0].endswith("| vigie | keyword |")
    assert all(line.endswith("| — |") for line in lines[2:])


def test_the_report_holds_pictures_and_no_ones_markup() -> None:
    bad = answer(
        said={"topic": "snow", "confidence": {"topic": 0.9}}, text="<script>alert(1)</script>"
    )
    found = [answer(said={"confidence": {"topic": 0.8}}), bad] * 20
    html = report({"vigie": figures(found)}, found, "fr", "Essai")
    assert html.count("<svg") >= 3
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "http://" not in html.replace("http://www.w3.org", "")


def line(**kept: Any) -> str:
    return json.dumps({"id": "1", "text": "Un trou rue de Fer à Namur", "town": "namur", **kept})


def test_eval_prints_each_figure_and_writes_the_report(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text("\n".join(line(gold=dict(PLAIN)) for _ in range(3)), "utf-8")
    out = tmp_path / "rapport.html"
    told = CliRunner().invoke(
        app, ["eval", str(path), "--against", "keyword,negative", "--report", str(out)]
    )
    assert told.exit_code == 0, told.output
    assert "| vigie | keyword | negative |" in told.output
    assert "`service_request`" in told.output
    assert "<svg" in out.read_text("utf-8")


def test_a_line_without_gold_is_told_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(line(gold=dict(PLAIN)) + "\n" + line() + "\n{\n", "utf-8")
    with pytest.raises(ConfigurationError) as told:
        labelled_lines(path)
    said = [problem.en for problem in told.value.problems]
    assert "line 2" in said[0]
    assert "line 3" in said[1]
