"""`vigie judge`, to the letter of docs/judge.md."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.judge_file import Judge
from pipeline.judge_making import make_judge
from tests.pipeline.installations import Ran, vigie
from vigie.labels import AUTHOR_ROLES, CONDUCTS, INTENTS, ROUTES, SENTIMENTS, TOPICS

ROOT = Path(__file__).parents[2]
#: The keys of the output, read from the documentation itself.
KEYS = [
    key
    for cell in re.findall(
        r"^\| (`.+?`) \|",
        (ROOT / "docs" / "judge.md").read_text("utf-8").split("## Output")[1],
        re.MULTILINE,
    )
    for key in re.findall(r"`(\w+)`", cell)
]


def judged(*lines: str | bytes | dict[str, Any], options: tuple[str, ...] = ()) -> Ran:
    data = b"\n".join(
        line
        if isinstance(line, bytes)
        else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in lines
    )
    return vigie("judge", "--town", "trois-rivieres", *options, given=data)


def test_every_key_is_there_in_every_line_in_the_same_order() -> None:
    ran = judged({"id": "b", "text": "Il neige."}, {"id": "a", "text": "Trois-Rivières"})
    assert ran.code == 0, ran.err
    assert [row["id"] for row in ran.rows] == ["b", "a"]
    assert all(list(row) == KEYS for row in ran.rows)


def test_a_null_in_the_source_is_as_if_it_were_not_there() -> None:
    post = {"id": "1", "text": "Le trottoir est glacé, c'est dangereux."}
    nothing = {"kind": None, "name": None, "own": None}
    ran = judged(post, {**post, "source": nothing}, {**post, "source": {}})
    assert ran.code == 0, ran.err
    without, *others = ran.rows
    assert others == [without, without]


def test_a_bad_line_gives_an_error_in_its_place_and_the_rest_goes_on() -> None:
    ran = judged(
        {"id": "1", "text": "Merci!"},
        "{pas du json",
        "",
        {"id": "3"},
        {"id": 4, "text": "x"},
        b'\xff\xfe{"id": "5"}',
        "[]",
        {"id": "7", "text": "Bonjour", "published_at": "hier"},
        {"id": "8", "text": "Merci!"},
    )
    assert ran.code == 3
    assert [row["id"] for row in ran.rows] == ["1", None, "3", None, None, None, "7", "8"]
    assert [set(row) == {"id", "error"} for row in ran.rows] == [False, *[True] * 6, False]
    for number in (2, 4, 5, 6, 7, 8):
        assert f"ligne {number} " in ran.err
    assert "Traceback" not in ran.err


def test_unknown_keys_are_ignored_or_kept() -> None:
    line = {"id": "1", "text": "Merci!", "gold": {"sentiment": "positive"}, "vague": 3}
    assert "gold" not in judged(line).rows[0]
    assert judged(line, options=("--keep",)).rows[0]["gold"] == line["gold"]


def test_two_lines_with_one_id_have_each_their_answer() -> None:
    rows = judged(
        {"id": "1", "text": "Merci mille fois à toute l’équipe!"},
        {"id": "1", "text": "Quelle honte, c’est lamentable et révoltant."},
    ).rows
    assert [row["sentiment"] for row in rows] == ["positive", "negative"]


def test_a_byte_order_mark_and_windows_ends_of_line_are_tolerated() -> None:
    ran = judged(b'\xef\xbb\xbf{"id": "1", "text": "Merci!"}\r', b'{"id": "2", "text": "Oui"}\r')
    assert ran.code == 0
    assert [row["id"] for row in ran.rows] == ["1", "2"]


def test_a_post_on_the_towns_own_page_is_relevant_without_its_name() -> None:
    own = {"kind": "facebook", "name": "Page", "own": True}
    rows = judged(
        {"id": "1", "text": "Mon bac est pas ramassé.", "source": own},
        {"id": "2", "text": "Mon bac est pas ramassé."},
    ).rows
    assert [row["relevant"] for row in rows] == [True, False]
    assert rows[1]["route"] == "ignore"
    assert rows[1]["service_request"], "labels are judged whatever the relevance"


def test_places_are_exact_passages_counted_in_code_points() -> None:
    text = "🎄🎄 Un nid-de-poule coin Forges et Royale à Trois-Rivières"
    place = judged({"id": "1", "text": text}).rows[0]["place"]
    assert text[place["start"] : place["end"]] == place["text"] == "Forges et Royale"


def test_files_are_read_and_written(tmp_path: Path) -> None:
    source, sink = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "é", "text": "Merci!"}\n', "utf-8")
    ran = vigie("judge", "--town", "namur", "--input", source, "--output", sink)
    assert ran.code == 0
    assert json.loads(sink.read_text("utf-8"))["id"] == "é"
    absent = vigie("judge", "--town", "namur", "--input", tmp_path / "rien.jsonl")
    assert absent.code == 4
    assert "rien.jsonl" in absent.err


@pytest.fixture(scope="module")
def judge() -> Judge:
    return make_judge("trois-rivieres")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_every_label(judge: Judge, text: str) -> None:
    from io import BytesIO

    data = json.dumps({"id": "1", "text": text}).encode()
    lines = next(judge.lines(BytesIO(data)))
    out, problems = judge.answer(lines, "fr")
    assert not problems
    row = json.loads(out[0])
    assert list(row) == KEYS
    assert row["sentiment"] in SENTIMENTS
    assert row["topic"] in TOPICS
    assert row["intent"] in INTENTS
    assert row["conduct"] in CONDUCTS
    assert row["author_role"] in AUTHOR_ROLES
    assert row["route"] in ROUTES
    assert (row["service_category"] is not None) == row["service_request"]
    assert not (row["emergency"] and row["service_request"])
    assert all(0 <= sure <= 1 for sure in row["confidence"].values())
    for reason in row["why"]:
        assert (reason["start"] is None) == (reason["end"] is None)
        if reason["start"] is not None:
            assert 0 <= reason["start"] <= reason["end"] <= len(text)
