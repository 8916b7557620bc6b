"""A source's secrets: from a file or from the environment, read anew at each use."""

from __future__ import annotations

import os
from pathlib import Path

from vigie.errors import VigieError
from vigie.say import Say
from vigie.secret_file import UnusableSecret, read_secret_file


class NoCredential(VigieError):
    """A secret is not there or cannot be used; the sentence tells where it was looked for.

    The source's page is then "needs_credentials": one missing key stops no other source.
    """


def read_credential(home: Path, *, file: str | None, env: str | None, key: str) -> str:
    """Return the first line of a secret's file, or an environment variable.

    Read at each use rather than once, so that a renewed key needs no restart. Blocks for the
    time of reading one small file.

    Args:
        home: the installation's folder, where `file` starts.
        file: value of the setting `{key}_file`.
        env: value of the setting `{key}_env`: the name of a variable.
        key: what the setting is called, for the sentence ("token", "secret").

    Raises:
        NoCredential: none is named, or it is missing, empty, or readable by every account.
    """
    if file:
        return _from_file(home / file)
    if env:
        secret = os.environ.get(env, "").strip()
        if secret:
            return secret
        raise NoCredential(
            Say(
                f"La variable d’environnement {env} est vide ou manque.",
                f"The environment variable {env} is empty or missing.",
            )
        )
    raise NoCredential(
        Say(
            f"Il manque une clé d’accès : ajoutez {key}_file ou {key}_env à la source.",
            f"An access key is missing: add {key}_file or {key}_env to the source.",
        )
    )


def _from_file(path: Path) -> str:
    try:
        return read_secret_file(path)
    except UnusableSecret as error:
        raise NoCredential(error.say) from None
