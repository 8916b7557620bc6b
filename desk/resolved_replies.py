"""« Réglé » : the reply that a person may send once the front door has closed a case."""

from __future__ import annotations

from desk.placeholders import fill, values
from desk.replies import draft
from vigie.decision import Draft
from vigie.judgement import Judged
from vigie.record import Record
from vigie.say import Say
from vigie.town import Town

#: The route of a town's own template for it; a profile need not have one.
ROUTE = "resolved"

_FALLBACK = Say(
    "Bonjour, merci de votre signalement[[ ({category}, {place})]]. Le dossier est maintenant "
    "fermé, nous indique {front_door}. Si le problème est toujours là, dites-le : "
    "{front_door_site}",
    "Hello, and thank you for your report[[ ({category}, {place})]]. The case is now closed, "
    "{front_door} tells us. If the problem is still there, please say so: {front_door_site}",
)


def resolved_draft(record: Record, town: Town) -> Draft:
    """Draft the reply to one mention of a closed case; nobody but a person ever sends it.

    The town's template of the route "resolved" comes first, else words of the house. A closed
    case may be a duplicate or a refusal: the person reads the status's notes before sending.
    """
    judged = Judged(mention=record.mention, judgement=record.judgement)
    own = draft(judged, ROUTE, town)
    if own is not None:
        return own
    said = record.judgement.language
    spoken = said.value if said and said.value in town.languages else town.languages[0]
    language = spoken if spoken in ("fr", "en") else town.interface
    filling = values(judged, None, town, language)
    text = fill(_FALLBACK.to(language), filling, language) or ""
    return Draft(template=ROUTE, language=language, text=text)
