"""What tells made-up posts from real ones, wherever they must be left out."""

from __future__ import annotations

from typing import Final

from vigie.query import Clause, Field, Not

#: Kind of the sources of the sample; no connector bears this name.
SAMPLE: Final = "sample"
#: Everything but the sample: for what leaves the pages (alerts, hand-off, reports).
REAL: Final[Clause] = Not(Field("kind", (SAMPLE,)))
