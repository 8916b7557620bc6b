"""The indices of what was routed where and of what someone saw to, as the seventh version made them.

They hold what « this morning » and the commonest filters look at, so that these read them alone.
What came is new, and no entry of the second: it costs nothing until someone takes it in hand.
"""

from __future__ import annotations

from typing import Final

VERSION_7: Final = """
CREATE INDEX mentions_by_route ON mentions (
    route, status, published_at, town, placed_at, uncertain, topic, sentiment
);
CREATE INDEX mentions_by_status ON mentions (status, published_at, town, placed_at)
    WHERE status <> 'new';
"""
