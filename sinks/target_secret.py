"""A target's secret (address, password, token): in a file or the environment, read at each use."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from vigie.errors import ConfigurationError
from vigie.say import Say
from vigie.secret_file import UnusableSecret, read_secret_file


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """Where a secret is; never what it is.

    Attributes:
        key: what the setting is called without its ending ("url", "password", "token").
        file: file that holds it on its first line, from `home`.
        env: environment variable that holds it.
    """

    key: str
    home: Path
    file: str | None = None
    env: str | None = None

    def read(self) -> str:
        """Return the secret. Blocks for one small file.

        Raises:
            ConfigurationError: missing, empty, or readable by every account.
        """
        return self._from_file(self.home / self.file) if self.file else self._from_environment()

    def _from_file(self, path: Path) -> str:
        try:
            return read_secret_file(path)
        except UnusableSecret as error:
            raise ConfigurationError([error.say]) from None

    def _from_environment(self) -> str:
        found = os.environ.get(self.env or "", "").strip()
        if not found:
            raise ConfigurationError([_missing(self.key, self.env)])
        return found


def _missing(key: str, variable: str | None) -> Say:
    if variable:
        return Say(
            f"la variable d’environnement {variable} est vide ou manque.",
            f"the environment variable {variable} is empty or missing.",
        )
    return Say(
        f"donnez « {key}_file » (un fichier) ou « {key}_env » (une variable) : c’est un secret.",
        f"give `{key}_file` (a file) or `{key}_env` (a variable): it is a secret.",
    )
