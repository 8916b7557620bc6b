"""What was routed where and what someone saw to: the indices that the seventh version made.

They hold what « this morning » and the commonest filters look at, so that these read them alone.
What came is new, and no entry of the second: it costs nothing until someone takes it in hand.
"""

from __future__ import annotations

from typing import Final

VERSION_7: Final = """
CREATE INDEX IF NOT EXISTS mentions_by_route ON mentions (
    route, status, published_at, town, placed_at, uncertain, topic, sentiment
);
CREATE INDEX IF NOT EXISTS mentions_by_status ON mentions (status, published_at, town, placed_at)
    WHERE status <> 'new';
"""
