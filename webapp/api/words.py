"""Who calls, their towns, and the words that labels are named by."""

from __future__ import annotations

from typing import Final

import msgspec

from vigie.actor import ROLES
from vigie.case import STATES
from vigie.labels import VOCABULARIES
from vigie.query import FIELDS
from vigie.say import Say
from vigie.town import FrontDoor, MediaRelations, Targets, Town
from webapp.api.operation import Call, Operation, Reply


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who calls.

    Attributes:
        role: an id of the vocabulary "role".
        towns: slugs of the towns that they see.
    """

    name: str
    role: str
    towns: tuple[str, ...]


class TemplateSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A reply of the town's, its passages to be filled between braces."""

    id: str
    route: str
    when: tuple[str, ...]
    text: dict[str, str]
    temporary: dict[str, str]


class ReferralSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Someone else whose problem it may be."""

    id: str
    name: str
    concerns: dict[str, str]
    phone: str
    site: str


class ThemeSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A subject followed beside the mentions; its posts are asked for by `town={slug}`."""

    slug: str
    name: str


class TownSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What a town's profile says to those who answer for it."""

    slug: str
    name: str
    country: str
    region: str
    timezone: str
    languages: tuple[str, ...]
    site: str
    emergency_number: str
    front_door: FrontDoor
    media_relations: MediaRelations
    referrals: tuple[ReferralSaid, ...]
    targets: Targets
    templates: tuple[TemplateSaid, ...]
    themes: tuple[ThemeSaid, ...]


class Towns(msgspec.Struct, frozen=True, kw_only=True):
    """The caller's towns."""

    towns: tuple[TownSaid, ...]


class Vocabularies(msgspec.Struct, frozen=True, kw_only=True):
    """Ids and their names.

    Attributes:
        fields: what mentions are filtered and counted by.
        vocabularies: name → id → language → what it is called.
    """

    fields: tuple[str, ...]
    vocabularies: dict[str, dict[str, dict[str, str]]]


async def _me(call: Call) -> Reply:
    towns = tuple(town.slug for town in call.site.towns)
    return Reply(Me(name=call.actor.name, role=call.actor.role, towns=towns))


async def _towns(call: Call) -> Reply:
    return Reply(Towns(towns=tuple(_town(call, town) for town in call.site.towns)))


def _town(call: Call, town: Town) -> TownSaid:
    same = TownSaid.__struct_fields__
    own = {name: getattr(town, name) for name in same if hasattr(town, name)}
    own["referrals"] = tuple(
        msgspec.convert(town.referrals, list[ReferralSaid], from_attributes=True)
    )
    own["templates"] = tuple(
        msgspec.convert(town.templates, list[TemplateSaid], from_attributes=True)
    )
    themes = (each for each in call.site.themes if each.town == town.slug)
    return TownSaid(**own, themes=tuple(ThemeSaid(slug=t.slug, name=t.name) for t in themes))


async def _vocabularies(call: Call) -> Reply:
    del call
    every = {**VOCABULARIES, "role": ROLES, "case_state": STATES}
    named = {
        vocabulary: {value: {"fr": name.fr, "en": name.en} for value, name in names.items()}
        for vocabulary, names in every.items()
    }
    return Reply(Vocabularies(fields=FIELDS, vocabularies=named))


WORDS: Final = (
    Operation(
        id="get_me",
        path="/me",
        tag="installation",
        says=Say("Savoir sous quel nom on appelle", "Tell under which name one calls"),
        does=_me,
        gives=Me,
    ),
    Operation(
        id="list_towns",
        path="/towns",
        tag="installation",
        says=Say("Lire le profil de ses villes", "Read the profiles of one’s towns"),
        does=_towns,
        gives=Towns,
    ),
    Operation(
        id="list_vocabularies",
        path="/vocabularies",
        tag="installation",
        says=Say("Lire les étiquettes et leurs noms", "Read the labels and their names"),
        does=_vocabularies,
        gives=Vocabularies,
    ),
)
