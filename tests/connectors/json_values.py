"""Any JSON value, as a stranger's server might put where another was expected."""

from __future__ import annotations

from hypothesis import strategies as st

_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.sampled_from(["t3_abc", "[deleted]", "1795442400", "2026-11-23T12:00:00.000Z", "12"]),
)

JSONS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["id", "text", "name", "type", "coordinates", "data"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)
