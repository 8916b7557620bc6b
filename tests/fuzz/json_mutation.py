"""JSON of the right shape with something wrong in it: another type, a key less, a key twice."""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random
from typing import Any

#: Kept out of the tree so that it can be written as no encoder would.
_RAW = "\ue000raw:"
_WRONG: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**31, 2**53, 2**63, 2**64, -(2**70), 10**400, 0.5, -0.0),
    *(1e308, 5e-324, "", " ", "0", "-1", "null", "a" * 3_000, "é" * 600, [], {}, [[]], [None]),
    *({"": ""}, {"id": []}, ["a", 1], "\ud800", "\udfff\ud83d", "\x00", "\u202e", "\u2028\u0085"),
    *("2026-11-23", "2026-11-23T12:00:00", "2026-02-30T25:61:61Z", "9999-12-31T23:59:59-23:59"),
    *("0001-01-01T00:00:00+23:59", "https://[", "http://a.example:0/", "//x", "https://\ud800.a/"),
    *(
        "<b>x</b>",
        "&lt;&#0;",
        "<script>",
        "Trois-Rivières",
        "a@b.example",
        "819-555-0134",
        "#" * 99,
    ),
    *(f"{_RAW}NaN", f"{_RAW}-Infinity", f"{_RAW}1e999", f"{_RAW}{'9' * 5_000}", f"{_RAW}01"),
)


def mutated_json(data: bytes, random: Random) -> bytes | None:
    """Return JSON with one to three of its values changed, None for what is no JSON."""
    try:
        tree = json.loads(data)
        for _ in range(random.choice((1, 1, 2, 3))):
            tree = _changed(tree, random)
        written = json.dumps(tree, ensure_ascii=random.random() < 0.7)
    except (ValueError, RecursionError):
        return None
    return _unquoted(written).encode("utf-8", "surrogatepass")


def _unquoted(written: str) -> str:
    """Write raw values without their quotation marks."""
    for mark in (json.dumps(_RAW)[1:-1], _RAW):
        while (start := written.find(f'"{mark}')) >= 0:
            end = written.index('"', start + 1)
            written = written[:start] + written[start + 1 + len(mark) : end] + written[end + 1 :]
    return written


def _changed(tree: Any, random: Random) -> Any:
    holder, key = _somewhere(tree, random)
    if holder is None:
        return _wrong(random)
    what = random.randrange(6)
    if what == 0:
        del holder[key]
    elif what == 1 and isinstance(holder, dict):
        holder[random.choice((str(key).upper(), f"{key} ", "", "$type", "data"))] = holder.pop(key)
    elif what == 2 and isinstance(holder, list):
        holder.extend([holder[key]] * random.choice((1, 3, 50)))
    elif what == 3:
        holder[key] = [holder[key]]
    else:
        holder[key] = _wrong(random)
    return tree


def _wrong(random: Random) -> Any:
    # A copy: what is put into a tree may be changed there in its turn.
    return deepcopy(random.choice(_WRONG))


def _somewhere(tree: Any, random: Random) -> tuple[Any, Any]:
    """Return a container of the tree and one of its keys; deep ones are as likely as others."""
    holder, key = None, None
    while isinstance(tree, dict | list) and tree:
        if holder is not None and random.random() < 0.2:
            break
        holder = tree
        key = random.choice(list(tree) if isinstance(tree, dict) else range(len(tree)))
        tree = tree[key]
    return holder, key
