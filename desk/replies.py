"""The reply that a person may send: the town's own template for the case, filled."""

from __future__ import annotations

from collections.abc import Iterator

from desk.placeholders import fill, values
from vigie.decision import Draft
from vigie.judgement import Judged, Judgement
from vigie.town import Referral, Template, Town


def draft(
    judged: Judged,
    route: str,
    town: Town,
    *,
    referral: Referral | None = None,
    only: str | None = None,
) -> Draft | None:
    """Draft the reply; nobody but a person ever sends it.

    The language is the mention's if the town works in it, else the town's first. Among the
    templates of the route in that language the most specific comes first (its `when` names
    the service category, then the intent, then nothing). One that needs a value which
    is missing gives way to the next.

    Args:
        judged: the mention with its labels.
        route: a `ROUTES` id; "monitor" and "ignore" usually have no template.
        town: its templates and coordinates.
        referral: who else is in charge, for "refer_elsewhere".
        only: id of the template that a person chose, whatever it is for; None for the best.

    Returns:
        None when the town has no template that fits.
    """
    for language in _languages(judged.judgement, town):
        filling = values(judged, referral, town, language)
        for template in _offered(judged.judgement, route, town, only):
            text = fill(template.text.get(language, ""), filling, language)
            if text:
                return Draft(
                    template=template.id,
                    language=language,
                    text=text,
                    temporary=fill(template.temporary.get(language, ""), filling, language) or None,
                )
    return None


def _languages(judgement: Judgement, town: Town) -> Iterator[str]:
    own = judgement.language.value if judgement.language else None
    if own in town.languages:
        yield own
    yield from (language for language in town.languages if language != own)


def _offered(judgement: Judgement, route: str, town: Town, only: str | None) -> list[Template]:
    if only is None:
        return _fitting(judgement, route, town)
    return [each for each in town.templates if (each.id, each.route) == (only, route)]


def _fitting(judgement: Judgement, route: str, town: Town) -> list[Template]:
    request, intent = judgement.service_request, judgement.intent
    category = request.category if request and request.yes else None

    def rank(template: Template) -> int:
        if category in template.when:
            return 0
        return 1 if intent and intent.value in template.when else 2

    candidates = (t for t in town.templates if t.route == route)
    return sorted((t for t in candidates if not t.when or rank(t) < 2), key=rank)
