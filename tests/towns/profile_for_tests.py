"""A small, whole and plainly fictional profile, and its way to a file."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

ROUTES = ("emergency", "media_relations", "moderate", "invite_311", "refer_elsewhere", "reply")
CONDUCTS = ("threat", "hate", "harassment", "insult", "privacy", "obscenity", "spam")

Profile = dict[str, Any]
Break = Callable[[Profile], None]


def _both(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


_PROFILE: Profile = {
    "slug": "saint-exemple",
    "name": "Saint-Exemple",
    "country": "CA",
    "region": "Région inventée",
    "timezone": "America/Toronto",
    "languages": ["fr", "en"],
    "usage": "quebec",
    "site": "https://saint-exemple.example",
    "emergency_number": "911",
    "names": {
        "official": "Saint-Exemple",
        "variants": ["Ville de Saint-Exemple"],
        "ambiguous": ["SE"],
        "demonyms": ["Exemplois"],
        "hashtags": ["SaintExemple"],
    },
    "homonyms": [{"name": "un bon exemple", "forms": ["saint exemple de patience"]}],
    "accounts": [{"platform": "bluesky", "handle": "saint-exemple.example"}],
    "front_door": {
        "name": _both("Guichet"),
        "phone": "819 555-0100",
        "site": "https://saint-exemple.example/guichet",
    },
    "referrals": [
        {
            "id": "courant",
            "name": "Électricité de Nulle-Part",
            "owns": ["panne de courant"],
            "concerns": _both("les pannes"),
            "phone": "819 555-0101",
        }
    ],
    "media_relations": {"name": _both("Presse"), "email": "presse@saint-exemple.example"},
    "hours": {"mon": [["08:30", "12:00"], ["13:00", "16:30"]]},
    "holidays": {"country": "CA", "subdivision": "QC", "categories": ["public", "optional"]},
    "targets": {"temporary": 240, "reply": 960, "media": 120, "emergency": 15},
    "templates": [
        {"id": route, "route": route, "text": _both("Bonjour, {front_door_phone}.")}
        for route in ROUTES
    ],
    "netiquette": [
        {"conduct": conduct, "article": f"article {number}", "text": _both("C’est interdit")}
        for number, conduct in enumerate(CONDUCTS, 1)
    ],
    "gazetteer": [
        {
            "id": "rue-du-lac",
            "name": "rue du Lac",
            "kind": "street",
            "point": {"lat": 46.35, "lon": -72.55},
        }
    ],
    "outline": [[-72.6, 46.3], [-72.5, 46.3], [-72.5, 46.4], [-72.6, 46.4]],
}


def a_profile(*breaks: Break) -> Profile:
    """Return a fresh profile in order, then changed by each of `breaks`."""
    profile = copy.deepcopy(_PROFILE)
    for change in breaks:
        change(profile)
    return profile


def write(folder: Path, profile: Profile, name: str = "saint-exemple.toml") -> Path:
    """Write a profile as TOML."""
    path = folder / name
    path.write_text(as_toml(profile), encoding="utf-8")
    return path


def as_toml(profile: Profile) -> str:
    """Return TOML with every value inline: enough for what a profile may hold."""
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in profile.items())


def _key(key: str) -> str:
    return _value(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(_character(character) for character in value) + '"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, date | time):
        return value.isoformat()
    return repr(value)


def _character(character: str) -> str:
    if character in '"\\' or ord(character) < 32 or ord(character) == 127:
        return f"\\u{ord(character):04X}"
    return character
