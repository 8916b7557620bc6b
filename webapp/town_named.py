"""The town that a request names, the same wherever one is chosen."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from vigie.town import Town
from webapp.site import Site


def town_named(site: Site, slug: str | None) -> Town:
    """Return a town that the actor sees, their first one where none is named.

    Raises:
        HTTPException: 404: it is unknown or another's, which look the same, or none is seen.
    """
    town = next((each for each in site.towns if slug in (None, "", each.slug)), None)
    if town is None:
        raise HTTPException(404)
    return town
