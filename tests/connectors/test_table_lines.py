"""Physical lines, by bytes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.table import lines as table_lines
from connectors.table.lines import Line, Lines


def every(data: bytes, newline: bytes = b"\n", start: int = 0) -> list[Line]:
    lines = Lines(io.BytesIO(data), newline, start, 1)
    found = []
    while (line := lines.next()) is not None:
        found.append(line)
    return found


@given(st.lists(st.sampled_from([b"a", b"\n", b"\r", b"bc", b"\xe9"])).map(b"".join))
def test_lines_put_together_are_the_file(data: bytes) -> None:
    lines = every(data)
    assert [line.data for line in lines] == data.splitlines(keepends=True) or b"\r" in data
    assert b"".join(line.data for line in lines) == data
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert all(data[line.start : line.end] == line.data for line in lines)
    assert all(line.closed == line.data.endswith(b"\n") for line in lines)


@given(
    st.text(alphabet="ab\n\u0a0a\u0a00é", max_size=40), st.sampled_from(["utf-16-le", "utf-16-be"])
)
def test_only_a_whole_character_ends_a_wide_line(text: str, codec: str) -> None:
    found = [line.data.decode(codec) for line in every(text.encode(codec), "\n".encode(codec))]
    assert found == io.StringIO(text, newline="\n").readlines()


@given(st.integers(1, 9), st.lists(st.integers(0, 20), max_size=8))
def test_the_size_of_reads_and_the_limit_change_no_boundary(chunk: int, sizes: list[int]) -> None:
    data = b"".join(b"x" * size + b"\n" for size in sizes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_lines, "_CHUNK", chunk)
        patch.setattr(table_lines, "LINE_LIMIT", 10)
        found = every(data)
    assert [(line.start, line.end) for line in found] == [
        (line.start, line.end) for line in every(data)
    ]
    assert [line.whole for line in found] == [size < 10 for size in sizes]
    assert all(len(line.data) <= 10 for line in found)


@given(st.integers(1, 5), st.lists(st.integers(0, 12), max_size=6))
def test_long_wide_lines_end_where_they_should(chunk: int, sizes: list[int]) -> None:
    data = "".join("\u0a00" * size + "\n" for size in sizes).encode("utf-16-le")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_lines, "_CHUNK", chunk)
        patch.setattr(table_lines, "LINE_LIMIT", 8)
        found = every(data, b"\n\x00")
    assert [line.end - line.start for line in found] == [2 * size + 2 for size in sizes]


def test_an_endless_last_line_is_one_line() -> None:
    (line,) = every(b"a" * (table_lines.LINE_LIMIT * 2))
    assert (line.whole, line.closed, line.end) == (False, False, table_lines.LINE_LIMIT * 2)
    assert len(line.data) == table_lines.LINE_LIMIT


def test_one_can_go_back_to_what_follows_a_line() -> None:
    lines = Lines(io.BytesIO(b"a\nb\nc\n"), b"\n", 0, 1)
    first = lines.next()
    assert first is not None
    ahead = [lines.next(), lines.next(), lines.next()]
    lines.after(first)
    assert [lines.next(), lines.next(), lines.next()] == ahead
