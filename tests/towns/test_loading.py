"""Reading a profile: what is wrong is told at once, with file, key and remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.towns.profile_for_tests import Break, Profile, a_profile, write
from towns.loading import bundled, find, load
from vigie.errors import ConfigurationError
from vigie.say import Say

WITHIN = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def problems(folder: Path, *breaks: Break, name: str = "saint-exemple.toml") -> list[Say]:
    """Return what loading a broken profile tells; an empty list when it loads."""
    return told(write(folder, a_profile(*breaks), name))


def told(path: Path) -> list[Say]:
    """Return what loading a file tells; an empty list when it loads."""
    try:
        load(path)
    except ConfigurationError as error:
        return list(error.problems)
    return []


def put(key: str, value: Any) -> Break:
    """Set a dotted key; numbers are indices of lists, from 0."""

    def change(profile: Profile) -> None:
        *way, last = key.split(".")
        holder: Any = profile
        for part in way:
            holder = holder[int(part)] if part.isdigit() else holder[part]
        if isinstance(holder, list):
            holder[int(last)] = value
        else:
            holder[last] = value

    return change


def drop(key: str) -> Break:
    """Remove a dotted key."""

    def change(profile: Profile) -> None:
        *way, last = key.split(".")
        holder: Any = profile
        for part in way:
            holder = holder[int(part)] if part.isdigit() else holder[part]
        holder.pop(int(last) if isinstance(holder, list) else last)

    return change


def test_a_profile_in_order_loads(tmp_path: Path) -> None:
    town = load(write(tmp_path, a_profile()))
    assert town.slug == "saint-exemple"
    assert town.gazetteer[0].point is not None
    assert town.gazetteer[0].public


BROKEN: list[tuple[str, Break, str, str, str]] = [
    # what, change, key, French, English
    ("unknown key", put("languag", ["fr"]), "languag", "languages", "did you mean languages?"),
    ("far key", put("zzz", 1), "zzz", "retirez-la", "remove it"),
    ("inner typo", put("front_door.fone", "1"), "front_door.fone", "phone", "did you mean phone?"),
    ("missing", drop("timezone"), "timezone", "manque", "is missing; add this key"),
    ("missing part", drop("front_door"), "front_door", "manque", "is missing"),
    ("missing in a list", drop("templates.1.route"), "templates[2].route", "manque", "missing"),
    ("number for text", put("site", 3), "site", "guillemets", "put quotes around it"),
    ("date for text", put("slug", date(2026, 1, 1)), "slug", "une date", "quotes"),
    ("text for number", put("targets.reply", "960"), "targets.reply", "nombre entier", "whole"),
    ("yes for number", put("targets.media", True), "targets.media", "nombre entier", "a yes or no"),
    ("fraction", put("targets.media", 1.5), "targets.media", "nombre entier", "whole number"),
    ("text for list", put("languages", "fr"), "languages", "crochets", "brackets"),
    ("text for texts", put("front_door.name", "311"), "front_door.name", "langue", "by language"),
    ("list for table", put("names", []), "names", "un tableau de clés", "a table of keys"),
    ("bad language", put("languages", ["fr", "fy"]), "languages[2]", "fy", "allowed"),
    ("bad usage", put("usage", "quebeq"), "usage", "« quebec »", "did you mean quebec?"),
    ("bad role", put("accounts.0.role", "maire"), "accounts[1].role", "town", "official"),
    ("triple range", put("hours.mon", [["8", "9", "10"]]), "hours.mon[1]", "2 valeurs", "2 values"),
    ("number in text", put("referrals.0.owns", [5]), "referrals[1].owns[1]", "un texte", "a text"),
    ("bad point", put("gazetteer.0.point", {"lat": 1.0}), "gazetteer[1].point.lon", "manque",
     "missing"),
    # what types allow and sense does not
    ("slug", put("slug", "autre"), "slug", "nom du fichier", "rename the file autre.toml"),
    ("country", put("country", "Canada"), "country", "deux lettres", "two capitals"),
    ("no language", put("languages", []), "languages", "au moins une", "at least one"),
    ("time zone", put("timezone", "America/Torronto"), "timezone", "America/Toronto", "America/To"),
    ("time zone path", put("timezone", "../etc/passwd"), "timezone", "inconnu", "unknown"),
    ("emergency", put("emergency_number", "neuf"), "emergency_number", "chiffres", "digits"),
    ("site", put("site", "saint-exemple.example"), "site", "https://", "not a web address"),
    ("scheme", put("front_door.site", "javascript:alert(1)"), "front_door.site", "web", "web"),
    ("no phone", put("front_door.phone", " "), "front_door.phone", "vide", "empty"),
    ("no name", put("names.official", ""), "names.official", "vide", "empty"),
    ("hashtag", put("names.hashtags", ["#Ex"]), "names.hashtags[1]", "sans « # »", "without #"),
    ("twice named", put("names.ambiguous", ["Ville de saint exemple"]), "names.ambiguous[1]",
     "d’un seul côté", "one side only"),
    ("empty homonym", put("homonyms.0.forms", []), "homonyms[1]", "forms", "tells nothing apart"),
    ("town as homonym", put("homonyms.0.forms", ["saint exemple"]), "homonyms[1].forms[1]",
     "nom de la ville", "the town's own name"),
    ("at sign", put("accounts.0.handle", "@x"), "accounts[1].handle", "sans « @ »", "without @"),
    ("email", put("media_relations.email", "presse"), "media_relations.email", "courriel",
     "e-mail"),
    ("no press", put("media_relations.email", ""), "media_relations", "téléphone", "neither"),
    ("no owns", put("referrals.0.owns", []), "referrals[1].owns", "mots", "words"),
    ("no way", put("referrals.0.phone", ""), "referrals[1]", "nulle part", "nowhere"),
    ("bad hour", put("hours.mon", [["8h30", "12:00"]]), "hours.mon[1]", "08:30", "like 08:30"),
    ("backwards", put("hours.mon", [["12:00", "08:30"]]), "hours.mon[1]", "inversez", "swap"),
    ("overlap", put("hours.mon", [["08:00", "12:00"], ["11:00", "16:00"]]), "hours.mon[2]",
     "chevauchement", "overlap"),
    ("never open", put("hours", {}), "hours", "n’ouvre jamais", "never opens"),
    ("holidays", put("holidays.country", "XX"), "holidays.country", "inconnu", "unknown country"),
    ("province", put("holidays.subdivision", "Quebec City"), "holidays.subdivision", "inconnue",
     "no subdivision"),
    ("category", put("holidays.categories", ["public", "optionnal"]), "holidays.categories[2]",
     "« optional »", "did you mean optional?"),
    ("closed day", put("holidays.closed", ["24 décembre"]), "holidays.closed[1]", "2026-12-24",
     "date"),
    ("target", put("targets.media", 0), "targets.media", "positif", "positive"),
    ("too late", put("targets.temporary", 2000), "targets.temporary", "abaissez", "lower it"),
    ("no template", drop("templates.3"), "templates", "invite_311", "invite_311 in en"),
    ("no English", drop("templates.3.text.en"), "templates[4].text.en", "manque", "missing"),
    ("placeholder", put("templates.3.text.fr", "{front_dor}"), "templates[4].text.fr",
     "« front_door »", "did you mean front_door?"),
    ("brace", put("templates.3.text.fr", "{"), "templates[4].text.fr", "accolade", "lone brace"),
    ("bracket", put("templates.3.text.fr", "[[ {place}"), "templates[4].text.fr", "crochet",
     "bracket"),
    ("hole", put("templates.3.text.fr", "{front_door_app}"), "templates[4].text.fr",
     "front_door.app", "front_door.app"),
    ("elsewhere", put("templates.3.text.fr", "{referral_name}"), "templates[4].text.fr",
     "invite_311", "remove it"),
    ("route", put("templates.0.route", "monitor"), "templates[1].route", "pas de réponse",
     "no reply"),
    ("when", put("templates.3.when", ["potole"]), "templates[4].when[1]", "pothole", "pothole"),
    ("same id", put("templates.3.id", "reply"), "templates", "2 fois", "2 times"),
    ("no clause", drop("netiquette.0"), "netiquette", "threat", "no clause for threat"),
    ("conduct", put("netiquette.0.conduct", "thret"), "netiquette[1].conduct", "threat", "threat"),
    ("language key", put("front_door.name.eng", "x"), "front_door.name.eng", "inconnue", "unknown"),
    ("kind", put("gazetteer.0.kind", "sreet"), "gazetteer[1].kind", "street",
     "did you mean street?"),
    ("swapped", put("gazetteer.0.point", {"lat": -72.5, "lon": 46.3}), "gazetteer[1].point",
     "inversées", "swapped"),
    ("off the map", put("gazetteer.0.point", {"lat": 5e6, "lon": 2.0}), "gazetteer[1].point",
     "WGS 84", "WGS 84"),
    ("flat outline", put("outline", [[1.0, 2.0], [1.0, 2.0]]), "outline", "trois", "three"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "key", "french", "english"),
    [case[1:] for case in BROKEN],
    ids=[case[0] for case in BROKEN],
)
def test_a_broken_profile_names_file_key_and_remedy(
    tmp_path: Path, change: Break, key: str, french: str, english: str
) -> None:
    found = problems(tmp_path, change)
    path = tmp_path / "saint-exemple.toml"
    (problem,) = (p for p in found if p.en.startswith(f"{path}: {key}: ") and english in p.en)
    assert problem.fr.startswith(f"{path} : « {key} » : ")
    assert french in problem.fr


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        drop("timezone"),
        put("nmae", "x"),
        put("targets.reply", "deux jours"),
        put("templates.0.text", "Bonjour"),
        put("hours.lundi", []),
    )
    keys = [p.en.split(": ")[1] for p in found]
    assert sorted(keys) == ["hours.lundi", "nmae", "targets.reply", "templates[1].text", "timezone"]


def test_everything_senseless_is_told_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        put("timezone", "Mars/Olympus"),
        put("targets.media", -1),
        put("front_door.phone", ""),
        drop("netiquette.6"),
    )
    assert [p.en.split(": ")[1] for p in found] == [
        "timezone",
        "targets.media",
        "front_door.phone",
        "netiquette",
    ]


def test_a_file_that_is_not_toml_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('slug = "x"\nname = \n')
    with pytest.raises(ConfigurationError, match="line 2"):
        load(path)


@pytest.mark.parametrize(
    "content", [b'name = "Trois-Rivi\xe8res"', b"[" * 5000, b"", b"\x00", b"\xff\xfe"]
)
def test_strange_bytes_are_a_problem_and_no_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError) as raised:
        load(path)
    assert all(str(path) in problem.fr for problem in raised.value.problems)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    path = write(tmp_path, a_profile())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load(path).slug == "saint-exemple"


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nulle-part"):
        load(tmp_path / "nulle-part.toml")


def test_files_beside_the_profile_are_read_with_it(tmp_path: Path) -> None:
    (tmp_path / "lieux.csv").write_text("nom;quartier\nParc des Pins;Nord\n", encoding="cp1252")
    (tmp_path / "limites.geojson").write_text(
        '{"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,1],[0,0]]]}'
    )
    names = {"gazetteer": "lieux.csv", "outline": "limites.geojson"}
    path = write(
        tmp_path, a_profile(put("files", names), put("gazetteer.0.point", {"lat": 0.5, "lon": 0.5}))
    )
    town = load(path)
    assert [spot.id for spot in town.gazetteer] == ["rue-du-lac", "parc-des-pins"]
    assert town.outline == ((0, 0), (1, 0), (1, 1), (0, 1))


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("absent.csv", "cannot be read"),
        ("../secret.csv", "bare file name"),
        ("/etc/passwd", "bare file name"),
        ("nul\x00.csv", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_beside_the_profile_names_its_key(
    tmp_path: Path, name: str, english: str
) -> None:
    (found,) = problems(tmp_path, put("files", {"gazetteer": name}))
    assert "files.gazetteer" in found.en
    assert english in found.en


def test_a_bad_line_of_the_gazetteer_and_a_bad_key_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "lieux.csv").write_text("nom,lat,lon\nParc,nord,sud\n")
    found = problems(tmp_path, put("files", {"gazetteer": "lieux.csv"}), drop("region"))
    assert [("line 2" in p.en, "region" in p.en) for p in found] == [(False, True), (True, False)]


def _ways(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, held in inner:
        found.append((*way, key))
        if isinstance(held, dict | list):
            found += _ways(held, (*way, key))
    return found


VALUES = st.one_of(
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=True),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.just(date(2026, 1, 1)),
    st.lists(st.one_of(st.integers(), st.text("abc{}[]@", max_size=4)), max_size=3),
    st.dictionaries(st.sampled_from(["fr", "id", "nom"]), st.integers(), max_size=2),
)


ELSEWHERE = {"front_door": ("templates",), "referrals": ("templates",), "outline": ("gazetteer",)}


@WITHIN
@given(data=st.data())
def test_any_one_change_loads_or_names_a_key(tmp_path: Path, data: st.DataObject) -> None:
    profile = a_profile()
    way = data.draw(st.sampled_from(_ways(profile)))
    holder: Any = profile
    for part in way[:-1]:
        holder = holder[part]
    action = data.draw(st.sampled_from(["drop", "rename", "change"]))
    if action == "drop":
        del holder[way[-1]]
    elif action == "rename" and isinstance(holder, dict):
        holder[f"{way[-1]}x"] = holder.pop(way[-1])
    else:
        holder[way[-1]] = data.draw(VALUES)
    path = write(tmp_path, profile)
    found = told(path)
    # What the change leaves empty may be missed elsewhere: a contact in a template that uses
    # it, an outline around the places.
    known = {str(way[0]), *ELSEWHERE.get(str(way[0]), ())}
    assert all(problem.fr.startswith(str(path)) for problem in found)
    assert not found or any(word in problem.en for problem in found for word in known)


def test_a_slug_finds_the_homes_profile_before_the_shipped_one(tmp_path: Path) -> None:
    assert find("namur", tmp_path) == bundled()["namur"]
    assert find("namur", None) == bundled()["namur"]
    (tmp_path / "towns").mkdir()
    own = tmp_path / "towns" / "namur.toml"
    own.touch()
    assert find("namur", tmp_path) == own


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    path = write(tmp_path, a_profile())
    assert find(str(path), None) == path
    with pytest.raises(ConfigurationError, match="existe pas"):
        find(str(tmp_path / "autre.toml"), None)


def test_an_unknown_slug_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as raised:
        find("troi-riviere", tmp_path)
    assert "did you mean trois-rivieres?" in raised.value.say.en
    with pytest.raises(ConfigurationError, match="namur, trois-rivieres"):
        find("zzzzz", None)
