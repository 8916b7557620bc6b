"""Secrets of a webhook target: where they are read, and what a sound one looks like."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from vigie.errors import ConfigurationError
from vigie.say import Say

_PREFIX: Final = "whsec_"
# Standard Webhooks, « Signature scheme »: between 24 and 64 random bytes.
_SHORTEST: Final = 24
_LONGEST: Final = 64


def decode_secret(text: str, where: str) -> bytes:
    """Return the key that a `whsec_…` secret holds.

    Args:
        text: the secret, as its service shows it.
        where: the file, variable or option that holds it, for the error.

    Raises:
        ConfigurationError: not `whsec_` and base64, or of a wrong length. The sentence
            never holds the secret.
    """
    encoded = text.strip().removeprefix(_PREFIX)
    if not text.strip().startswith(_PREFIX):
        raise ConfigurationError([_shape(where)])
    try:
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        # Not chained: binascii and encodings quote what they could not read.
        raise ConfigurationError([_shape(where)]) from None
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise ConfigurationError([_length(where, len(key))])
    return key


def read_secrets(
    settings: Mapping[str, Any], home: Path
) -> tuple[tuple[bytes, ...], tuple[Say, ...]]:
    """Read a target's secrets, the current one first; return them with the problems met.

    `secret_file` names files (one secret a line, "#" begins a remark) from `home`;
    `secret_env` names environment variables. Each is a name or a list of names.
    """
    keys: list[bytes] = []
    problems: list[Say] = []
    for key in ("secret_file", "secret_env"):
        names, wrong = _names(settings, key)
        problems += wrong
        for name in names:
            try:
                keys += _from_file(home / name) if key == "secret_file" else _from_env(name)
            except ConfigurationError as error:
                problems += error.problems
    if not keys and not problems:
        problems.append(_none_given())
    return tuple(keys), tuple(problems)


def _names(settings: Mapping[str, Any], key: str) -> tuple[list[str], list[Say]]:
    value = settings.get(key, [])
    names = [value] if isinstance(value, str) else value
    if isinstance(names, Sequence) and all(isinstance(n, str) and n for n in names):
        return list(names), []
    return [], [
        Say(
            f"« {key} » : un nom, ou une liste de noms, est attendu.",
            f"{key}: a name, or a list of names, is expected.",
        )
    ]


def _from_file(path: Path) -> list[bytes]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError([_unreadable(path)]) from None
    secrets = [line for line in map(str.strip, lines) if line and not line.startswith("#")]
    if not secrets:
        raise ConfigurationError([_empty(str(path))])
    return [decode_secret(secret, str(path)) for secret in secrets]


def _from_env(name: str) -> list[bytes]:
    value = os.environ.get(name, "").split()
    if not value:
        raise ConfigurationError([_empty(f"${name}")])
    return [decode_secret(secret, f"${name}") for secret in value]


def _shape(where: str) -> Say:
    return Say(
        f"{where} : le secret doit commencer par « {_PREFIX} », suivi de base64.",
        f"{where}: the secret must begin with “{_PREFIX}”, followed by base64.",
    )


def _length(where: str, found: int) -> Say:
    return Say(
        f"{where} : le secret fait {found} octets ; il en faut de {_SHORTEST} à {_LONGEST}.",
        f"{where}: the secret has {found} bytes; it must have {_SHORTEST} to {_LONGEST}.",
    )


def _unreadable(path: Path) -> Say:
    return Say(
        f"{path} : le fichier du secret manque ou ne peut pas être lu.",
        f"{path}: the secret's file is missing or cannot be read.",
    )


def _empty(where: str) -> Say:
    return Say(f"{where} : aucun secret n’y est écrit.", f"{where}: it holds no secret.")


def _none_given() -> Say:
    return Say(
        "donnez « secret_file » (un fichier) ou « secret_env » (une variable) : sans secret,"
        " le destinataire ne peut pas vérifier l’alerte.",
        "give `secret_file` (a file) or `secret_env` (a variable): without a secret the"
        " receiver cannot verify the alert.",
    )
