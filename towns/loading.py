"""Reads a town's profile and the files that it names, or tells all that is wrong at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from towns.checking import check
from towns.finding import available, bundled, find
from towns.gazetteer import read_gazetteer
from towns.outline import read_outline
from towns.problem import told
from towns.shape import differences
from vigie.errors import ConfigurationError
from vigie.say import Say
from vigie.town import Spot, Town

__all__ = ["Files", "Profile", "available", "bundled", "find", "load"]

T = TypeVar("T")


class Files(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[files]` of a profile: names of files that stand beside it.

    Attributes:
        gazetteer: a CSV or GeoJSON of places, added to those written in the profile.
        outline: a GeoJSON whose largest polygon is the town's territory.
    """

    gazetteer: str = ""
    outline: str = ""


class Profile(Town, frozen=True, kw_only=True):
    """What the TOML file itself may hold: a town, and where the rest of it is."""

    files: Files = Files()


def load(path: Path) -> Town:
    """Read a profile, its gazetteer and its outline from the disk.

    Raises:
        ConfigurationError: first anything unreadable, unknown, missing or of the wrong type,
            all of it at once; once there is none of that, all that `towns.checking` finds.
            Each sentence names file, key and remedy in both languages.
    """
    content = _toml(path)
    problems = [told(path, key, what) for key, what in differences(content, Profile)]
    files = _files(content)
    spots = _beside(path, "files.gazetteer", files.get("gazetteer"), read_gazetteer, problems)
    ring = _beside(path, "files.outline", files.get("outline"), read_outline, problems)
    if problems:
        raise ConfigurationError(problems)
    town = _town(path, content, spots or [], ring or ())
    if problems := check(town, path):
        raise ConfigurationError(problems)
    return town


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigurationError([_unreadable(path, error)]) from error
    except UnicodeDecodeError as error:
        what = Say(
            f"{path} n’est pas en UTF-8 ({error.reason}) ; enregistrez-le en UTF-8.",
            f"{path} is not UTF-8 ({error.reason}); save it as UTF-8.",
        )
        raise ConfigurationError([what]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what = Say(
            f"{path} n’est pas du TOML valide : {error}. Corrigez la ligne nommée.",
            f"{path} is not valid TOML: {error}. Correct the line named.",
        )
        raise ConfigurationError([what]) from error


def _files(content: Mapping[str, Any]) -> Mapping[str, Any]:
    files = content.get("files")
    return files if isinstance(files, dict) else {}


def _beside(
    path: Path,
    key: str,
    name: object,
    read: Callable[[bytes, str], tuple[T, list[Say]]],
    problems: list[Say],
) -> T | None:
    """Read the file called `name` in the profile's folder; add its problems to `problems`."""
    if not isinstance(name, str) or not name:
        return None
    if Path(name).name != name:
        what = Say(
            f"« {name} » doit être un simple nom de fichier ; placez le fichier à côté du profil.",
            f"{name!r} must be a bare file name; put the file beside the profile.",
        )
        problems.append(told(path, key, what))
        return None
    sibling = path.with_name(name)
    try:
        value, found = read(sibling.read_bytes(), str(sibling))
    except (OSError, ValueError) as error:
        problems.append(told(path, key, _unreadable(sibling, error)))
        return None
    problems.extend(found)
    return value


def _unreadable(path: Path, error: Exception) -> Say:
    why = getattr(error, "strerror", None) or error
    return Say(
        f"{path} ne peut pas être lu ({why}) ; vérifiez le nom, le dossier et les droits.",
        f"{path} cannot be read ({why}); check the name, the folder and the permissions.",
    )


def _town(
    path: Path,
    content: dict[str, Any],
    spots: list[Spot],
    ring: tuple[tuple[float, float], ...],
) -> Town:
    written = {key: value for key, value in content.items() if key != "files"}
    try:
        town = msgspec.convert(written, Town)
    except (msgspec.ValidationError, OverflowError) as error:
        # A value beyond what the wire form holds, such as a whole number of 30 digits.
        what = Say(
            f"{path} : valeur refusée : {error}. Corrigez-la.",
            f"{path}: refused: {error}. Correct it.",
        )
        raise ConfigurationError([what]) from error
    return msgspec.structs.replace(
        town, gazetteer=(*town.gazetteer, *spots), outline=ring or town.outline
    )
