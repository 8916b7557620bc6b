"""A secret in a file: its first line, in a file that not every account of the machine reads."""

from __future__ import annotations

from pathlib import Path

from vigie.errors import VigieError
from vigie.say import Say


class UnusableSecret(VigieError):
    """The file is missing, empty, unreadable, or readable by every account; it is named."""


def read_secret_file(path: Path) -> str:
    """Return the first line of a secret's file. Blocks for one small file.

    Raises:
        UnusableSecret: with what to do about it.
    """
    try:
        secret = path.read_text(encoding="utf-8-sig").partition("\n")[0].strip()
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError):
        secret, mode = "", 0
    if not secret:
        raise UnusableSecret(
            Say(
                f"{path} manque, est vide ou ne se lit pas : il doit contenir le secret,"
                " sur une ligne.",
                f"{path} is missing, empty or unreadable: it must hold the secret, on one line.",
            )
        )
    if mode & 0o007:
        raise UnusableSecret(open_to_all(path))
    return secret


def open_to_all(path: Path) -> Say:
    """Say that others read a file that holds a secret, and how to mend it."""
    return Say(
        f"{path} peut être lu par d’autres comptes. Corrigez : chmod 600 {path}",
        f"{path} can be read by other accounts. Mend it: chmod 600 {path}",
    )
