"""What stands between braces in a town's reply templates, and how it is filled without risk.

A template is plain text with two marks:

- `{name}`, one of `vigie.town.PLACEHOLDERS`, is replaced by its value (`{{` and `}}` are a
  brace that must show);
- `[[ … ]]` is an optional passage: it is kept, without its brackets, when every placeholder in
  it has a value, and dropped whole otherwise. « au {front_door_phone}[[, ou par l’application
  {front_door_app}]] » reads well with and without an app.

Outside an optional passage, `place`, `category` and `referral_name` fall back to general words
(« le lieu mentionné »); any other placeholder without a value makes the template unfit.

`str.format` is never used: it would let a post's words reach attributes and widths. Values go in
by one single pass, so that braces and brackets in a value stay mere characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from desk.excerpt import cut, plain
from vigie.judgement import Judged
from vigie.labels import display
from vigie.say import Say
from vigie.town import Clause, Referral, Text, Town

_PLACE_LIMIT = 80

#: Words for what the post does not say, outside optional passages.
GENERAL: Mapping[str, Say] = {
    "place": Say("le lieu mentionné", "the place mentioned"),
    "category": Say("votre demande", "your request"),
    "referral_name": Say("l’organisme responsable", "the organisation in charge"),
}

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_MARK = re.compile(r"\{\{|\}\}|\{([a-z0-9_]+)\}")
_SPACE_BEFORE = re.compile(r" +(?=[,.\n]|$)")


def fill(template: str, values: Mapping[str, str], language: str) -> str | None:
    """Return the text with its placeholders filled, None when one that it needs has no value."""
    general = {key: say.to(language) for key, say in GENERAL.items() if language in ("fr", "en")}
    pieces = []
    for index, piece in enumerate(_OPTIONAL.split(template)):
        is_optional = index % 2 == 1
        known = values if is_optional else {**general, **{k: v for k, v in values.items() if v}}
        if all(known.get(mark[1]) for mark in _MARK.finditer(piece) if mark[1]):
            pieces.append(_replaced(piece, known))
        elif not is_optional:
            return None
    return _tidy("".join(pieces))


def _replaced(piece: str, known: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: known[mark[1]] if mark[1] else mark[0][0], piece)


def values(judged: Judged, referral: Referral | None, town: Town, language: str) -> dict[str, str]:
    """Return every placeholder's value for one mention; "" where there is none."""
    door, media = town.front_door, town.media_relations
    clause = clause_breached(judged, town)
    return {
        "town": town.name,
        "site": town.site,
        "hours": _in(door.hours, language),
        "emergency_number": town.emergency_number,
        "front_door": _in(door.name, language),
        "front_door_phone": door.phone,
        "front_door_site": door.site,
        "front_door_app": door.app,
        "front_door_email": door.email,
        "place": _place(judged),
        "category": _category(judged, language),
        "media_name": _in(media.name, language),
        "media_email": media.email,
        "media_phone": media.phone,
        "referral_name": referral.name if referral else "",
        "referral_phone": referral.phone if referral else "",
        "referral_site": referral.site if referral else "",
        "referral_contact": _contact(referral, language) if referral else "",
        "referral_concerns": _in(referral.concerns, language) if referral else "",
        "netiquette_article": clause.article if clause else "",
        "netiquette_text": _in(clause.text, language) if clause else "",
    }


def clause_breached(judged: Judged, town: Town) -> Clause | None:
    """Return the clause of the town's nétiquette that the post breaches, if any."""
    conduct = judged.judgement.conduct
    if conduct is None or conduct.value == "ok":
        return None
    return next((clause for clause in town.netiquette if clause.conduct == conduct.value), None)


def _in(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")


def _place(judged: Judged) -> str:
    place = judged.judgement.place
    return cut(plain(place.text), _PLACE_LIMIT) if place else ""


def _category(judged: Judged, language: str) -> str:
    request = judged.judgement.service_request
    if request is None or request.category in (None, "other_request"):
        return ""
    return display("service_category", str(request.category), language)


def _contact(referral: Referral, language: str) -> str:
    either = {"fr": " ou ", "en": " or ", "nl": " of ", "de": " oder "}.get(language, " ou ")
    return either.join(known for known in (referral.phone, referral.site) if known)


def _tidy(text: str) -> str:
    """Close the gaps that a dropped passage leaves."""
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = _SPACE_BEFORE.sub("", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
