"""The secrets that one source takes: several while one takes the place of another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connectors.credentials import NoCredential, read_credential
from connectors.inbound.signed_call import SHORTEST
from vigie.say import Say


class SecretNames:
    """Where a source's secrets are: files and environment variables.

    Args:
        home: the installation's folder, where files start.
        files: names of files, one secret each.
        variables: names of environment variables.
    """

    def __init__(self, home: Path, files: tuple[str, ...], variables: tuple[str, ...]) -> None:
        self._home = home
        self._places = [*((name, None) for name in files), *((None, name) for name in variables)]

    def read(self) -> tuple[list[str], list[Say]]:
        """Return the secrets that can be used now, and what is wrong with the others.

        Blocks for the time of reading a few small files.
        """
        secrets: list[str] = []
        problems: list[Say] = []
        for file, variable in self._places or [(None, None)]:
            try:
                secret = read_credential(self._home, file=file, env=variable, key="secret")
            except NoCredential as missing:
                problems.append(missing.say)
                continue
            if len(secret) < SHORTEST:
                problems.append(_short(file or variable or ""))
            else:
                secrets.append(secret)
        return secrets, problems


def names_of(value: Any) -> tuple[str, ...] | None:
    """Read a setting that is a name or a list of names; None when it is neither."""
    names = [value] if isinstance(value, str) else value
    if names is None:
        return ()
    if not isinstance(names, list | tuple) or isinstance(value, Mapping):
        return None
    if not all(isinstance(name, str) and name.strip() and "\x00" not in name for name in names):
        return None
    return tuple(names)


def _short(where: str) -> Say:
    return Say(
        f"{where} : le secret a moins de {SHORTEST} caractères ; il n’est pas accepté.",
        f"{where}: the secret has fewer than {SHORTEST} characters; it is not taken.",
    )
