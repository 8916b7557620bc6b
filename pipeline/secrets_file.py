"""The pseudonyms' key: made once, kept in a file that only its owner reads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from vigie.errors import ConfigurationError
from vigie.say import Say
from vigie.secret_file import UnusableSecret, open_to_all, read_secret_file

KEY_FILE = Path("secrets") / "pseudonym.key"
FORMER_FILE = Path("secrets") / "pseudonym.former"
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
        raise ConfigurationError([open_to_all(path)])
    return key


def read_former_keys(home: Path) -> tuple[bytes, ...]:
    """Return the keys that were in use before, the latest first; none when there is no file.

    Raises:
        ConfigurationError: one of them is spoilt, or the file is readable by others.
    """
    path = home / FORMER_FILE
    if not path.exists():
        return ()
    try:
        keys = [bytes.fromhex(line) for line in path.read_text(encoding="ascii").split()]
        mode = path.stat().st_mode
    except ValueError as error:
        raise ConfigurationError([_spoilt(path)]) from error
    if any(len(key) < _BYTES for key in keys):
        raise ConfigurationError([_spoilt(path)])
    if mode & 0o077:
        raise ConfigurationError([open_to_all(path)])
    return tuple(keys)


def rotate_key(home: Path) -> None:
    """Put a new key in use; the one it replaces stays among the former ones.

    Written so that a machine that stops at any moment has lost neither: the former keys first,
    then the new key in place of the old, each file whole or not at all.

    Raises:
        ConfigurationError: the present keys cannot be read.
    """
    keys = list(dict.fromkeys((read_key(home), *read_former_keys(home))))
    _replace(home / FORMER_FILE, "".join(f"{key.hex()}\n" for key in keys))
    _replace(home / KEY_FILE, secrets.token_hex(_BYTES) + "\n")


def forget_former_keys(home: Path) -> int:
    """Drop the former keys, once nothing kept under them is left; return how many there were."""
    count = len(read_former_keys(home))
    (home / FORMER_FILE).unlink(missing_ok=True)
    return count


def _replace(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)
    fresh.replace(path)


def read_secret(home: Path, path: Path | None) -> str | None:
    """Return the first line of a password or key file; None when none is named.

    Raises:
        ConfigurationError: missing, empty, unreadable, or readable by every account.
    """
    if path is None:
        return None
    try:
        return read_secret_file(home / path)
    except UnusableSecret as error:
        raise ConfigurationError([error.say]) from None


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
