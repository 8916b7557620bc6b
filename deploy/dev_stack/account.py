"""The unprivileged account that the servers run as when we are root (Elasticsearch insists)."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import msgspec

from vigie.errors import ConfigurationError
from vigie.say import Say


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a server runs as: numbers that the machine already knows, nothing is created."""

    uid: int
    gid: int

    def take(self, *paths: Path) -> None:
        """Give these files and folders (not what is inside) to the account; for root alone."""
        if os.geteuid() == 0:
            for path in paths:
                os.chown(path, self.uid, self.gid)


def unprivileged() -> Account:
    """Return ourselves, or `nobody` when we are root.

    Raises:
        ConfigurationError: we are root and the machine has no account named nobody.
    """
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid())
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        problem = Say(
            fr="Elasticsearch refuse de tourner en root, et le compte « nobody » n'existe pas "
            "ici : relancez depuis un autre compte.",
            en="Elasticsearch refuses to run as root, and there is no account named nobody here: "
            "start again from another account.",
        )
        raise ConfigurationError([problem]) from None
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)
