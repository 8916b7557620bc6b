"""A town's profile: everything that makes Vigie this town's and no other's.

Read from one TOML file by `towns.loading`; docs/town-profile.md describes each key.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from vigie.post import Point

Text = dict[str, str]  # language → text


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the profile: a key that is not known is an error, never ignored."""


class Homonym(_Part, frozen=True, kw_only=True):
    """Something else that bears the town's name.

    Attributes:
        name: what it is, for the reason shown ("station de métro à Montréal").
        forms: spellings that are always the homonym ("station Namur", "trois rivières" when
            written without capitals and hyphen is `lower_case_only`).
        context: words that make the name read as the homonym unless the town's own context
            is there too.
        lower_case_only: the bare name in lower case and without hyphen is the common noun.
    """

    name: str
    forms: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    lower_case_only: bool = False


class Names(_Part, frozen=True, kw_only=True):
    """What the town is called.

    Attributes:
        official: the name, as the town writes it.
        variants: other spellings and abbreviations that name it without doubt.
        ambiguous: short forms that name it only beside another clue ("TR", "3R").
        demonyms: its residents, masculine and feminine, singular ("Trifluvien", "Trifluvienne").
        hashtags: without "#".
        former: municipalities merged into it, boroughs, sections.
        neighbourhoods: districts whose name alone is a clue, not a proof.
        context: words that show that the town is meant (its river, region, mayor's office…).
    """

    official: str
    variants: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    neighbourhoods: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


class Account(_Part, frozen=True, kw_only=True):
    """A public account that belongs to the town or to one of its officials.

    Attributes:
        platform: as the sources write it ("facebook", "bluesky", "mastodon", …).
        handle: without "@".
        title: what the holder is, not who ("mairesse ou maire").
    """

    platform: str
    handle: str
    role: Literal["town", "official", "employee"] = "town"
    title: str = ""


class FrontDoor(_Part, frozen=True, kw_only=True):
    """Where residents are invited: 311, or whatever the town calls its single desk."""

    name: Text
    phone: str
    site: str
    app: str = ""
    email: str = ""
    hours: Text = {}


class Referral(_Part, frozen=True, kw_only=True):
    """Someone else whose problem it is: a utility, a transit agency, the province.

    Attributes:
        id: short and stable, kept in decisions.
        owns: words that show that the problem is theirs ("Hydro-Québec", "panne de courant").
        concerns: what they look after, for the drafted reply, by language.
    """

    id: str
    name: str
    owns: tuple[str, ...]
    concerns: Text
    phone: str = ""
    site: str = ""


class MediaRelations(_Part, frozen=True, kw_only=True):
    """Where journalists are sent."""

    name: Text
    email: str = ""
    phone: str = ""


class Hours(_Part, frozen=True, kw_only=True):
    """Opening hours by weekday, each a list of ["08:30", "12:00"] in the town's own time."""

    mon: tuple[tuple[str, str], ...] = ()
    tue: tuple[tuple[str, str], ...] = ()
    wed: tuple[tuple[str, str], ...] = ()
    thu: tuple[tuple[str, str], ...] = ()
    fri: tuple[tuple[str, str], ...] = ()
    sat: tuple[tuple[str, str], ...] = ()
    sun: tuple[tuple[str, str], ...] = ()


class Holidays(_Part, frozen=True, kw_only=True):
    """Public holidays: a country, a subdivision, and what the town adds or works through.

    `categories` are those of the `holidays` package ("public", "optional"); `closed` and
    `open` are dates ("2026-12-24").
    """

    country: str
    subdivision: str = ""
    categories: tuple[str, ...] = ("public",)
    closed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


class Targets(_Part, frozen=True, kw_only=True):
    """Response targets in business minutes: first the temporary reply, then the validated one.

    An emergency's are wall-clock minutes, at any hour.
    """

    temporary: int
    reply: int
    media: int
    emergency: int


class Template(_Part, frozen=True, kw_only=True):
    """A reply for a person to send, by route and language; `{front_door}` and others are filled.

    Attributes:
        route: the route that it answers, one of `ANSWERED_ROUTES` or `OTHER_TEMPLATES`.
        when: intents or service categories that it is for; empty for any.
        text: by language; `PLACEHOLDERS` between braces, optional passages between [[ and ]].
        temporary: the short reply that may go first.
    """

    id: str
    route: str
    text: Text
    temporary: Text = {}
    when: tuple[str, ...] = ()


class Clause(_Part, frozen=True, kw_only=True):
    """A clause of the town's nétiquette: which conduct it forbids, and its words."""

    conduct: str
    article: str
    text: Text


class Spot(_Part, frozen=True, kw_only=True):
    """A place of the gazetteer: street, park, school, bridge, neighbourhood and so on.

    Attributes:
        id: stable ("rue-des-forges").
        kind: one of `SPOT_KINDS`.
        aliases: other names and common short forms.
        public: False for a name so ordinary that it counts only with its kind before it.
    """

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    district: str | None = None
    point: Point | None = None
    public: bool = True


class Town(_Part, frozen=True, kw_only=True):
    """The whole profile.

    Attributes:
        slug: the file's name and the id kept in every record.
        languages: working languages, the first is the one of drafts when in doubt.
        interface: language of pages, reasons and drafts for the team.
        usage: Québec or Belgian French.
        outline: exterior ring of the territory, as (longitude, latitude) pairs.
    """

    slug: str
    name: str
    country: str
    region: str
    timezone: str
    languages: tuple[Literal["fr", "en", "nl", "de"], ...]
    interface: Literal["fr", "en"] = "fr"
    usage: Literal["quebec", "belgium"]
    site: str
    emergency_number: str
    names: Names
    homonyms: tuple[Homonym, ...] = ()
    accounts: tuple[Account, ...] = ()
    front_door: FrontDoor
    referrals: tuple[Referral, ...] = ()
    media_relations: MediaRelations
    hours: Hours
    holidays: Holidays
    targets: Targets
    templates: tuple[Template, ...]
    netiquette: tuple[Clause, ...]
    gazetteer: tuple[Spot, ...] = ()
    outline: tuple[tuple[float, float], ...] = ()
