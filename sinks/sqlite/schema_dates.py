"""Indices by date, as the fifth version made them: lists of a period, and what arrived since.

The first holds what every list counts (its town, its views), so that these counts read it alone.
"""

from __future__ import annotations

from typing import Final

VERSION_5: Final = """
CREATE INDEX mentions_by_date ON mentions (published_at, town, route, status);
CREATE INDEX mentions_by_hearing ON mentions (first_seen);
"""
