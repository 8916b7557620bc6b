"""The closed lists of a town's profile: kinds of places, routes that are answered, placeholders."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

#: What `Spot.kind` may be, with what a person calls it.
SPOT_KINDS: Final[dict[str, Say]] = {
    "street": Say("rue", "street"),
    "park": Say("parc", "park"),
    "neighbourhood": Say("quartier", "neighbourhood"),
    "building": Say("bâtiment", "building"),
    "school": Say("école", "school"),
    "bridge": Say("pont", "bridge"),
    "water": Say("cours d’eau", "water"),
    "place": Say("lieu", "place"),
}

#: Routes that owe a person a drafted reply, so that each needs a template.
ANSWERED_ROUTES: Final = (
    "emergency",
    "media_relations",
    "moderate",
    "invite_311",
    "refer_elsewhere",
    "reply",
)

#: What a profile may have a template for besides: a case that the front door has closed.
OTHER_TEMPLATES: Final = ("resolved",)

#: What a template may hold between braces, and what stands there in the reply sent. A
#: passage between [[ and ]] is dropped when one of its placeholders has no value; elsewhere
#: `place`, `category` and `referral_name` have general words, and `vigie town check` refuses
#: a profile that leaves any other one empty.
PLACEHOLDERS: Final[dict[str, Say]] = {
    "town": Say("le nom de la ville", "the town's name"),
    "site": Say("le site de la ville", "the town's site"),
    "hours": Say("les heures d’ouverture du guichet", "the front door's opening hours"),
    "emergency_number": Say("le numéro d’urgence", "the emergency number"),
    "front_door": Say("le nom du guichet (311 ou autre)", "the front door's name (311 or other)"),
    "front_door_phone": Say("son téléphone", "its phone"),
    "front_door_site": Say("son site", "its site"),
    "front_door_app": Say("son application", "its app"),
    "front_door_email": Say("son courriel", "its e-mail"),
    "place": Say(
        "le lieu reconnu dans la publication, sinon « le lieu mentionné »",
        "the place found in the post, else “the place mentioned”",
    ),
    "category": Say("la catégorie de la demande", "the request's category"),
    "media_name": Say("le nom des relations médias", "the name of media relations"),
    "media_email": Say("leur courriel", "their e-mail"),
    "media_phone": Say("leur téléphone", "their phone"),
    "referral_name": Say("l’organisme responsable", "the organisation in charge"),
    "referral_phone": Say("son téléphone", "its phone"),
    "referral_site": Say("son site", "its site"),
    "referral_contact": Say(
        "son téléphone et son site, selon ce qui est connu",
        "its phone and its site, whichever are known",
    ),
    "referral_concerns": Say("ce dont il s’occupe", "what it looks after"),
    "netiquette_article": Say("l’article de la nétiquette", "the nétiquette's article"),
    "netiquette_text": Say("le texte de cet article", "that article's text"),
}
