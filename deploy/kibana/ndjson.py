"""The file itself: one saved object a line, what is pointed at before what points."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from deploy.kibana.dashboard import dashboard
from deploy.kibana.objects import Json, packed
from deploy.kibana.places_map import places_map
from deploy.kibana.searches import saved_searches
from deploy.kibana.views import views

FILE: Final = Path(__file__).parent / "vigie.ndjson"


def objects() -> list[Json]:
    """Return every saved object."""
    return [*views(), *saved_searches(), places_map(), dashboard()]


def text() -> str:
    """Return the file's text; the same source always gives the same bytes."""
    return "".join(packed(item) + "\n" for item in objects())
