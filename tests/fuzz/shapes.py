"""JSON of the right shape with wrong types in it, for hypothesis, from one right body."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_LEAVES: SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["2026-11-23T12:00:00Z", "9999-12-31T23:59:59-23:59", "https://[", "1", "#"])
)
_WRONG: SearchStrategy[Any] = _LEAVES | st.lists(_LEAVES, max_size=2) | st.just({"id": None})
#: Items of a list that are looked at.
_FEW = 3


def like(body: bytes) -> SearchStrategy[bytes]:
    """Return bodies like this one: parts of it are missing, or of another type."""
    return _like(json.loads(body)).map(lambda made: json.dumps(made).encode())


def _like(value: Any) -> SearchStrategy[Any]:
    if isinstance(value, dict) and value:
        whole = {key: _like(part) for key, part in value.items()}
        kept: SearchStrategy[Any] = st.fixed_dictionaries({}, optional=whole)
        right = st.fixed_dictionaries(whole)
        return st.one_of(right, right, kept, _WRONG)
    if isinstance(value, list) and value:
        return st.one_of(st.lists(st.one_of(*map(_like, value[:_FEW])), max_size=3), _WRONG)
    return st.one_of(st.just(value), st.just(value), _WRONG)
