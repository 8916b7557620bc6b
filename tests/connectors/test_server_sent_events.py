"""Server-sent events, wherever their bytes are cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.mastodon.server_sent_events import EventReader, ServerEvent

STREAM = (
    ':)\n:thump\nevent: update\ndata: {"content":"Hiver à Trois‑Rivières"}\n\n'
    ":thump\r\nevent: delete\r\ndata: 123\r\n\r\n"
    "event:status.update\rdata:un\rdata:\rdata: deux\r\r"
    "data: sans nom\n\n"
    "event: rien\n\n"
    "id: 4\nretry: 10\nunknown\ndata\n\n"
).encode()
EVENTS = [
    ServerEvent(name="update", data='{"content":"Hiver à Trois‑Rivières"}'.encode()),
    ServerEvent(name="delete", data=b"123"),
    ServerEvent(name="status.update", data=b"un\n\ndeux"),
    ServerEvent(name="message", data=b"sans nom"),
    ServerEvent(name="message", data=b""),
]


def read(chunks: list[bytes], limit: int = 200_000) -> list[ServerEvent]:
    reader = EventReader(limit)
    return [event for chunk in chunks for event in reader.feed(chunk)]


def test_a_stream_is_read_whole() -> None:
    assert read([STREAM]) == EVENTS


def test_a_stream_is_read_byte_by_byte() -> None:
    assert read([STREAM[at : at + 1] for at in range(len(STREAM))]) == EVENTS


def test_a_stream_cut_in_two_anywhere_says_the_same() -> None:
    for at in range(len(STREAM) + 1):
        assert read([STREAM[:at], STREAM[at:]]) == EVENTS, at


def test_an_empty_chunk_between_the_halves_of_a_line_end_changes_nothing() -> None:
    assert read([b"data: a\r", b"", b"\n\r", b"", b"\n"]) == [
        ServerEvent(name="message", data=b"a")
    ]


def test_the_mark_of_utf_8_is_no_part_of_the_first_field() -> None:
    assert read([b"\xef\xbb\xbfdata: a\n\n"]) == [ServerEvent(name="message", data=b"a")]


def test_an_event_that_is_not_ended_is_not_told() -> None:
    assert read([b"event: update\ndata: {}\n"]) == []


@pytest.mark.parametrize("line", [b"data: " + b"x" * 300, b"\n".join([b"data: " + b"x" * 40] * 9)])
def test_an_event_too_long_is_cut_and_the_next_is_whole(line: bytes) -> None:
    told = read([line + b"\n\ndata: b\n\n"], limit=100)
    assert [event.whole for event in told] == [False, True]
    assert len(told[0].data) <= 110
    assert told[1].data == b"b"


def test_a_comment_however_long_is_no_fault() -> None:
    told = read([b":" + b"x" * 1_000, b"\ndata: b\n\n"], limit=100)
    assert told == [ServerEvent(name="message", data=b"b")]


def test_a_line_without_end_holds_no_more_than_the_limit() -> None:
    reader = EventReader(100)
    for _ in range(50):
        assert reader.feed(b"data: " + b"x" * 1_000) == []
    assert len(reader._line) <= 100


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([b"data", b"event", b":", b" ", b"\r", b"\n", b"\r\n", b"\xc3", b"\xa9x"])
        | st.binary(max_size=5),
        max_size=40,
    )
)
def test_any_bytes_say_the_same_however_they_are_cut(pieces: list[bytes]) -> None:
    whole = read([b"".join(pieces) + b"\n\n\n"])
    assert read([*pieces, b"\n\n\n"]) == whole


def test_the_recorded_stream_is_one_update(payloads: Path) -> None:
    body = (payloads / "mastodon" / "sse_stream_user_raw_4.6.4.txt").read_bytes()
    told = read([body[at : at + 7] for at in range(0, len(body), 7)])
    assert [event.name for event in told] == ["update"]
    assert told[0].data.startswith(b'{"id":"117024248092393661"')
