"""What is wrong in the settings, as sentences that name file, key and remedy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from vigie.say import Say

_REMEDIES: dict[str, tuple[str, str]] = {
    "extra_forbidden": (
        "clé inconnue ; corrigez-la ou retirez-la",
        "unknown key; correct it or remove it",
    ),
    "missing": ("manque ; ajoutez-la", "is missing; add it"),
}


def toml_problem(path: Path, error: Exception) -> Say:
    """Say where a file stops being TOML."""
    return Say(
        f"{path} n’est pas du TOML valide : {error}. Corrigez la ligne nommée.",
        f"{path} is not valid TOML: {error}. Correct the line named.",
    )


def validation_problems(path: Path, error: ValidationError) -> list[Say]:
    """Say each thing that the settings have wrong, in the order of the file."""
    return [_problem(path, detail) for detail in error.errors(include_url=False)]


def _problem(path: Path, detail: Any) -> Say:
    key = _key(detail["loc"])
    fr, en = _REMEDIES.get(
        detail["type"], (f"valeur refusée : {detail['msg']}", f"refused: {detail['msg']}")
    )
    return Say(f"{path} : « {key} » : {fr}.", f"{path}: {key}: {en}.")


def _key(location: Iterable[str | int]) -> str:
    parts = ""
    for part in location:
        if isinstance(part, int):
            parts += f"[{part + 1}]"
        else:
            parts += f".{part}" if parts else part
    return parts
