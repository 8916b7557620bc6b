"""The index of what was routed where, as the seventh version made it.

It holds what « this morning » and the commonest filters look at, so that these read it alone.
"""

from __future__ import annotations

from typing import Final

VERSION_7: Final = """
CREATE INDEX mentions_by_route ON mentions (
    route, status, published_at, town, placed_at, uncertain, topic, sentiment
);
"""
