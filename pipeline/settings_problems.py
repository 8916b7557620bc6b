"""What is wrong in the settings, as sentences that name file, key and remedy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from vigie.refused_setting import remedy
from vigie.say import Say


def toml_problem(path: Path, error: Exception) -> Say:
    """Say where a file stops being TOML."""
    return Say(
        f"{path} n’est pas du TOML valide : {error}. Corrigez la ligne nommée.",
        f"{path} is not valid TOML: {error}. Correct the line named.",
    )


def validation_problems(path: Path, error: ValidationError) -> list[Say]:
    """Say each thing that the settings have wrong, in the order of the file."""
    return [
        _problem(path, detail) for detail in error.errors(include_url=False, include_input=False)
    ]


def _problem(path: Path, detail: Any) -> Say:
    key, said = _key(detail["loc"]), remedy(detail)
    return Say(f"{path} : « {key} » : {said.fr}.", f"{path}: {key}: {said.en}.")


def _key(location: Iterable[str | int]) -> str:
    parts = ""
    for part in location:
        if isinstance(part, int):
            parts += f"[{part + 1}]"
        else:
            parts += f".{part}" if parts else part
    return parts
