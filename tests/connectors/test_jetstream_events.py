"""Jetstream's frames: those recorded, those of both wires, and any bytes at all."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.bluesky.jetstream_events import POSTS, Read, Said, micros, moment, read_v1, read_v2
from tests.doubles.jetstream import as_v2
from vigie.errors import InvalidInput

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
#: Frames whose shape is nearly right.
NEARLY: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "$type": st.sampled_from(["message", "error", 4]),
        "did": st.just("did:plc:fictif") | ANY_JSON,
        "time_us": st.integers() | ANY_JSON,
        "kind": st.sampled_from(["commit", "account", "identity", "autre"]) | ANY_JSON,
        "commit": st.fixed_dictionaries(
            {},
            optional={
                "operation": st.sampled_from(["create", "update", "delete"]) | ANY_JSON,
                "collection": st.just(POSTS) | ANY_JSON,
                "rkey": st.just("3mfictif") | ANY_JSON,
                "record": ANY_JSON,
            },
        )
        | ANY_JSON,
        "account": st.fixed_dictionaries({"active": st.booleans()}) | ANY_JSON,
        "payload": st.fixed_dictionaries({"$type": st.just("x#commit")}) | ANY_JSON,
        "error": ANY_JSON,
    },
)


def recorded(payloads: Path, name: str) -> list[dict[str, Any]]:
    lines = (payloads / "bluesky_jetstream" / name).read_bytes().splitlines()
    return [json.loads(line) for line in lines]


def told(event: dict[str, Any]) -> tuple[str, str, str]:
    commit = event.get("commit", {})
    return event["kind"], commit.get("operation", ""), commit.get("collection", "")


def test_every_recorded_frame_is_read(payloads: Path) -> None:
    events = recorded(payloads, "expected_v1.jsonl")
    read = Counter((*told(event), read_v1(json.dumps(event)).kind) for event in events)
    assert read == {
        ("account", "", "", "account"): 1,
        ("identity", "", "", "other"): 1,
        ("commit", "create", POSTS, "create"): 17,
        ("commit", "delete", POSTS, "delete"): 1,
        ("commit", "create", "app.bsky.feed.like", "other"): 105,
        ("commit", "create", "app.bsky.feed.repost", "other"): 15,
        ("commit", "create", "app.bsky.graph.block", "other"): 1,
        ("commit", "create", "app.bsky.graph.follow", "other"): 6,
        ("commit", "delete", "app.bsky.graph.follow", "other"): 3,
        ("commit", "update", "app.bsky.actor.status", "other"): 1,
        ("commit", "update", "fm.teal.alpha.actor.status", "other"): 1,
    }


@pytest.mark.parametrize("name", ["expected_v1.jsonl", "golden_v1.jsonl"])
def test_recorded_fields_are_those_of_the_frame(payloads: Path, name: str) -> None:
    for event in recorded(payloads, name):
        said = read_v1(json.dumps(event))
        assert said.time_us == event["time_us"]
        if said.kind in {"create", "delete"}:
            commit = event["commit"]
            assert (said.did, said.rkey) == (event["did"], commit["rkey"])
            assert json.loads(bytes(said.record) or b"null") == commit.get("record")


@pytest.mark.parametrize("name", ["expected_v1.jsonl", "golden_v1.jsonl"])
def test_both_wires_say_the_same(payloads: Path, name: str) -> None:
    for seq, event in enumerate(recorded(payloads, name)):
        first, second = read_v1(json.dumps(event)), read_v2(json.dumps(as_v2(event, seq)))
        assert (first.kind, first.time_us, first.did, first.rkey, bytes(first.record)) == (
            second.kind,
            second.time_us,
            second.did,
            second.rkey,
            bytes(second.record),
        )


def test_a_new_post_is_given_unread() -> None:
    frame = (
        '{"did":"did:plc:f","time_us":1783175888090631,"kind":"commit","commit":{"rev":"a",'
        '"operation":"create","collection":"app.bsky.feed.post","rkey":"3m","record":{"text":"é"}}}'
    )
    said = read_v1(frame)
    assert (said.kind, said.did, said.rkey) == ("create", "did:plc:f", "3m")
    assert bytes(said.record) == '{"text":"é"}'.encode()
    assert moment(said.time_us) == datetime(2026, 7, 4, 14, 38, 8, 90_631, tzinfo=UTC)


def test_an_account_that_is_gone_says_why() -> None:
    frame = {
        "did": "did:plc:f",
        "time_us": 1_783_175_888_090_631,
        "kind": "account",
        "account": {"active": False, "did": "did:plc:f", "status": "takendown"},
    }
    said = read_v1(json.dumps(frame))
    assert (said.kind, said.did, said.active, said.name) == (
        "account",
        "did:plc:f",
        False,
        "takendown",
    )


def test_the_second_wire_warns_and_ends() -> None:
    info = '{"$type":"message","payload":{"$type":"x#info","name":"OutdatedCursor"}}'
    assert read_v2(info) == Said("notice", name="OutdatedCursor")
    assert read_v2('{"$type":"error","error":"ConsumerTooSlow"}') == Said(
        "ended", name="ConsumerTooSlow"
    )
    sync = '{"$type":"message","payload":{"$type":"#sync","did":"d","time":"2026-07-04T00:00:00"}}'
    assert read_v2(sync).kind == "other"


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"null",
        b"[]",
        b'{"did":"d","time_us":1}',
        b'{"did":"d","time_us":-1,"kind":"x"}',
        b'{"did":"d","time_us":99999999999999999999,"kind":"x"}',
        b'{"did":"\xff","time_us":1,"kind":"x"}',
        b'{"did":"\\ud800","time_us":1,"kind":"x"}',
        b'{"did":"d","time_us":1,"kind":"x","record":' + b"[" * 100_000,
    ],
)
def test_what_is_no_frame_is_told_so(frame: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_v1(frame)


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59-23:59", "2100-01-01T00:00:00.000001Z"])
def test_a_moment_that_is_none_of_the_network_s_is_no_frame_of_the_second_wire(time: str) -> None:
    payload = {"$type": "x#commit", "did": "d", "time": time}
    with pytest.raises(InvalidInput):
        read_v2(json.dumps({"$type": "message", "payload": payload}))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([read_v1, read_v2]), st.binary(max_size=200) | st.text(max_size=200))
def test_any_bytes_are_a_frame_or_a_refusal(read: Read, frame: str | bytes) -> None:
    try:
        said = read(frame)
    except InvalidInput:
        return
    assert said.kind


@settings(max_examples=120, deadline=None)
@given(st.sampled_from([read_v1, read_v2]), NEARLY)
def test_nearly_right_frames_are_read_or_refused(read: Read, frame: dict[str, Any]) -> None:
    try:
        said = read(json.dumps(frame))
    except InvalidInput:
        return
    assert said.kind in {"create", "update", "delete", "account", "notice", "ended", "other"}
    assert said.time_us >= 0
    assert micros(moment(said.time_us)) == said.time_us
