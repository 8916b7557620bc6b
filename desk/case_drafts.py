"""What the 311 clerk would receive of a service request: a category, a place, a passage, a link."""

from __future__ import annotations

from desk.excerpt import excerpt, plain
from vigie.decision import CaseDraft
from vigie.judgement import Judged
from vigie.town import Town

EXCERPT_LIMIT = 300
_PLACE_LIMIT = 120


def case_draft(judged: Judged, town: Town) -> CaseDraft | None:
    """Draft the case, None when nobody asked for a service.

    It holds no name, no handle, no phone number and no e-mail address. The position is the
    gazetteer's, else the one that the source attached to the post.
    """
    request = judged.judgement.service_request
    if request is None or not request.yes:
        return None
    post, place = judged.mention.post, judged.judgement.place
    return CaseDraft(
        category=request.category or "other_request",
        excerpt=excerpt(post.text or post.title, EXCERPT_LIMIT, town),
        place=excerpt(plain(place.text), _PLACE_LIMIT, town) if place else None,
        place_id=place.id if place else None,
        point=(place.point if place else None) or post.geo,
        url=post.url,
    )
