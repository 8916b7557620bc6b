"""The pseudonyms' key: made once, kept in a file that only its owner reads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from vigie.errors import ConfigurationError
from vigie.say import Say

KEY_FILE = Path("secrets") / "pseudonym.key"
_BYTES = 32


def make_key(home: Path) -> Path:
    """Write a new key in `home` unless there is one; return its path.

    Losing the key loses the power to recognise an author who asks to be erased, never more.
    """
    path = home / KEY_FILE
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
    return path


def read_key(home: Path) -> bytes:
    """Return the key of the installation in `home`.

    Raises:
        ConfigurationError: missing, too short, or readable by others.
    """
    path = home / KEY_FILE
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ConfigurationError([_missing(path)]) from None
    except ValueError as error:
        raise ConfigurationError([_spoilt(path)]) from error
    if len(key) < _BYTES:
        raise ConfigurationError([_spoilt(path)])
    if mode & 0o077:
        raise ConfigurationError([_open(path)])
    return key


def read_secret(home: Path, path: Path | None) -> str | None:
    """Return the first line of a password or key file; None when none is named.

    Raises:
        ConfigurationError: missing, empty, unreadable, or readable by every account.
    """
    if path is None:
        return None
    file = home / path
    try:
        secret = file.read_text(encoding="utf-8").partition("\n")[0].strip()
        mode = file.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError([_unreadable(file)]) from error
    if not secret:
        raise ConfigurationError([_unreadable(file)])
    if mode & 0o007:
        raise ConfigurationError([_open(file)])
    return secret


def _unreadable(path: Path) -> Say:
    return Say(
        f"{path} manque, est vide ou ne se lit pas : il doit contenir le secret, sur une ligne.",
        f"{path} is missing, empty or unreadable: it must hold the secret, on one line.",
    )


def _missing(path: Path) -> Say:
    return Say(
        f"{path} manque : c’est la clé des pseudonymes. Restaurez-la, ou refaites « vigie init ».",
        f"{path} is missing: it is the key of the pseudonyms. Restore it, or run `vigie init`.",
    )


def _spoilt(path: Path) -> Say:
    return Say(
        f"{path} ne contient pas une clé de {_BYTES} octets en hexadécimal. Restaurez-la.",
        f"{path} does not hold a key of {_BYTES} bytes in hexadecimal. Restore it.",
    )


def _open(path: Path) -> Say:
    return Say(
        f"{path} peut être lu par d’autres comptes. Corrigez : chmod 600 {path}",
        f"{path} can be read by other accounts. Mend it: chmod 600 {path}",
    )
