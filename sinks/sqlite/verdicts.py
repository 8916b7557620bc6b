"""What each SQLite error means to Vigie: wait, set the item aside, or refuse to go on."""

from __future__ import annotations

import sqlite3
from typing import Final

from vigie.errors import ConfigurationError, InvalidInput, Unavailable, VigieError
from vigie.say import Say

Verdict = type[Unavailable] | type[InvalidInput] | type[ConfigurationError]

_FULL = Say(
    "Le disque est plein : rien n’est perdu, l’écriture reprendra dès qu’il y aura de la place. "
    "Libérez de l’espace ou raccourcissez la conservation.",
    "The disk is full: nothing is lost, writing resumes as soon as there is room. "
    "Free some space or shorten the retention.",
)
_BUSY = Say(
    "La base est occupée par un autre programme ; nouvel essai bientôt.",
    "The database is busy with another program; trying again soon.",
)
_DISK = Say(
    "Le disque ne répond pas comme il faut ; nouvel essai bientôt. "
    "Si cela dure, vérifiez le disque et les droits sur le dossier.",
    "The disk does not answer as it should; trying again soon. "
    "If it lasts, check the disk and the rights on the folder.",
)
_DAMAGED = Say(
    "Le fichier de la base est endommagé ou n’est pas une base de Vigie. Arrêtez Vigie, "
    "mettez ce fichier de côté et remettez la dernière copie de sauvegarde.",
    "The database file is damaged or is not one of Vigie’s. Stop Vigie, "
    "set this file aside and put back the latest backup.",
)
_CLOSED_DOOR = Say(
    "La base ne peut pas être ouverte ou écrite : vérifiez que son dossier existe, sur un disque "
    "local, et que le compte de Vigie a le droit d’y lire et d’y écrire.",
    "The database cannot be opened or written: check that its folder exists, on a local "
    "disk, and that Vigie’s account may read and write there.",
)
_UNUSABLE = Say(
    "La base ne peut pas garder cet élément tel qu’il est.",
    "The database cannot keep this item as it is.",
)
UNFIT = Say(
    "Le SQLite de ce Python ne convient pas : il faut la version 3.34 ou une plus récente, "
    "avec FTS5 et JSON.",
    "This Python’s SQLite will not do: version 3.34 or newer is needed, with FTS5 and JSON.",
)
_SHUT = Say("La base vient d’être fermée.", "The database has just been closed.")

#: By SQLite's primary result code (https://www.sqlite.org/rescode.html); it decides first.
BY_CODE: Final[dict[int, tuple[Verdict, Say]]] = {
    sqlite3.SQLITE_PERM: (ConfigurationError, _CLOSED_DOOR),
    sqlite3.SQLITE_ABORT: (Unavailable, _BUSY),
    sqlite3.SQLITE_BUSY: (Unavailable, _BUSY),
    sqlite3.SQLITE_LOCKED: (Unavailable, _BUSY),
    sqlite3.SQLITE_NOMEM: (Unavailable, _BUSY),
    sqlite3.SQLITE_READONLY: (ConfigurationError, _CLOSED_DOOR),
    sqlite3.SQLITE_INTERRUPT: (Unavailable, _BUSY),
    sqlite3.SQLITE_IOERR: (Unavailable, _DISK),
    sqlite3.SQLITE_CORRUPT: (ConfigurationError, _DAMAGED),
    sqlite3.SQLITE_FULL: (Unavailable, _FULL),
    sqlite3.SQLITE_CANTOPEN: (ConfigurationError, _CLOSED_DOOR),
    sqlite3.SQLITE_PROTOCOL: (Unavailable, _BUSY),
    sqlite3.SQLITE_SCHEMA: (Unavailable, _BUSY),
    sqlite3.SQLITE_TOOBIG: (InvalidInput, _UNUSABLE),
    sqlite3.SQLITE_CONSTRAINT: (InvalidInput, _UNUSABLE),
    sqlite3.SQLITE_MISMATCH: (InvalidInput, _UNUSABLE),
    sqlite3.SQLITE_NOLFS: (ConfigurationError, _CLOSED_DOOR),
    sqlite3.SQLITE_AUTH: (ConfigurationError, _CLOSED_DOOR),
    sqlite3.SQLITE_FORMAT: (ConfigurationError, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (ConfigurationError, _DAMAGED),
}

#: By class, most precise first, for errors without a code or with a code of no use.
BY_CLASS: Final[tuple[tuple[type[Exception], Verdict, Say], ...]] = (
    (sqlite3.NotSupportedError, ConfigurationError, UNFIT),
    (sqlite3.ProgrammingError, Unavailable, _SHUT),
    (sqlite3.InternalError, Unavailable, _DISK),
    (sqlite3.IntegrityError, InvalidInput, _UNUSABLE),
    (sqlite3.DataError, InvalidInput, _UNUSABLE),
    (sqlite3.InterfaceError, InvalidInput, _UNUSABLE),
    (sqlite3.OperationalError, ConfigurationError, _DAMAGED),
    (sqlite3.DatabaseError, ConfigurationError, _DAMAGED),
    (sqlite3.Error, ConfigurationError, _DAMAGED),
    (OverflowError, InvalidInput, _UNUSABLE),  # a number beyond 64 bits
)

MAPPED: Final = (sqlite3.Error, OverflowError)


def verdict(error: Exception) -> VigieError:
    """Return what is raised in the place of one of `MAPPED`."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in BY_CODE:
        kind, say = BY_CODE[code & 0xFF]
    else:
        kind, say = next((k, s) for cls, k, s in BY_CLASS if isinstance(error, cls))
    if kind is ConfigurationError:
        return ConfigurationError([say])
    return Unavailable(say) if kind is Unavailable else InvalidInput(say)
