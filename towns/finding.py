"""Finds the profile that a person names: in the installation's folder, then in the package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from towns.problem import choose
from vigie.errors import ConfigurationError
from vigie.say import Say


def bundled() -> dict[str, Path]:
    """Return the profiles that come with Vigie, slug → file."""
    folder = Path(str(files("towns")))
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def find(name_or_path: str, home: Path | None) -> Path:
    """Return the profile's file.

    Args:
        name_or_path: a slug (`trois-rivieres`) or the path of a `.toml` file.
        home: the installation's folder; its `towns/` folder comes before the package.

    Raises:
        ConfigurationError: no such file or slug; names those that there are.
    """
    if name_or_path.endswith(".toml") or "/" in name_or_path or "\\" in name_or_path:
        return _existing(Path(name_or_path))
    known = available(home)
    if name_or_path in known:
        return known[name_or_path]
    remedy = choose(name_or_path, known)
    what = Say(
        f"aucun profil de ville « {name_or_path} » ; {remedy.fr}",
        f"no town profile {name_or_path!r}; {remedy.en}",
    )
    raise ConfigurationError([what])


def available(home: Path | None) -> dict[str, Path]:
    """Return every profile that `find` knows by slug; one of the home hides a bundled one."""
    own = sorted((home / "towns").glob("*.toml")) if home is not None else []
    return bundled() | {path.stem: path for path in own}


def _existing(path: Path) -> Path:
    if path.is_file():
        return path
    what = Say(
        f"{path} n’existe pas ou n’est pas un fichier ; vérifiez le chemin.",
        f"{path} does not exist or is not a file; check the path.",
    )
    raise ConfigurationError([what])
