"""Settings given on the command line, `--set key=value`: any of them but a secret."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from pipeline.settings import SourceSettings
from pipeline.settings_problems import validation_problems
from vigie.errors import ConfigurationError
from vigie.say import Say

_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")
_SECRET: Final = re.compile(
    r"(?:.*_)?(?:token|secret|password|passwd|key|client_id)s?", re.IGNORECASE
)
# Numbers that are names: Meta's are longer than what a whole number should hold.
_TEXTUAL: Final = re.compile(r".*_id")


def read_given(pairs: Iterable[str]) -> dict[str, Any]:
    """Return the settings given, each value as TOML reads it, else as text.

    Raises:
        ConfigurationError: what is no `key=value`, what has an option of its own, and secrets,
            which other accounts of the machine could read there; their value is not repeated.
    """
    found: dict[str, Any] = {}
    problems: list[Say] = []
    for pair in pairs:
        key, sign, value = pair.partition("=")
        key = key.strip()
        problem = _wrong(key, sign, value)
        if problem is None:
            found[key] = _read(key, value.strip())
        else:
            problems.append(problem)
    if problems:
        raise ConfigurationError(problems)
    return found


def source_settings(values: Mapping[str, Any]) -> SourceSettings:
    """Return the settings of a source that is not yet in the file.

    Raises:
        ConfigurationError: a key that every source has is wrong; its kind checks the others.
    """
    try:
        return SourceSettings(**values)
    except ValidationError as error:
        raise ConfigurationError(validation_problems(Path("--set"), error)) from error


def _wrong(key: str, sign: str, value: str) -> Say | None:
    if not sign or not _KEY.fullmatch(key) or not _is_text(value):
        return Say(
            "--set attend clé=valeur, comme --set interval=900.",
            "--set expects key=value, like --set interval=900.",
        )
    if key in {"name", "kind"}:
        return Say(
            f"--set {key} : cette clé a son option, --{key}.",
            f"--set {key}: this key has its option, --{key}.",
        )
    if _SECRET.fullmatch(key) or _holds_password(value):
        return Say(
            f"--set {key} : un secret ne s’écrit pas sur la ligne de commande, où d’autres comptes"
            f" peuvent le lire. Mettez-le dans un fichier (--set {key}_file=secrets/…) ou une"
            f" variable d’environnement (--set {key}_env=NOM).",
            f"--set {key}: a secret is not written on the command line, where other accounts can"
            f" read it. Put it in a file (--set {key}_file=secrets/…) or an environment variable"
            f" (--set {key}_env=NAME).",
        )
    return None


def _is_text(value: str) -> bool:
    """Tell whether a value could be decoded: bytes of another encoding come as surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _holds_password(value: str) -> bool:
    try:
        return urlsplit(value.strip().strip("\"'")).password is not None
    except ValueError:
        return False


def _read(key: str, value: str) -> Any:
    """Return a value: `true`, `12`, `["a", "b"]` and `"text"` as in TOML, else the text itself."""
    try:
        read = tomllib.loads(f"value = {value}")
    except tomllib.TOMLDecodeError:
        return value
    plain = isinstance(read.get("value"), bool | int | float | str | list | dict)
    textual = isinstance(read.get("value"), int | float) and _TEXTUAL.fullmatch(key)
    return read["value"] if set(read) == {"value"} and plain and not textual else value
