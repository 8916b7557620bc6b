"""The form of a crisis: what is proposed in it, what was typed, what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from msgspec.structs import replace
from starlette.datastructures import FormData

from vigie.crisis import Crisis, concerning
from vigie.errors import InvalidInput
from vigie.folding import fold_words
from vigie.labels import TOPICS
from vigie.say import Say
from vigie.town import Town
from webapp.crisis.sentences import REPLY, TEMPORARY, TOO_VAGUE, UNKNOWN_PLACE, UNNAMED

#: Minutes between two points; business minutes given to the rest; hours looked back at.
CADENCES: Final = (15, 30, 60, 120)
DELAYS: Final = (0, 120, 240, 480, 960)
BACK: Final = (0, 1, 6, 24, 48)
_LONGEST: Final = {"name": 120, "text": 2000, "word": 80}
_MOST: Final = 20
_BETWEEN = re.compile(r"[,;\n\r]+")


class Typed(NamedTuple):
    """What stands in the form; every value as it was typed."""

    name: str = ""
    words: str = ""
    topics: tuple[str, ...] = ()
    places: str = ""
    clusters: tuple[str, ...] = ()
    back: int = 6
    cadence: int = 30
    delay: int = 480
    reply_fr: str = ""
    reply_en: str = ""
    temporary_fr: str = ""
    temporary_en: str = ""


def proposed(town: Town, asked: Mapping[str, str]) -> Typed:
    """Return the form of a crisis to be declared; an address may say what it is about."""
    reply, temporary = _filled(REPLY, town), _filled(TEMPORARY, town)
    topic = asked.get("topic", "")
    return Typed(
        words=asked.get("words", "")[: _LONGEST["word"]],
        topics=(topic,) if topic in TOPICS else (),
        clusters=_some(asked.get("cluster", "")),
        reply_fr=reply.fr,
        reply_en=reply.en,
        temporary_fr=temporary.fr,
        temporary_en=temporary.en,
    )


def written(crisis: Crisis, town: Town) -> Typed:
    """Return the form of a crisis as it is."""
    names = {spot.id: spot.name for spot in town.gazetteer}
    hours = (crisis.declared_at - crisis.since) // timedelta(hours=1)
    return Typed(
        name=crisis.name,
        words="\n".join(crisis.words),
        topics=crisis.topics,
        places="\n".join(names.get(place, place) for place in crisis.places),
        clusters=crisis.clusters,
        back=hours,
        cadence=crisis.cadence,
        delay=crisis.delay,
        reply_fr=crisis.reply.get("fr", ""),
        reply_en=crisis.reply.get("en", ""),
        temporary_fr=crisis.temporary.get("fr", ""),
        temporary_en=crisis.temporary.get("en", ""),
    )


def typed(form: FormData) -> Typed:
    """Return what was sent; what is too long is cut, what no menu holds is the usual."""

    def text(name: str, longest: int = _LONGEST["text"]) -> str:
        return str(form.get(name, ""))[:longest].strip()

    def number(name: str, among: Iterable[int], usual: int) -> int:
        given = text(name, 6)
        return int(given) if given.isdecimal() and int(given) in among else usual

    return Typed(
        name=text("name", _LONGEST["name"]),
        words=text("words"),
        topics=tuple(t for t in TOPICS if t in form.getlist("topic")),
        places=text("places"),
        clusters=_some(text("clusters")),
        back=number("back", BACK, 6),
        cadence=number("cadence", CADENCES, 30),
        delay=number("delay", DELAYS, 480),
        reply_fr=text("reply_fr"),
        reply_en=text("reply_en"),
        temporary_fr=text("temporary_fr"),
        temporary_en=text("temporary_en"),
    )


def filled_in(crisis: Crisis, said: Typed, town: Town) -> Crisis:
    """Return the crisis as the form describes it.

    Raises:
        InvalidInput: it has no name, says nothing of what concerns it, or names a place that
            the town does not have.
    """
    if not said.name:
        raise InvalidInput(UNNAMED)
    changed = replace(
        crisis,
        name=said.name,
        words=_some(said.words),
        topics=said.topics,
        places=tuple(_place(name, town) for name in _some(said.places)),
        clusters=said.clusters,
        since=crisis.declared_at - timedelta(hours=said.back),
        cadence=said.cadence,
        delay=said.delay,
        reply={"fr": said.reply_fr, "en": said.reply_en},
        temporary={"fr": said.temporary_fr, "en": said.temporary_en},
    )
    if not (changed.words or changed.topics or changed.places or changed.clusters):
        raise InvalidInput(TOO_VAGUE)
    concerning(changed)
    return changed


def blank(town: Town, at: datetime, by: str) -> Crisis:
    """Return a crisis that nothing is said of yet."""
    return Crisis(key="", town=town.slug, name="", since=at, declared_at=at, declared_by=by)


def _some(text: str) -> tuple[str, ...]:
    parts = (part.strip()[: _LONGEST["word"]] for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))[:_MOST]


def _place(name: str, town: Town) -> str:
    wanted = fold_words(name)
    for spot in town.gazetteer:
        if wanted in map(fold_words, (spot.id, spot.name, *spot.aliases)):
            return spot.id
    raise InvalidInput(
        Say(UNKNOWN_PLACE.fr.format(name=name), UNKNOWN_PLACE.en.format(name=name)), where=name
    )


def _filled(say: Say, town: Town) -> Say:
    values = _values(town)
    french = _door(town, "fr")
    english = _door(town, "en") or french
    return Say(say.fr.format(door=french, **values), say.en.format(door=english, **values))


def _door(town: Town, language: str) -> str:
    """Return the front door's name and its phone, once where they are the same."""
    name, phone = town.front_door.name.get(language, ""), town.front_door.phone
    return f"{name}, {phone}" if name and phone and phone not in name.split() else name or phone


def _values(town: Town) -> dict[str, Any]:
    return {
        "site": town.site,
        "emergency": town.emergency_number,
    }
